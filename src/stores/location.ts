import path from "node:path";
import { InputError } from "../errors.ts";
import { redactText } from "../text/redact.ts";
import { safe } from "../text/safe.ts";

/** Where a store is. */
export type Location =
  | { readonly kind: "local"; readonly path: string; readonly name: string }
  | (InBucket & { readonly kind: "gcs" })
  | (InBucket & {
      readonly kind: "s3";
      readonly region: string | undefined;
      /** Whether the bucket comes in the path instead of the host name; undefined: as the endpoint suggests. */
      readonly isPathStyle: boolean | undefined;
    });

interface InBucket {
  readonly bucket: string;
  /** Without slashes at its ends. */
  readonly prefix: string;
  readonly endpoint: URL | undefined;
  /** For messages. */
  readonly name: string;
}

const kinds: ReadonlyMap<string, "gcs" | "s3"> = new Map([
  ["gs", "gcs"],
  ["s3", "s3"],
]);
const forms = "a folder, gs://BUCKET/PREFIX or s3://BUCKET/PREFIX";

/**
 * Reads where a store is: a folder, `gs://bucket/prefix`, or `s3://bucket/prefix?endpoint=https://minio.example.com&region=eu-central-1&pathStyle=true`.
 * @throws InputError if it is none of these
 */
export function locationOf(given: string, cwd: string): Location {
  const refuse = (why: string, fix = `name ${forms}`) =>
    new InputError(`${safe(redactText(given))}: ${why}`, { fix });
  if (given.trim() === "") throw refuse("the name of a store is empty");
  const [, scheme] = /^([a-z][a-z0-9+.-]*):\/\//i.exec(given) ?? [];
  if (scheme === undefined) return { kind: "local", path: path.resolve(cwd, given), name: given };
  const kind = kinds.get(scheme.toLowerCase());
  if (kind === undefined) throw refuse(`stores of the kind ${safe(scheme)}:// are not supported`);
  const [place = "", query = ""] = given.slice(scheme.length + 3).split(/\?(.*)/s, 2);
  const [bucket = "", ...segments] = place.split("/");
  // GCS: 3 to 222 characters with dots, S3: 3 to 63; both lower case
  if (!/^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/.test(bucket))
    throw refuse(bucket === "" ? "the bucket is missing" : `${safe(bucket)} is not the name of a bucket`);
  const parts = segments.filter((one) => one !== "");
  if (parts.some((one) => one === "." || one === ".." || /[\\\p{Cc}]/u.test(one)))
    throw refuse("the prefix is not a plain path");
  const settings = new URLSearchParams(query);
  const known = kind === "s3" ? ["endpoint", "region", "pathStyle"] : ["endpoint"];
  const unknown = [...settings.keys()].find((one) => !known.includes(one));
  if (unknown !== undefined)
    throw refuse(`there is no setting ${safe(unknown)}`, `after the ? come ${known.join(", ")}`);
  const common = {
    bucket,
    prefix: parts.join("/"),
    endpoint: endpointOf(settings.get("endpoint"), refuse),
    name: `${kind === "s3" ? "s3" : "gs"}://${[bucket, ...parts].join("/")}`,
  };
  if (kind === "gcs") return { kind, ...common };
  const region = settings.get("region") ?? undefined;
  if (region !== undefined && !/^[a-z0-9-]{1,40}$/.test(region))
    throw refuse(`${safe(region)} is not a region`);
  const pathStyle = settings.get("pathStyle");
  if (pathStyle !== null && pathStyle !== "true" && pathStyle !== "false")
    throw refuse("pathStyle is neither true nor false", "leave it out, or write pathStyle=true");
  return { kind, ...common, region, isPathStyle: pathStyle === null ? undefined : pathStyle === "true" };
}

function endpointOf(text: string | null, refuse: (why: string, fix?: string) => InputError): URL | undefined {
  if (text === null) return undefined;
  const fix = "write it like endpoint=https://minio.example.com:9000";
  if (!URL.canParse(text)) throw refuse("the endpoint is not a URL", fix);
  const url = new URL(text);
  if (url.protocol !== "https:" && url.protocol !== "http:") throw refuse("the endpoint is not http(s)", fix);
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "")
    throw refuse("the endpoint has more than a host and a path", fix);
  return url;
}
