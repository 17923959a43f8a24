import { randomUUID } from "node:crypto";
import type { Fetched } from "../../net/fetch.ts";
import { parseAs } from "../../schema/faults.ts";
import type { Schema } from "../../schema/infer.ts";
import { safe } from "../../text/safe.ts";
import type { Bucket } from "../bucket.ts";
import { base64ToHex, hash, hexToBase64 } from "../digest.ts";
import { StoreError } from "../errors.ts";
import type { Location } from "../location.ts";
import type { StoreIo } from "../open.ts";
import { escapedSegment, type StoreRequest, sender } from "../request.ts";
import type { Over } from "../store.ts";
import { tokenSource } from "./credentials.ts";

const text = { type: "string" } as const satisfies Schema;

const objectSchema = {
  type: "object",
  required: ["name"],
  properties: { name: text, size: text, md5Hash: text, generation: text },
} as const satisfies Schema;

const pageSchema = {
  type: "object",
  required: [],
  properties: {
    prefixes: { type: "array", items: text },
    items: { type: "array", items: objectSchema },
    nextPageToken: text,
  },
} as const satisfies Schema;

const errorSchema = {
  type: "object",
  required: ["error"],
  properties: { error: { type: "object", required: ["message"], properties: { message: text } } },
} as const satisfies Schema;

/** A bucket of Google Cloud Storage, by its JSON API (cloud.google.com/storage/docs/json_api/v1). */
export function gcsBucket(location: Extract<Location, { kind: "gcs" }>, io: StoreIo): Bucket {
  const { bucket, name } = location;
  const emulator = emulatorOf(io.env.STORAGE_EMULATOR_HOST);
  const base = (location.endpoint ?? emulator ?? new URL("https://storage.googleapis.com")).href.replace(
    /\/+$/,
    "",
  );
  const isReal = location.endpoint === undefined && emulator === undefined;
  const token = tokenSource(io, isReal);
  const send = sender(name, io);
  const objects = `${base}/storage/v1/b/${escapedSegment(bucket)}/o`;
  const ask = async (url: string, request: StoreRequest, fine: readonly number[]) => {
    const authorization = await token();
    const fetched = await send(new URL(url), {
      ...request,
      headers: {
        ...request.headers,
        ...(authorization === undefined ? {} : { Authorization: `Bearer ${authorization}` }),
      },
    });
    const { status } = fetched;
    if ((status >= 200 && status < 300) || fine.includes(status)) return fetched;
    throw refusal(fetched, location, authorization !== undefined);
  };
  return {
    async *list(prefix) {
      for (let page = ""; ; ) {
        const query = new URLSearchParams({
          prefix,
          delimiter: "/",
          fields: "prefixes,items(name),nextPageToken",
          ...(page === "" ? {} : { pageToken: page }),
        });
        const { body } = await ask(`${objects}?${query}`, {}, []);
        const { prefixes = [], items = [], nextPageToken = "" } = read(pageSchema, body, name);
        yield { prefixes, keys: items.map((item) => item.name) };
        if (nextPageToken === "") return;
        page = nextPageToken;
      }
    },
    async read(key, most) {
      const fetched = await ask(`${objects}/${escapedSegment(key)}?alt=media`, { most }, [404]);
      if (fetched.status === 404) return await unlessNoBucket(fetched);
      return { bytes: fetched.body, version: String(fetched.headers["x-goog-generation"] ?? "") };
    },
    async digest(key) {
      const fetched = await ask(
        `${objects}/${escapedSegment(key)}?fields=name,size,md5Hash,generation`,
        {},
        [404],
      );
      if (fetched.status === 404) return await unlessNoBucket(fetched);
      const { size, md5Hash } = read(objectSchema, fetched.body, name);
      return {
        bytes: Number(size ?? "0"),
        ...(md5Hash === undefined ? {} : { md5: base64ToHex(md5Hash) }),
      };
    },
    async put(key, { bytes, type, isChanging }, over) {
      const boundary = `part-${randomUUID()}`;
      const about = {
        name: key,
        contentType: type,
        // the server compares it with what it received
        md5Hash: hexToBase64(hash("md5", bytes)),
        ...(isChanging === true ? { cacheControl: "private, max-age=0, no-transform" } : {}),
      };
      const head = `--${boundary}\r\nContent-Type: application/json; charset=UTF-8\r\n\r\n${JSON.stringify(about)}\r\n--${boundary}\r\nContent-Type: ${type}\r\n\r\n`;
      const encoder = new TextEncoder();
      const query = new URLSearchParams({ uploadType: "multipart", name: key, ...precondition(over) });
      const { status } = await ask(
        `${base}/upload/storage/v1/b/${escapedSegment(bucket)}/o?${query}`,
        {
          method: "POST",
          headers: { "Content-Type": `multipart/related; boundary=${boundary}` },
          bytes: [encoder.encode(head), bytes, encoder.encode(`\r\n--${boundary}--\r\n`)],
        },
        [412],
      );
      return status !== 412;
    },
    async remove(key) {
      await ask(`${objects}/${escapedSegment(key)}`, { method: "DELETE" }, [404]);
    },
  };

  /** A bucket that is not there looks like an object that is not there. */
  async function unlessNoBucket(fetched: Fetched): Promise<undefined> {
    if (/bucket/i.test(messageIn(fetched.body) ?? "")) throw refusal(fetched, location, true);
    return undefined;
  }
}

function precondition(over: Over): Record<string, string> {
  if (over === "anything") return {};
  return { ifGenerationMatch: over === "nothing" ? "0" : over.version };
}

function read<const S extends Schema>(schema: S, body: Buffer, name: string) {
  try {
    return parseAs(schema, body.toString());
  } catch (cause) {
    throw new StoreError(`${name}: the answer is not one of Google Cloud Storage`, {
      fault: "other",
      fix: "check the endpoint, and whether a proxy answers in its place",
      cause,
    });
  }
}

function refusal(
  { status, body }: Fetched,
  { name, bucket }: Extract<Location, { kind: "gcs" }>,
  hasToken: boolean,
): StoreError {
  const said = messageIn(body);
  const words = said === undefined ? "" : `: ${safe(said.slice(0, 300))}`;
  if (status === 404)
    return new StoreError(`${name}: there is no bucket ${bucket}`, {
      fault: "absent",
      fix: "check its name, or create it",
    });
  if (status === 401 || status === 403)
    return new StoreError(
      `${name}: ${hasToken ? "access was denied" : "access was denied to a request without credentials"}${words}`,
      {
        fault: "denied",
        fix: hasToken
          ? "give the account the role Storage Object User on the bucket, or use another account"
          : "set GOOGLE_APPLICATION_CREDENTIALS, or run gcloud auth application-default login",
      },
    );
  return new StoreError(`${name}: the store answered ${status}${words}`, {
    fault: status >= 500 || status === 429 ? "unavailable" : "other",
  });
}

function messageIn(body: Buffer): string | undefined {
  const said = body.toString();
  try {
    return parseAs(errorSchema, said).error.message;
  } catch {
    return /^[^<{]{1,300}$/.test(said.trim()) ? said.trim() : undefined;
  }
}

/** `localhost:4443`, as Google's libraries read it. */
function emulatorOf(host: string | undefined): URL | undefined {
  if (!host) return undefined;
  const url = host.includes("://") ? host : `http://${host}`;
  return URL.canParse(url) ? new URL(url) : undefined;
}
