import { expect, test } from "bun:test";
import { focusMatcher } from "../../../src/suite/required/focus-pattern.ts";

const name = "[sig-node] Pods should be submitted and removed [NodeConformance] [Conformance]";

test.each([
  ["Pods should be submitted and removed", true],
  ["^Kubernetes e2e suite .sig-node. Pods", true],
  ["(?i)PODS SHOULD BE SUBMITTED", true],
  ["PODS SHOULD BE SUBMITTED", false],
  [String.raw`\[sig-nothing\] Pods`, false],
  ["(?U)x", undefined],
])("whether %s matches is %p", (focus, matches) => {
  expect(focusMatcher(focus)?.(name)).toBe(matches);
});
