import { expect, test } from "bun:test";
import { groupFailures } from "../../../src/history/compare/likeness.ts";

test("forty red cells read as two causes", () => {
  const failures = Array.from({ length: 40 }, (_, index) => ({
    test: `test ${index % 7}`,
    cause:
      index % 2 === 0
        ? `pod "web-${index}" on node-${index}: timed out after ${index}m waiting for the condition`
        : `expected ${index} endpoints, got ${index - 1}`,
  }));
  const groups = groupFailures(failures);
  expect(groups.map((group) => group.failures.length)).toEqual([20, 20]);
  expect(groups.map(({ tests }) => tests)).toEqual([7, 7]);
});

test("messages that differ in a word are alike, those that share only a word are not", () => {
  const cause = (text: string) => ({ test: "a", cause: text });
  const near = [
    "timed out waiting for the pod to be running and ready in time",
    "timed out waiting for the pods to be running and ready in time",
  ];
  expect(groupFailures(near.map(cause))).toHaveLength(1);
  expect(groupFailures(["connection refused by server", "server is gone away"].map(cause))).toHaveLength(2);
});

test("failures without a message are alike only in the same test", () => {
  const failures = ["a", "a", "b"].map((name) => ({ test: name, cause: undefined }));
  expect(groupFailures(failures).map((group) => group.failures.length)).toEqual([2, 1]);
});
