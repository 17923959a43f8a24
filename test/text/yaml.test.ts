import { expect, test } from "bun:test";
import { readYaml } from "../../src/text/yaml.ts";

test.each([
  ["a: b\nc: [d", "line 2"],
  ["a: b\na: c", "line 2: Map keys must be unique"],
  ["a: b\n---\nc: d", "line 2"],
  ["x".repeat(64 * 1024 + 1), "line 1: it is longer than 64 KiB"],
  ["- ".repeat(30_000), "line 1: it is nested too deeply"],
])("what cannot be read is reported with its line (%#)", (text, start) => {
  const yaml = readYaml(text);
  expect(yaml.kind === "unreadable" ? `line ${yaml.line}: ${yaml.why}` : "read").toStartWith(start);
});

// in quadratic time it would pass no timeout
test("thousands of errors take no more time than their text", () => {
  expect(readYaml(`a: ${"b: ".repeat(20_000)}`).kind).toBe("unreadable");
});

test("a further document may be passed over, as the bot does", () => {
  const yaml = readYaml("a: b\n---\nc: d", { isFirstEnough: true });
  expect(yaml.kind === "read" && yaml.document.toJS()).toEqual({ a: "b" });
});
