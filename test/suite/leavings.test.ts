import { expect, test } from "bun:test";
import { isSuiteKey, isSuiteLabel, isSuiteResource, suiteKinds } from "../../src/suite/leavings.ts";

test.each([
  ["kubernetes.io/e2e-evict-taint-key", true],
  ["kubernetes.io/e2e-7d2f", true],
  ["kubernetes.io/hostname", false],
  ["example.com/kubernetes.io/e2e-x", false],
])("%s is a key of the suite: %p", (key, ours) => {
  expect(isSuiteKey(key)).toBe(ours);
});

test("the label node is the suite's only with the node's own name", () => {
  expect(isSuiteLabel("node", "worker1", "worker1")).toBe(true);
  expect(isSuiteLabel("node", "gpu", "worker1")).toBe(false);
});

test.each([
  "scheduling.k8s.io/foo",
  "example.com/fakecpu",
  "example.com/fakePTSRes",
  "example.com/beardsecond",
])("%s is a resource that the suite invents", (resource) => {
  expect(isSuiteResource(resource)).toBe(true);
  expect(isSuiteResource("nvidia.com/gpu")).toBe(false);
});

test("of nodes, only those with the name of the suite's fakes are its own", () => {
  expect(suiteKinds.find(({ kind }) => kind === "node")?.prefix).toBe("e2e-fake-node-");
});
