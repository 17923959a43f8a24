import { execFile } from "node:child_process";
import path from "node:path";
import { InputError } from "../errors.ts";
import { homeFolder } from "../process/home.ts";
import type { Io } from "../process/io.ts";
import { readFileWithin } from "../process/read-file.ts";
import { safe } from "../text/safe.ts";
import { systemWords } from "../text/system-words.ts";

/** Whom a registry knows. */
export type Credentials =
  | { readonly kind: "password"; readonly user: string; readonly password: string }
  /** A refresh token, for the token service. */
  | { readonly kind: "identity"; readonly token: string };

/** Docker's config.json, as far as it is read; `auth.json` of Podman and Skopeo is the same. */
interface DockerConfig {
  readonly auths?: Readonly<Record<string, Entry>>;
  readonly credHelpers?: Readonly<Record<string, string>>;
  readonly credsStore?: string;
}

interface Entry {
  readonly auth?: string;
  readonly username?: string;
  readonly password?: string;
  readonly identitytoken?: string;
}

const mostBytes = 1024 * 1024;
const helperPatience = 30_000;

/** Finds the credentials of registries where Docker and Podman keep them, or in the text of a pull secret. */
export class Keyring {
  readonly #io: Pick<Io, "env" | "cwd">;
  readonly #configs: Promise<readonly DockerConfig[]>;

  /** @param secret the text of a `.dockerconfigjson`, which then is the only source */
  constructor(io: Pick<Io, "env" | "cwd">, secret?: string) {
    this.#io = io;
    this.#configs =
      secret === undefined ? readConfigs(io) : Promise.resolve([parseConfig(secret, "the secret")]);
    // reported by whoever asks
    this.#configs.catch(() => undefined);
  }

  /**
   * The credentials for a repository; undefined if there are none.
   * @throws InputError if a file cannot be read, or a credential helper fails
   */
  async of(host: string, repository: string): Promise<Credentials | undefined> {
    for (const config of await this.#configs) {
      const helper = config.credHelpers?.[host] ?? config.credsStore;
      const found = entryOf(config, host, repository);
      if (found !== undefined) return found;
      if (helper !== undefined) {
        const asked = await askHelper(helper, addressOf(host), this.#io);
        if (asked !== undefined) return asked;
      }
    }
    return undefined;
  }
}

async function readConfigs(io: Pick<Io, "env" | "cwd">): Promise<DockerConfig[]> {
  const { env } = io;
  const files = [
    path.join(env.DOCKER_CONFIG || path.join(homeFolder(io), ".docker"), "config.json"),
    ...(env.REGISTRY_AUTH_FILE ? [env.REGISTRY_AUTH_FILE] : []),
    ...(env.XDG_RUNTIME_DIR ? [path.join(env.XDG_RUNTIME_DIR, "containers/auth.json")] : []),
    path.join(env.XDG_CONFIG_HOME || path.join(homeFolder(io), ".config"), "containers/auth.json"),
  ];
  const configs: DockerConfig[] = [];
  for (const name of files) {
    const file = path.resolve(io.cwd, name);
    const reading = await readFileWithin(file, { most: mostBytes });
    if (reading.kind === "absent" || reading.kind === "unreachable") continue;
    if (reading.kind !== "read") throw new InputError(`${safe(file)} ${reading.why}`);
    configs.push(parseConfig(new TextDecoder().decode(reading.bytes), file));
  }
  return configs;
}

function parseConfig(text: string, name: string): DockerConfig {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value;
  } catch {
    // the message must not quote a file of secrets
  }
  throw new InputError(`${safe(name)} is not a configuration of Docker: it is not a JSON object`);
}

/** How Docker names a registry's entry: that of Docker Hub has its oldest address. */
function addressOf(host: string): string {
  return host === "docker.io" ? "https://index.docker.io/v1/" : host;
}

/** The entry of the repository, of a folder above it, or of the whole registry, in this order. */
function entryOf({ auths = {} }: DockerConfig, host: string, repository: string): Credentials | undefined {
  const parts = repository.split("/");
  const wanted = [
    ...parts.map((_, index) => [host, ...parts.slice(0, parts.length - index)].join("/")),
    host,
    ...(host === "docker.io" ? ["index.docker.io", "registry-1.docker.io"] : []),
  ];
  const plain = Object.entries(auths).map(([key, entry]) => [bare(key), entry] as const);
  for (const key of wanted) {
    const credentials = plain.flatMap(([known, entry]) => (known === key ? (readEntry(entry) ?? []) : []))[0];
    if (credentials !== undefined) return credentials;
  }
  return undefined;
}

/** `https://index.docker.io/v1/` is `index.docker.io`. */
function bare(key: string): string {
  return key.replace(/^https?:\/\//, "").replace(/\/v[12]\/?$|\/+$/, "");
}

function readEntry(entry: Entry): Credentials | undefined {
  if (entry.identitytoken) return { kind: "identity", token: entry.identitytoken };
  const [user, password] = entry.auth
    ? Buffer.from(entry.auth, "base64").toString().split(/:(.*)/s, 2)
    : [entry.username, entry.password];
  return user && password !== undefined ? { kind: "password", user, password } : undefined;
}

/** Asks `docker-credential-NAME` (docker-credential-helpers). */
async function askHelper(
  name: string,
  address: string,
  { env }: Pick<Io, "env">,
): Promise<Credentials | undefined> {
  const program = `docker-credential-${name}`;
  if (!/^[\w.-]+$/.test(name)) throw new InputError(`${safe(program)} cannot be a credential helper`);
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const child = execFile(
    program,
    ["get"],
    { env, timeout: helperPatience, maxBuffer: mostBytes },
    (error, stdout) => {
      if (error === null) resolve(stdout);
      // the words of the protocol for an address that it does not know
      else if (/credentials not found/i.test(stdout)) resolve("");
      else
        reject(
          new InputError(`${program}: ${safe(systemWords(error).split("\n", 1)[0] ?? "")}`, { cause: error }),
        );
    },
  );
  child.stdin?.on("error", () => undefined);
  child.stdin?.end(address);
  const printed = await promise;
  if (printed.trim() === "") return undefined;
  try {
    const { Username: user, Secret: password }: { Username?: unknown; Secret?: unknown } =
      JSON.parse(printed);
    if (typeof user === "string" && typeof password === "string" && password !== "")
      return user === "<token>"
        ? { kind: "identity", token: password }
        : { kind: "password", user, password };
  } catch {
    throw new InputError(`${program} printed something that is not JSON`);
  }
  return undefined;
}
