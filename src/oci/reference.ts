import { InputError } from "../errors.ts";
import { safe } from "../text/safe.ts";

/** The name of an image: `registry.k8s.io/pause:3.10`. */
export interface Reference {
  /** Host and port as in the name: `docker.io`, `registry.example.com:5000`. */
  readonly host: string;
  readonly repository: string;
  /** A tag, or a digest with its algorithm. */
  readonly version: string;
}

const defaultHost = "docker.io";
const hostPattern = /^(?:[a-z\d](?:[a-z\d.-]*[a-z\d])?|\[[\da-f:]+\])(?::\d+)?$/i;

/**
 * Reads the name of an image by the rules of github.com/distribution/reference: without a host it is one of Docker Hub, and without a tag it
 * is `latest`.
 * @throws InputError if it cannot be one
 */
export function readReference(name: string): Reference {
  const [, path = "", , tag, digest] =
    /^([^@\s]+?)((?::([\w][\w.-]{0,127}))?(?:@(sha(?:256|512):[0-9a-f]{64,128}))?)$/.exec(name) ?? [];
  const slash = path.indexOf("/");
  const first = path.slice(0, Math.max(0, slash));
  const hasHost = first === "localhost" || /[.:]/.test(first);
  const host = hasHost ? first : defaultHost;
  const rest = hasHost ? path.slice(slash + 1) : path;
  const repository = host === defaultHost && !rest.includes("/") ? `library/${rest}` : rest;
  if (!/^[a-z0-9]+(?:[._/-]+[a-z0-9]+)*$/.test(repository) || !hostPattern.test(host))
    throw new InputError(`${safe(name)}: is not the name of an image`);
  return { host, repository, version: digest ?? tag ?? "latest" };
}

export function isDigest(version: string): boolean {
  return version.includes(":");
}

/** The reference as a name that every tool accepts. */
export function nameOf({ host, repository, version }: Reference): string {
  return `${host}/${repository}${isDigest(version) ? "@" : ":"}${version}`;
}
