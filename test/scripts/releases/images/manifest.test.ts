import { expect, test } from "bun:test";
import { readTable } from "../../../../scripts/releases/images/manifest.ts";

const manifest = `
type RegistryList struct {
	PromoterE2eRegistry string \`yaml:"promoterE2eRegistry"\`
	GcRegistry          string \`yaml:"gcRegistry"\`
}

var (
	initRegistry = RegistryList{
		PromoterE2eRegistry: "registry.k8s.io/e2e-test-images",
		GcRegistry:          "registry.k8s.io",
	}
)

const (
	// None is to be used for unset/default images
	None ImageID = iota
	// Agnhost image
	Agnhost
	Pause
)

func initImageConfigs(list RegistryList) {
	configs[Agnhost] = Config{list.PromoterE2eRegistry, "agnhost", "2.66.1"}
	configs[Pause] = Config{list.GcRegistry, "pause", "3.10.2"}
}
`;
const csi = "test/e2e/testing-manifests/storage-csi";
const pod = (kind: string, spec: string) => `kind: ${kind}\nspec:\n${spec}`;
const files = new Map([
  // in the order of the folders' names, as Go walks them
  [
    `${csi}/b/one.yaml`,
    pod("Pod", "  containers:\n  - {name: a, image: registry.k8s.io/sig-storage/b:v1}\n"),
  ],
  [
    `${csi}/a.b/two.yaml`,
    `${pod("StatefulSet", "  template:\n    spec:\n      containers:\n      - image: registry.k8s.io/sig-storage/a:v1\n      - image: registry.k8s.io/pause:3.10.2\n")}---\n${pod("Pod", "  containers:\n  - image: no-registry\n")}`,
  ],
  ["test/e2e/other.yaml", pod("Pod", "  containers:\n  - image: registry.k8s.io/other:v1\n")],
]);

test("the table with its numbers, then what the drivers' manifests name in addition", () => {
  const { registries, images } = readTable(manifest, files);
  expect(registries).toEqual({
    promoterE2eRegistry: "registry.k8s.io/e2e-test-images",
    gcRegistry: "registry.k8s.io",
  });
  expect(images).toEqual([
    { id: 1, constant: "Agnhost", registry: "promoterE2eRegistry", image: "agnhost:2.66.1" },
    { id: 2, constant: "Pause", registry: "gcRegistry", image: "pause:3.10.2" },
    { id: 3, image: "registry.k8s.io/sig-storage/a:v1" },
    { id: 4, image: "registry.k8s.io/sig-storage/b:v1" },
  ]);
});

test.each([
  ["an image that is written differently", manifest.replace('{list.GcRegistry, "pause"', '{gc(), "pause"')],
  ["a constant without a number", manifest.replace("\tPause\n", "")],
  ["a registry without a default", manifest.replace('		GcRegistry:          "registry.k8s.io",\n', "")],
  ["no table at all", ""],
])("%s is an error, not a shorter list", (_, text) => {
  expect(() => readTable(text, files)).toThrow("manifest.go:");
});
