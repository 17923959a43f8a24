import path from "node:path";
import { InputError } from "../../errors.ts";
import { homeFolder } from "../../process/home.ts";
import { readFileWithin } from "../../process/read-file.ts";
import { safe } from "../../text/safe.ts";
import type { Location } from "../location.ts";
import type { StoreIo } from "../open.ts";

/** How a bucket is reached. */
export interface S3Settings {
  readonly bucket: string;
  readonly endpoint: URL;
  readonly region: string;
  readonly isPathStyle: boolean;
  /** The user's profile in AWS's files; empty without one. */
  readonly profile: Readonly<Record<string, string>>;
}

/**
 * What the location leaves open, from the environment and AWS's files, by the names that AWS's own programs use
 * (docs.aws.amazon.com/sdkref/latest/guide).
 * @throws InputError if an endpoint is not a URL, or the profile does not exist
 */
export async function settingsOf(
  location: Extract<Location, { kind: "s3" }>,
  io: StoreIo,
): Promise<S3Settings> {
  const { env } = io;
  const profile = await profileOf(io);
  const region =
    location.region ?? (env.AWS_REGION || env.AWS_DEFAULT_REGION || profile.region || "us-east-1");
  const [origin, given] =
    [
      ["AWS_ENDPOINT_URL_S3", env.AWS_ENDPOINT_URL_S3],
      ["AWS_ENDPOINT_URL", env.AWS_ENDPOINT_URL],
      ["endpoint_url of the profile", profile.endpoint_url],
    ].find(([, value]) => value) ?? [];
  if (given !== undefined && !/^https?:/.test(URL.canParse(given) ? new URL(given).protocol : ""))
    throw new InputError(`${origin}: ${safe(given)} is not an http(s) URL`);
  const custom = location.endpoint ?? (given === undefined ? undefined : new URL(given));
  return {
    bucket: location.bucket,
    region,
    endpoint: custom ?? new URL(`https://s3.${region}.amazonaws.com${region.startsWith("cn-") ? ".cn" : ""}`),
    // a bucket with a dot has no certificate of its own host name
    isPathStyle: location.isPathStyle ?? (custom !== undefined || location.bucket.includes(".")),
    profile,
  };
}

// bytes; real ones have a few hundred
const mostOfFile = 2 ** 20;

/** The profile in ~/.aws/config and ~/.aws/credentials, the latter first. */
async function profileOf(io: StoreIo): Promise<Readonly<Record<string, string>>> {
  const { env } = io;
  const folder = path.join(homeFolder(io), ".aws");
  const asked = env.AWS_PROFILE || env.AWS_DEFAULT_PROFILE;
  const name = asked || "default";
  const inConfig = await section(
    env.AWS_CONFIG_FILE || path.join(folder, "config"),
    name === "default" ? ["default", "profile default"] : [`profile ${name}`],
    io,
  );
  const inCredentials = await section(
    env.AWS_SHARED_CREDENTIALS_FILE || path.join(folder, "credentials"),
    [name],
    io,
  );
  if (asked && inConfig === undefined && inCredentials === undefined)
    throw new InputError(`AWS_PROFILE: there is no profile ${safe(asked)}`, {
      fix: `look into ${folder}, or unset AWS_PROFILE`,
    });
  return { ...inConfig, ...inCredentials };
}

async function section(
  file: string,
  names: readonly string[],
  { signal, cwd }: StoreIo,
): Promise<Record<string, string> | undefined> {
  const reading = await readFileWithin(path.resolve(cwd, file), { most: mostOfFile, signal });
  if (reading.kind !== "read") return undefined;
  let found: Record<string, string> | undefined;
  let isOurs = false;
  for (const line of new TextDecoder().decode(reading.bytes).split(/\r?\n/)) {
    const [, head] = /^\[\s*(.*?)\s*\]\s*$/.exec(line) ?? [];
    if (head !== undefined) {
      isOurs = names.includes(head.replace(/\s+/g, " "));
      if (isOurs) found ??= {};
      continue;
    }
    const [, key, value] = /^([A-Za-z0-9_]+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (isOurs && found !== undefined && key !== undefined && value !== undefined)
      found[key.toLowerCase()] = value;
  }
  return found;
}
