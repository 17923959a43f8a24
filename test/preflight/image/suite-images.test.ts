import { expect, test } from "bun:test";
import { suiteImages } from "../../../src/preflight/image/suite-images.ts";

test("the images of the suite's pods, under the names that the run gives them", async () => {
  const plain = (await suiteImages("v1.37.2+k3s1", {})) ?? [];
  expect(plain).toContain("registry.k8s.io/pause:3.10.2");
  expect(plain.some((name) => name.includes("conformance"))).toBe(false);
  const yaml = "gcRegistry: mirror.example.com/k8s\n";
  const mapped = (await suiteImages("v1.37.2", { testRepoList: { yaml } })) ?? [];
  expect(mapped).toContain("mirror.example.com/k8s/pause:3.10.2");
  expect(mapped).toContain("registry.k8s.io/e2e-test-images/kitten:1.8");
  const one = (await suiteImages("v1.37.2", { imageRepo: "mirror.example.com/k8s" })) ?? [];
  expect(one.every((name) => name.startsWith("mirror.example.com/k8s:e2e-"))).toBe(true);
});

test("nothing is known of another release, or of a list that only the suite reads", async () => {
  expect(await suiteImages("v1.99.0", {})).toBeUndefined();
  expect(await suiteImages("v1.37.2", { testRepoList: { url: "https://example.com" } })).toBeUndefined();
});
