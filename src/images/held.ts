import { listedTests, requiredTests } from "../suite/required/required.ts";

/** An image that the suite of a release may run. */
export interface SuiteImage {
  /** Its full name: `registry.k8s.io/e2e-test-images/agnhost:2.55`. */
  readonly name: string;
  /** Its number in the suite; undefined for the conformance image, which is not in the suite's own list. */
  readonly id: number | undefined;
  /** The key under which a list of registries (`KUBE_TEST_REPO_LIST`) maps it; undefined if none does. */
  readonly registry: string | undefined;
  /** The required tests that need it, as far as the source shows. */
  readonly tests: readonly string[];
  /** `linux/amd64`; undefined if the source of Kubernetes does not say for which platforms it is built. */
  readonly platforms: readonly string[] | undefined;
  readonly build: Build | undefined;
  /** Why no registry can have a copy of it; undefined for all others. */
  readonly unavailable: string | undefined;
}

/** How the source of Kubernetes builds an image. */
export interface Build {
  /** `test/images/agnhost` */
  readonly folder: string;
  /** The version that this folder builds in this release; the suite may use an older one. */
  readonly version: string;
  /** `alpine:3.21` */
  readonly base: string;
}

/** What a run of a release may pull. */
export interface ReleaseImages {
  /** `v1.37.2` */
  readonly release: string;
  /** The registries that the suite of this release can map, each with its default. */
  readonly registries: Readonly<Record<string, string>>;
  /** The conformance image first, then the suite's own list, by name. */
  readonly images: readonly SuiteImage[];
}

const reasons: Readonly<Record<string, string>> = {
  invalidRegistry: "it must not exist: a test expects that it cannot be pulled",
  privateRegistry: "it needs credentials that nobody outside Google has",
  gcAuthenticatedRegistry: "it needs credentials that nobody outside Google has",
};

/**
 * The images of a minor (`v1.35`), from the newest release of it that the program knows; undefined if it knows none.
 * @param release the release of the conformance image, if it is another patch
 */
export async function heldImages(minor: string, release?: string): Promise<ReleaseImages | undefined> {
  const { default: data } = await import("./lists.json", { with: { type: "json" } });
  const list = data.releases.find((one) => one.release.startsWith(`${minor}.`));
  if (list === undefined) return undefined;
  const registries = Object.fromEntries(
    Object.entries<string | undefined>(list.registries).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, value]],
    ),
  );
  const builds = list.builds.map((line) => {
    const [name = "", folder = "", version = "", base = "", platforms = ""] = line.split(" ");
    return { name, build: { folder, version, base }, platforms: platforms.split(",") };
  });
  const built = (path: string) => builds.find(({ name }) => name === path);
  const needs = needsOf(minor, list.needs);
  const images = list.images.map((line): SuiteImage => {
    const [id, constant = "", key = "", image = ""] = line.split(" ");
    const name = key === "-" ? image : `${registries[key]}/${image}`;
    const registry = key === "-" ? keyOf(name, registries) : key;
    const found = isOfKubernetes(registry) ? built(pathOf(image)) : undefined;
    return {
      name,
      id: Number(id),
      registry,
      tests: needs.get(constant) ?? [],
      platforms: found?.platforms,
      build: found?.build,
      unavailable: registry === undefined ? undefined : reasons[registry],
    };
  });
  const suite = built("conformance");
  const conformance: SuiteImage = {
    name: `registry.k8s.io/conformance:${release ?? list.release}`,
    id: undefined,
    registry: undefined,
    tests: requiredTests(minor) ?? [],
    platforms: suite?.platforms,
    build: suite?.build,
    unavailable: undefined,
  };
  const byName = (a: SuiteImage, b: SuiteImage) => (a.name < b.name ? -1 : 1);
  return { release: list.release, registries, images: [conformance, ...images.sort(byName)] };
}

/** Whether a run of the required tests pulls it. */
export function isRequired(image: SuiteImage): boolean {
  return image.tests.length > 0 && image.unavailable === undefined;
}

/**
 * The required tests by the constant of an image that they need.
 * @throws Error if the numbers are those of another list of tests
 */
export function needsOf(
  minor: string,
  { sets, tests }: { readonly sets: readonly string[]; readonly tests: string },
): ReadonlyMap<string, readonly string[]> {
  const required = new Set(requiredTests(minor));
  const numbers = tests.split(" ");
  const listed = listedTests(minor) ?? [];
  // the numbers follow the order of the list, so one that differs would give every test the images of another
  if (numbers.length !== listed.length || numbers.some((number) => sets[Number(number)] === undefined))
    throw new Error(
      `the images of ${minor} are for ${numbers.length} tests, and its list has ${listed.length}: npm run update:releases writes both`,
    );
  const needs = new Map<string, string[]>();
  listed.forEach((test, index) => {
    if (!required.has(test)) return;
    for (const constant of (sets[Number(numbers[index])] ?? "").split(" ").filter((word) => word !== ""))
      needs.set(constant, [...(needs.get(constant) ?? []), test]);
  });
  return needs;
}

// the registries whose images are built from the source of Kubernetes itself
function isOfKubernetes(registry: string | undefined): boolean {
  return registry === "promoterE2eRegistry" || registry === "gcRegistry";
}

function keyOf(name: string, registries: Readonly<Record<string, string>>): string | undefined {
  const folder = name.slice(0, name.lastIndexOf("/"));
  return Object.keys(registries).find((key) => registries[key] === folder);
}

function pathOf(image: string): string {
  return image.slice(0, image.lastIndexOf(":"));
}
