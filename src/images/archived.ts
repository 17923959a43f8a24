import type { SuiteImage } from "./held.ts";
import { copyOf } from "./mapping.ts";

// what an archive says of an image, so that it can be loaded without knowing its release
const pathKey = "kubectl-conformance.path";
const tagKey = "kubectl-conformance.tag";

/** What `images save` notes of an image: where its copy goes below a place, in either layout. */
export function annotationsOf(image: SuiteImage): Readonly<Record<string, string>> {
  const below = (layout: "paths" | "one-repository") => copyOf(image, "x", layout).slice(1);
  return {
    [pathKey]: below("paths").slice(1),
    ...(image.id === undefined ? {} : { [tagKey]: below("one-repository").slice(1) }),
  };
}

/**
 * The name of the copy of an archived image below a place. Undefined in a single repository if the archive does not say which tag the suite
 * expects.
 */
export function loadedName(
  name: string,
  annotations: Readonly<Record<string, string>>,
  place: string,
  layout: "paths" | "one-repository",
): string | undefined {
  const { [pathKey]: path = withoutHost(name), [tagKey]: tag } = annotations;
  if (layout === "paths") return `${place}/${path}`;
  if (tag !== undefined) return `${place}:${tag}`;
  return path.startsWith("conformance:") ? `${place}/${path}` : undefined;
}

/** `registry.k8s.io/pause:3.10` is `pause:3.10`. */
function withoutHost(name: string): string {
  return /^(?:localhost|[^/]*[.:][^/]*)\//.test(name) ? name.slice(name.indexOf("/") + 1) : name;
}
