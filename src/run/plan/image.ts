/** The registry that publishes the conformance image of each Kubernetes release. */
export const conformanceRepository = "registry.k8s.io/conformance";

/**
 * The release a server's version stands for: `v1.35.4+k3s1` and `v1.35.4-gke.1358000` are `v1.35.4`.
 * Undefined where the text is no version.
 */
export function releaseOf(serverVersion: string): string | undefined {
  return /^v?(\d+\.\d+\.\d+)/.exec(serverVersion)?.[1]?.replace(/^/, "v");
}

/** The same image one patch older, to try when a vendor's patch was never published; undefined below `.0` or without such a tag. */
export function olderPatch(image: string): string | undefined {
  const found = /^(.*:v\d+\.\d+\.)(\d+)$/.exec(image);
  const patch = Number(found?.[2]);
  return found !== null && patch > 0 ? `${found[1]}${patch - 1}` : undefined;
}

/** Whether the kubelet's words say that the registry does not have this image, as against that it could not be asked. */
export function isUnpublished(message: string): boolean {
  return /not found|manifest unknown|does not exist|no such manifest/i.test(message);
}
