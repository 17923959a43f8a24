import { createHash } from "node:crypto";
import { stringify } from "yaml";
import type { ReleaseImages, SuiteImage } from "./held.ts";

/** Where the images of a run are to be: each keeps its path below a place, or all are tags of one repository. */
export type Layout = "paths" | "one-repository";

/**
 * The name of an image's copy below `place` (`registry.example.com/k8s`): `registry.k8s.io/e2e-test-images/agnhost:2.55` becomes
 * `registry.example.com/k8s/e2e-test-images/agnhost:2.55`. The conformance image is `PLACE/conformance:TAG` in either layout, as `run --image-repo`
 * expects it, whatever its own name is.
 */
export function copyOf(image: SuiteImage, place: string, layout: Layout): string {
  const { id, name } = image;
  if (id === undefined) return `${place}/conformance${tagOrDigest(name)}`;
  return layout === "one-repository"
    ? `${place}:${tagOf(name, id)}`
    : `${place}/${name.slice(name.indexOf("/") + 1)}`;
}

/** `:v1.37.2`, `@sha256:…`; empty if the name has neither. */
function tagOrDigest(name: string): string {
  return /[:@][^/]*$/.exec(name)?.[0] ?? "";
}

/**
 * The tag of an image in a single repository (`KUBE_TEST_REPO`): kubernetes `test/utils/image/manifest.go`, `getRepositoryMappedConfig`.
 * It is unique by its hash; the rest is for people.
 */
function tagOf(name: string, id: number): string {
  const hash = createHash("sha256").update(name).digest("base64url").slice(0, 16);
  const short = name.replace(/[^\w]/g, "-").replace(/-+/g, "-").slice(-95);
  return `e2e-${id}-${short}-${hash}`;
}

/** The registries of a list for the suite: each maps to the folder of its copies below `place`. Those that nobody can copy keep their defaults. */
export function registriesAt(place: string, { registries, images }: ReleaseImages): Record<string, string> {
  const unavailable = new Set(
    images.flatMap((image) => (image.unavailable === undefined ? [] : image.registry)),
  );
  const entries = Object.entries(registries)
    .filter(([key]) => !unavailable.has(key))
    .map(([key, value]): [string, string] => {
      const slash = value.indexOf("/");
      return [key, slash < 0 ? place : `${place}${value.slice(slash)}`];
    });
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The list of registries as the suite reads it from `KUBE_TEST_REPO_LIST`. */
export function repoListText(place: string, list: ReleaseImages): string {
  return stringify(registriesAt(place, list));
}

/** The name under which a suite with this list of registries pulls an image. */
export function mappedBy(
  image: SuiteImage,
  registries: Readonly<Record<string, string>>,
  list: ReleaseImages,
): string {
  const { registry, name } = image;
  const [from, to] = registry === undefined ? [] : [list.registries[registry], registries[registry]];
  return from === undefined || to === undefined ? name : `${to}${name.slice(from.length)}`;
}
