import { expect, test } from "bun:test";
import type { V1LabelSelector } from "@kubernetes/client-node";
import { matchesLabels } from "../../../src/preflight/policy/selectors.ts";

const selector = (key: string, operator: string, values?: string[]): V1LabelSelector => ({
  matchExpressions: [{ key, operator, ...(values === undefined ? {} : { values }) }],
});

test.each<[string, V1LabelSelector | undefined, boolean]>([
  ["nothing", undefined, true],
  ["an empty one", {}, true],
  ["an equal label", { matchLabels: { app: "a" } }, true],
  ["another value", { matchLabels: { app: "b" } }, false],
  ["In", selector("app", "In", ["a", "b"]), true],
  ["In, label missing", selector("x", "In", ["a"]), false],
  ["NotIn", selector("app", "NotIn", ["a"]), false],
  ["NotIn, label missing", selector("x", "NotIn", ["a"]), true],
  ["Exists", selector("app", "Exists"), true],
  ["DoesNotExist", selector("app", "DoesNotExist"), false],
])("a selector of %s", (_, given, matches) => {
  expect(matchesLabels(given, { app: "a" })).toBe(matches);
});
