import path from "node:path";
import { InputError } from "../../errors.ts";
import { FetchError, fetchUrl } from "../../net/fetch.ts";
import { readFileWithin } from "../../process/read-file.ts";
import { parseAs } from "../../schema/faults.ts";
import type { Schema } from "../../schema/infer.ts";
import { safe } from "../../text/safe.ts";
import { StoreError } from "../errors.ts";
import type { StoreIo } from "../open.ts";
import type { S3Settings } from "./settings.ts";
import { textsIn } from "./xml.ts";

/** What a request is signed with. */
export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** Milliseconds since the epoch; undefined: they do not expire. */
  readonly expires?: number;
}

// renewed that many milliseconds before they expire
const early = 5 * 60_000;
const within = 20_000;
const mostOfAnswer = 64 * 1024;

/**
 * Gives the keys for each request, from the places where AWS's own programs look, in their order: the environment, web identity, the profile, a
 * container's endpoint (EKS Pod Identity, ECS), the instance's metadata. Undefined without any: public buckets can still be read.
 * The returned function throws StoreError if a place has keys that cannot be fetched.
 */
export function keySource(settings: S3Settings, io: StoreIo): () => Promise<Keys | undefined> {
  let known: Promise<Keys | undefined> | undefined;
  return async () => {
    const keys = await known;
    if (known === undefined || (keys?.expires !== undefined && keys.expires - early < io.now()))
      known = find(settings, io);
    return known;
  };
}

async function find(settings: S3Settings, io: StoreIo): Promise<Keys | undefined> {
  const { env } = io;
  const { profile } = settings;
  if (env.AWS_ACCESS_KEY_ID && env.AWS_SECRET_ACCESS_KEY)
    return {
      accessKeyId: env.AWS_ACCESS_KEY_ID,
      secretAccessKey: env.AWS_SECRET_ACCESS_KEY,
      ...(env.AWS_SESSION_TOKEN ? { sessionToken: env.AWS_SESSION_TOKEN } : {}),
    };
  const tokenFile = env.AWS_WEB_IDENTITY_TOKEN_FILE || profile.web_identity_token_file;
  const role = env.AWS_ROLE_ARN || profile.role_arn;
  if (tokenFile && role) return webIdentity(tokenFile, role, settings, io);
  if (profile.aws_access_key_id && profile.aws_secret_access_key)
    return {
      accessKeyId: profile.aws_access_key_id,
      secretAccessKey: profile.aws_secret_access_key,
      ...(profile.aws_session_token ? { sessionToken: profile.aws_session_token } : {}),
    };
  const container = containerUrl(env);
  if (container !== undefined) return ofContainer(container, io);
  // another server has no instances
  const isAws = settings.endpoint.hostname.endsWith(".amazonaws.com");
  return isAws && env.AWS_EC2_METADATA_DISABLED !== "true" ? ofInstance(io) : undefined;
}

/** AssumeRoleWithWebIdentity (docs.aws.amazon.com/STS/latest/APIReference): the token of a service account becomes keys. */
async function webIdentity(file: string, role: string, settings: S3Settings, io: StoreIo): Promise<Keys> {
  const { env } = io;
  const token = await textOf(file, "AWS_WEB_IDENTITY_TOKEN_FILE", io);
  const endpoint = env.AWS_ENDPOINT_URL_STS || `https://sts.${settings.region}.amazonaws.com`;
  const { status, body } = await ask(new URL(endpoint), "the keys of a web identity", io, {
    method: "POST",
    form: new URLSearchParams({
      Action: "AssumeRoleWithWebIdentity",
      Version: "2011-06-15",
      RoleArn: role,
      RoleSessionName: env.AWS_ROLE_SESSION_NAME || "kubectl-conformance",
      WebIdentityToken: token,
    }),
  });
  const found = textsIn(body.toString());
  const at = "AssumeRoleWithWebIdentityResponse/AssumeRoleWithWebIdentityResult/Credentials";
  const text = (name: string) => found?.get(`${at}/${name}`)?.[0] ?? "";
  if (status !== 200 || text("AccessKeyId") === "") {
    const said = found?.get("ErrorResponse/Error/Message")?.[0] ?? `it answered ${status}`;
    throw new StoreError(`${new URL(endpoint).host} gave no keys for the role ${safe(role)}: ${safe(said)}`, {
      fault: "denied",
      fix: "check the role's trust policy, and the service account's annotation",
    });
  }
  return {
    accessKeyId: text("AccessKeyId"),
    secretAccessKey: text("SecretAccessKey"),
    sessionToken: text("SessionToken"),
    ...expiry(text("Expiration")),
  };
}

const keysSchema = {
  type: "object",
  required: ["AccessKeyId", "SecretAccessKey"],
  properties: {
    AccessKeyId: { type: "string" },
    SecretAccessKey: { type: "string" },
    Token: { type: "string" },
    Expiration: { type: "string" },
  },
} as const satisfies Schema;

function containerUrl(env: StoreIo["env"]): URL | undefined {
  const { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: relative, AWS_CONTAINER_CREDENTIALS_FULL_URI: full } = env;
  if (relative) return new URL(relative, "http://169.254.170.2");
  if (!full) return undefined;
  const url = URL.canParse(full) ? new URL(full) : undefined;
  // the addresses that AWS's own programs accept over http
  const isNear = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\]|169\.254\.170\.(?:2|23)|\[fd00:ec2::23\])$/;
  if (url === undefined || (url.protocol !== "https:" && !isNear.test(url.hostname)))
    throw new InputError(
      "AWS_CONTAINER_CREDENTIALS_FULL_URI is neither https nor an address of this machine",
    );
  return url;
}

async function ofContainer(url: URL, io: StoreIo): Promise<Keys> {
  const { env } = io;
  const file = env.AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE;
  const token = file
    ? await textOf(file, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", io)
    : env.AWS_CONTAINER_AUTHORIZATION_TOKEN;
  const { body } = await ask(url, "the keys of this container", io, {
    headers: token ? { Authorization: token } : {},
  });
  return keysIn(body, "the container's endpoint");
}

// an address without a host behind it is silent
const instancePatience = 1500;

/** IMDSv2 (docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html); undefined elsewhere. */
async function ofInstance(io: StoreIo): Promise<Keys | undefined> {
  const at = (name: string) => new URL(name, "http://169.254.169.254");
  const metadata = (name: string, more: { method?: "PUT"; headers: Record<string, string> }) =>
    fetchUrl(at(name), { ...more, most: mostOfAnswer, within: instancePatience, io, mostTries: 1 });
  try {
    const { body: token } = await metadata("/latest/api/token", {
      method: "PUT",
      headers: { "X-aws-ec2-metadata-token-ttl-seconds": "300" },
    });
    const headers = { "X-aws-ec2-metadata-token": token.toString() };
    const folder = "/latest/meta-data/iam/security-credentials/";
    const { status, body: roles } = await metadata(folder, { headers });
    const [role = ""] = roles.toString().split("\n");
    if (status !== 200 || !/^[\w+=,.@-]{1,128}$/.test(role)) return undefined;
    return keysIn((await metadata(`${folder}${role}`, { headers })).body, "the instance's metadata");
  } catch (error) {
    if (error instanceof FetchError) return undefined;
    throw error;
  }
}

function keysIn(body: Buffer, what: string): Keys {
  try {
    const { AccessKeyId, SecretAccessKey, Token, Expiration } = parseAs(keysSchema, body.toString());
    return {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      ...(Token === undefined ? {} : { sessionToken: Token }),
      ...expiry(Expiration ?? ""),
    };
  } catch {
    // its text may be a part of a key
    throw new StoreError(`${what} gave no keys`, { fault: "denied" });
  }
}

function expiry(text: string): { readonly expires?: number } {
  const expires = Date.parse(text);
  return Number.isNaN(expires) ? {} : { expires };
}

async function ask(
  url: URL,
  what: string,
  io: StoreIo,
  request: Pick<Parameters<typeof fetchUrl>[1], "method" | "form" | "headers">,
) {
  try {
    return await fetchUrl(url, { ...request, most: mostOfAnswer, within, io });
  } catch (cause) {
    if (!(cause instanceof FetchError)) throw cause;
    throw new StoreError(`${what} cannot be fetched from ${url.host}: ${cause.message}`, {
      fault: "denied",
      cause,
    });
  }
}

async function textOf(file: string, variable: string, { cwd, signal }: StoreIo): Promise<string> {
  const reading = await readFileWithin(path.resolve(cwd, file), { most: mostOfAnswer, signal });
  if (reading.kind === "read") return new TextDecoder().decode(reading.bytes).trim();
  const why = reading.kind === "absent" ? "there is no such file" : reading.why;
  throw new InputError(`${variable}: ${safe(file)}: ${why}`);
}
