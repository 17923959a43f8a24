import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import path from "node:path";
import { heldImages, type SuiteImage } from "../../src/images/held.ts";
import { copyOf, mappedBy, registriesAt, repoListText } from "../../src/images/mapping.ts";
import { readRepoList } from "../../src/suite/repo-list.ts";

const place = "registry.example.com/k8s";
const list = (await heldImages("v1.37")) ?? { release: "", registries: {}, images: [] };
const [conformance, ...suite] = list.images;

// what `e2e.test --list-images` of v1.37.2 prints with a list of registries, and with KUBE_TEST_REPO
const printed = (name: string) =>
  readFileSync(path.join(import.meta.dir, "../fixtures/images", `v1.37.2-${name}.txt`), "utf8")
    .trimEnd()
    .split("\n");

/** The suite prints the images of CSI drivers as they are in its manifests, and maps them when it runs them. */
const isOfCsi = (image: SuiteImage) => (image.id ?? 0) > 28;

describe("an image's copy", () => {
  test("has the name under which the suite pulls it with the list of registries", () => {
    const registries = registriesAt(place, list);
    const ours = suite.filter((image) => !isOfCsi(image)).map((image) => mappedBy(image, registries, list));
    const csi = suite.filter(isOfCsi).map(({ name }) => name);
    expect([...ours, ...csi].sort()).toEqual(printed("mapped").sort());
    for (const image of suite.filter(({ unavailable }) => unavailable === undefined))
      expect(mappedBy(image, registries, list)).toBe(copyOf(image, place, "paths"));
  });

  test("has the suite's own tag in a single repository", () => {
    const copies = suite.map((image) =>
      image.unavailable === undefined ? copyOf(image, place, "one-repository") : image.name,
    );
    expect(copies.sort()).toEqual(printed("one-repository").sort());
  });

  test("is PLACE/conformance for the conformance image, wherever that comes from", () => {
    const image = (name: string): SuiteImage => ({ ...(conformance ?? suite[0] ?? never()), name });
    expect(copyOf(image("registry.k8s.io/conformance:v1.37.2"), place, "one-repository")).toBe(
      `${place}/conformance:v1.37.2`,
    );
    expect(copyOf(image("acme.example.com:5000/x/suite:v1.37.2"), place, "paths")).toBe(
      `${place}/conformance:v1.37.2`,
    );
  });
});

test("the list of registries is one that run accepts, for each release", async () => {
  for (const minor of ["v1.29", "v1.31", "v1.33", "v1.37"]) {
    const held = (await heldImages(minor)) ?? never();
    expect(readRepoList(Buffer.from(repoListText("localhost:5000", held)))).toContain(
      "promoterE2eRegistry: localhost:5000/e2e-test-images\n",
    );
  }
});

test("registries from which nobody can copy keep their defaults", async () => {
  expect(Object.keys(registriesAt(place, (await heldImages("v1.29")) ?? never()))).toEqual([
    "buildImageRegistry",
    "cloudProviderGcpRegistry",
    "dockerLibraryRegistry",
    "gcEtcdRegistry",
    "gcRegistry",
    "microsoftRegistry",
    "promoterE2eRegistry",
    "sigStorageRegistry",
  ]);
});

function never(): never {
  throw new Error("not held");
}
