import type { Fetched } from "../../net/fetch.ts";
import { safe } from "../../text/safe.ts";
import type { Bucket } from "../bucket.ts";
import { base64ToHex, hash, hexToBase64 } from "../digest.ts";
import { StoreError } from "../errors.ts";
import type { Location } from "../location.ts";
import type { StoreIo } from "../open.ts";
import { escapedSegment, pathOf, type StoreRequest, sender } from "../request.ts";
import type { Over } from "../store.ts";
import { type Keys, keySource } from "./credentials.ts";
import { type S3Settings, settingsOf } from "./settings.ts";
import { textsIn } from "./xml.ts";

type S3Location = Extract<Location, { kind: "s3" }>;

/** A bucket of S3, or of a server that speaks its protocol (docs.aws.amazon.com/AmazonS3/latest/API). Throws InputError for unusable settings. */
export async function s3Bucket(location: S3Location, io: StoreIo): Promise<Bucket> {
  const { AwsV4Signer } = await import("aws4fetch");
  const settings = await settingsOf(location, io);
  const keys = keySource(settings, io);
  const send = sender(location.name, io);
  const ask = async (
    given: { readonly key?: string; readonly query?: Readonly<Record<string, string>> },
    request: StoreRequest,
    fine: readonly number[],
  ): Promise<Fetched> => {
    const url = urlOf(settings, given.key, given.query);
    const { method = "GET", headers = {}, bytes } = request;
    const used = await keys();
    const signed = used === undefined ? headers : await sign(url, method, headers, bytes?.[0], used);
    const fetched = await send(url, { ...request, headers: signed });
    const { status } = fetched;
    if ((status >= 200 && status < 300) || fine.includes(status)) return fetched;
    throw refusal(fetched, location, settings, io, used !== undefined);
  };
  const sign = async (
    url: URL,
    method: string,
    headers: Readonly<Record<string, string>>,
    body: Uint8Array | undefined,
    { accessKeyId, secretAccessKey, sessionToken }: Keys,
  ) => {
    const signer = new AwsV4Signer({
      method,
      url: url.href,
      // the server compares it with what it received
      headers: { ...headers, "X-Amz-Content-Sha256": hash("sha256", body ?? new Uint8Array()) },
      accessKeyId,
      secretAccessKey,
      ...(sessionToken === undefined ? {} : { sessionToken }),
      service: "s3",
      region: settings.region,
      datetime: new Date(io.now()).toISOString().replace(/[-:]|\.\d{3}/g, ""),
    });
    const { headers: all } = await signer.sign();
    // it belongs to the connection, which sets it
    all.delete("host");
    return Object.fromEntries(all);
  };
  const bucket: Bucket = {
    async *list(prefix) {
      for (let token = ""; ; ) {
        const { body } = await ask(
          {
            query: {
              "list-type": "2",
              delimiter: "/",
              prefix,
              "encoding-type": "url",
              ...(token === "" ? {} : { "continuation-token": token }),
            },
          },
          {},
          [],
        );
        const found = textsIn(body.toString());
        if (found === undefined || !found.has("ListBucketResult"))
          throw new StoreError(`${location.name}: the answer is not one of S3`, {
            fault: "other",
            fix: "check the endpoint, and whether a proxy answers in its place",
          });
        const named = (path: string) => (found.get(`ListBucketResult/${path}`) ?? []).map(decoded);
        yield { prefixes: named("CommonPrefixes/Prefix"), keys: named("Contents/Key") };
        const next = found.get("ListBucketResult/NextContinuationToken")?.[0] ?? "";
        if (found.get("ListBucketResult/IsTruncated")?.[0] !== "true" || next === "" || next === token)
          return;
        token = next;
      }
    },
    async read(key, most) {
      const fetched = await ask({ key }, { most }, [404]);
      if (fetched.status === 404) return unlessNoBucket(fetched);
      return { bytes: fetched.body, version: String(fetched.headers.etag ?? "") };
    },
    async digest(key) {
      const fetched = await ask(
        { key },
        { method: "HEAD", headers: { "x-amz-checksum-mode": "ENABLED" } },
        [404],
      );
      if (fetched.status === 404) return undefined;
      const { etag = "", "content-length": length = "0", "x-amz-checksum-sha256": sha256 } = fetched.headers;
      // an object in parts, or encrypted with a customer's key, has another kind of etag
      const md5 = /^"?([0-9a-f]{32})"?$/.exec(etag)?.[1];
      const isEncrypted = String(fetched.headers["x-amz-server-side-encryption"] ?? "").includes("kms");
      return {
        bytes: Number(length),
        ...(typeof sha256 === "string" && !sha256.includes("-") ? { sha256: base64ToHex(sha256) } : {}),
        ...(md5 === undefined || isEncrypted ? {} : { md5 }),
      };
    },
    async put(key, { bytes, type, isChanging }, over) {
      // a server may not know the condition
      if (over === "nothing" && (await bucket.digest(key)) !== undefined) return false;
      const { status } = await ask(
        { key },
        {
          method: "PUT",
          bytes: [bytes],
          headers: {
            "Content-Type": type,
            "Content-MD5": hexToBase64(hash("md5", bytes)),
            "x-amz-checksum-sha256": hexToBase64(hash("sha256", bytes)),
            ...(isChanging === true ? { "Cache-Control": "private, max-age=0" } : {}),
            ...condition(over),
          },
        },
        [412],
      );
      return status !== 412;
    },
    async remove(key) {
      await ask({ key }, { method: "DELETE" }, [404]);
    },
  };
  return bucket;

  function unlessNoBucket(fetched: Fetched): undefined {
    if (errorOf(fetched).code !== "NoSuchBucket") return undefined;
    throw refusal(fetched, location, settings, io, true);
  }
}

function condition(over: Over): Record<string, string> {
  if (over === "anything") return {};
  return over === "nothing" ? { "If-None-Match": "*" } : { "If-Match": over.version };
}

/** The URL of a key, or of the bucket. */
export function urlOf(
  { endpoint, isPathStyle, bucket }: S3Settings,
  key: string | undefined,
  query: Readonly<Record<string, string>> = {},
): URL {
  const url = new URL(endpoint);
  if (!isPathStyle) url.hostname = `${bucket}.${url.hostname}`;
  const above = url.pathname.replace(/\/+$/, "");
  url.pathname = `${above}${isPathStyle ? `/${bucket}` : ""}/${key === undefined ? "" : pathOf(key)}`;
  // in order, and with %20 for a space, as they are signed
  url.search = Object.entries(query)
    .map(([name, value]) => `${escapedSegment(name)}=${escapedSegment(value)}`)
    .join("&");
  return url;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}

function errorOf({ body }: Fetched): {
  readonly code: string;
  readonly message: string;
  readonly region: string;
} {
  const found = textsIn(body.toString());
  const first = (path: string) => found?.get(`Error/${path}`)?.[0] ?? "";
  return { code: first("Code"), message: first("Message"), region: first("Region") };
}

function refusal(
  fetched: Fetched,
  { name, bucket }: S3Location,
  { region, endpoint }: S3Settings,
  io: StoreIo,
  isSigned: boolean,
): StoreError {
  const { code, message, region: other } = errorOf(fetched);
  const { status, headers } = fetched;
  const words = [code, message].filter((one) => one !== "").join(": ");
  const said = words === "" ? "" : `: ${safe(words.slice(0, 300))}`;
  const refuse = (what: string, fault: StoreError["fault"], fix?: string) =>
    new StoreError(`${name}: ${what}`, { fault, ...(fix === undefined ? {} : { fix }) });
  const theirs = Date.parse(headers.date ?? "");
  const off = Math.round((io.now() - theirs) / 1000);
  if (code === "RequestTimeTooSkewed" || (status === 403 && Math.abs(off) > 900))
    return refuse(
      `this machine's clock is ${Math.abs(off)} seconds ${off < 0 ? "behind" : "ahead of"} the store's, and the store accepts no request signed with it`,
      "denied",
      "set this machine's clock",
    );
  if (code === "NoSuchBucket" || status === 404)
    return refuse(
      `there is no bucket ${bucket} at ${endpoint.host}`,
      "absent",
      "check its name, or create it",
    );
  const elsewhere = headers["x-amz-bucket-region"] ?? other;
  if (
    status === 301 ||
    status === 307 ||
    code === "AuthorizationHeaderMalformed" ||
    code === "PermanentRedirect"
  )
    return refuse(
      `the bucket is not in the region ${region}${elsewhere ? ` but in ${safe(String(elsewhere))}` : ""}`,
      "absent",
      `set AWS_REGION, or add ?region=${elsewhere ? safe(String(elsewhere)) : "REGION"}`,
    );
  if (code === "InvalidAccessKeyId" || code === "SignatureDoesNotMatch")
    return refuse(
      `the keys are not valid${said}`,
      "denied",
      "check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
    );
  if (code === "ExpiredToken" || code === "InvalidToken")
    return refuse(`the session has expired${said}`, "denied", "log in again, or renew AWS_SESSION_TOKEN");
  if (status === 401 || status === 403)
    return refuse(
      `access was denied${isSigned ? "" : " to a request without keys"}${said}`,
      "denied",
      isSigned
        ? "allow s3:ListBucket, s3:GetObject and s3:PutObject (and s3:DeleteObject for prune) on the bucket"
        : "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE",
    );
  return refuse(
    `the store answered ${status}${said}`,
    status >= 500 || status === 429 ? "unavailable" : "other",
  );
}
