/** The registry that publishes the conformance image of each Kubernetes release. */
export const conformanceRepository = "registry.k8s.io/conformance";

/**
 * The release of a server's version: `v1.35.4+k3s1` and `v1.35.4-gke.1358000` are `v1.35.4`.
 * Undefined if the text is not a version.
 */
export function releaseOf(serverVersion: string): string | undefined {
  return /^v?(\d+\.\d+\.\d+)/.exec(serverVersion)?.[1]?.replace(/^/, "v");
}

/** The same image one patch older, to try if a vendor's patch was never published; undefined below `.0` or without such a tag. */
export function olderPatch(image: string): string | undefined {
  const found = /^(.*:v\d+\.\d+\.)(\d+)$/.exec(image);
  const patch = Number(found?.[2]);
  return found !== null && patch > 0 ? `${found[1]}${patch - 1}` : undefined;
}

/** Whether the kubelet's message says that the registry does not have this image, rather than that the registry could not be reached. */
export function isUnpublished(message: string): boolean {
  return /not found|manifest unknown|does not exist|no such manifest/i.test(message);
}

const hostPattern =
  /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\[[a-fA-F0-9:]+\])(?::\d+)?$/;
const namePattern = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$/;
const tagPattern = /^\w[\w.-]{0,127}$/;
const digestLengths: Readonly<Record<string, number>> = { sha256: 64, sha384: 96, sha512: 128 };
const longestName = 255;

/**
 * Why the kubelet would not accept this as an image (`InvalidImageName`), in text that follows it; undefined if it is acceptable. The
 * rules are those of github.com/distribution/reference (`ParseNormalizedNamed`).
 */
export function imageFault(image: string): string | undefined {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(image)) return "has a scheme, which image names do not have";
  if (/\s/.test(image)) return "has a space in it";
  if (/^[0-9a-f]{64}$/.test(image)) return "is the id of an image, not a name";
  const [named = "", digest] = image.split(/@(.*)$/s, 2);
  const slash = named.indexOf("/");
  const first = named.slice(0, slash === -1 ? 0 : slash);
  // a first part without dot, port or capital letter belongs to the path
  const host = first === "localhost" || /[.:A-Z]/.test(first) ? first : undefined;
  const rest = host === undefined ? named : named.slice(slash + 1);
  const [name = "", tag] = rest.split(/:(.*)$/s, 2);
  if (host !== undefined && !hostPattern.test(host)) return `has no host before its first slash: ${host}`;
  if (/[A-Z]/.test(name)) return "has capital letters, which are allowed only in a host and a tag";
  if (!namePattern.test(name)) return "is not a valid image name";
  if (name.length > longestName) return `has a name of more than ${longestName} characters`;
  if (tag !== undefined && !tagPattern.test(tag)) return `has a tag that cannot be one: ${tag}`;
  if (digest === undefined) return undefined;
  const [algorithm = "", hash = ""] = digest.split(/:(.*)$/s, 2);
  return /^[0-9a-f]+$/.test(hash) && digestLengths[algorithm] === hash.length
    ? undefined
    : `has a digest that cannot be one: ${digest}`;
}
