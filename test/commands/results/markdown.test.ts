import { expect, test } from "bun:test";
import { asMarkdown } from "../../../src/commands/results/markdown.ts";
import { printed } from "./sample.ts";

test("has the cause above the words, which stay words", () => {
  const text = asMarkdown(printed()).join("");
  expect(text).toContain("# Conformance of Kubernetes v1.35.4\n\n**failed** · 2 passed, 1 failed");
  expect(text).toContain(
    "**ErrImagePull of agnhost:2.66.1 on node2: no such host; waited 2m**\n\nfailed after 2m09s, at k8s.io",
  );
  expect(text).toContain("```\nTimed out after 120.001s.\n[31mred\n::error::owned\n");
  expect(text).not.toContain("\u001b");
});
