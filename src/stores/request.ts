import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { TooLarge } from "../net/bytes.ts";
import { Connections } from "../net/connections.ts";
import { FetchError, type Fetched, fetchUrl } from "../net/fetch.ts";
import { StoreError } from "./errors.ts";
import type { StoreIo } from "./open.ts";

/** A request to a store. */
export interface StoreRequest {
  readonly method?: "GET" | "HEAD" | "POST" | "PUT" | "DELETE";
  readonly headers?: Readonly<Record<string, string>>;
  readonly bytes?: readonly Uint8Array[];
  /** Bytes of the answer. */
  readonly most?: number;
}

/** Sends requests to one store. */
export type Send = (url: URL, request: StoreRequest) => Promise<Fetched>;

const mostConnections = 32;
const mostOfAnswer = 16 * 2 ** 20;
// with the pauses between them, a store may be away for a minute
const mostTries = 14;
const patience = 120_000;
// bytes per millisecond of the slowest line
const slowest = 128;
// S3 answers 409 while two requests for one key are being decided
const passing: ReadonlySet<number> = new Set([408, 409, 429, 500, 502, 503, 504]);

const unpacked = promisify(gunzip);

/**
 * Requests over connections that are kept, through the proxy of the environment. Each is tried again, paced, for more than a minute.
 * `name` is for messages. The sender throws StoreError if no answer comes, TooLarge, and the signal's reason.
 */
export function sender(name: string, io: StoreIo): Send {
  const connections = new Connections(mostConnections);
  return async (url, { method = "GET", headers = {}, bytes, most = mostOfAnswer }) => {
    const size = bytes?.reduce((sum, part) => sum + part.length, 0) ?? 0;
    try {
      const fetched = await fetchUrl(url, {
        method,
        headers: { "Accept-Encoding": "gzip", ...headers },
        ...(bytes === undefined ? {} : { bytes }),
        most,
        // Node accepts only whole milliseconds
        within: patience + Math.ceil((size + (most === mostOfAnswer ? 0 : most)) / slowest),
        io,
        mostTries,
        passing,
        connections,
        mostRedirects: 2,
      });
      return fetched.headers["content-encoding"] === "gzip" && fetched.body[0] === 0x1f
        ? { ...fetched, body: await unpack(fetched.body, most, url) }
        : fetched;
    } catch (cause) {
      io.signal.throwIfAborted();
      if (!(cause instanceof FetchError)) throw cause;
      throw new StoreError(`${name}: ${url.host}: ${cause.message}`, { fault: "unavailable", cause });
    }
  };
}

/** Prow stores objects compressed. */
async function unpack(body: Buffer, most: number, url: URL): Promise<Buffer> {
  try {
    return await unpacked(body, { maxOutputLength: most });
  } catch (cause) {
    throw new TooLarge(`the answer of ${url.host} cannot be unpacked within the limit`, { cause });
  }
}

/** The path of a URL for a key: every byte that is not plain is escaped, as AWS and Google sign it. */
export function pathOf(key: string): string {
  return key.split("/").map(escapedSegment).join("/");
}

/** One segment: also what encodeURIComponent leaves. */
export function escapedSegment(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
