import { describe, expect, test } from "bun:test";
import { YamlFault } from "../../../src/text/go-yaml/fault.ts";
import { readNodesV3 } from "../../../src/text/go-yaml/nodes.ts";
import { Typed } from "../../../src/text/go-yaml/typed.ts";

function node(text: string) {
  const found = readNodesV3(new TextEncoder().encode(text));
  if (found === undefined) throw new Error("no document");
  return found;
}

// what gopkg.in/yaml.v3 decodes into map[string]interface{}
describe("the type of a value", () => {
  test.each([
    ["v1.37", "text"],
    ["1.37", "other"],
    ["1.37.2", "text"],
    ["yes", "text"],
    ["true", "other"],
    ["~", "null"],
    ["", "null"],
    ["2026-09-01", "other"],
    ["2026-13-01", "text"],
    ["2026-09-01T10:00:00Z", "other"],
    ["0x1F", "other"],
    ["1_000", "other"],
    [".5_0", "other"],
    ["..5", "text"],
    ["!!str 1.37", "text"],
    ["! 5", "other"],
    ["'5'", "text"],
    ["[Name]", "other"],
    ["{a: b}", "other"],
  ])("%s is %s", (text, kind) => {
    const typed = new Typed();
    const map = typed.map(node(`a: ${text}`), "map", (value) => typed.any(value));
    expect(map?.get("a")?.kind).toBe(kind as "text");
    expect(typed.faults).toEqual([]);
  });
});

test("into a string, numbers and booleans go as written, null is none, lists and maps do not fit", () => {
  const read = (text: string) => {
    const typed = new Typed();
    return [typed.text(node(text)), typed.faults];
  };
  expect(read("1_000")).toEqual(["1_000", []]);
  expect(read("true")).toEqual(["true", []]);
  expect(read("!!binary aGk=")).toEqual(["hi", []]);
  expect(read("~")).toEqual([undefined, []]);
  expect(read("[a]")).toEqual([undefined, ["line 1: cannot unmarshal !!seq into string"]]);
});

test("null in a list is left out", () => {
  const typed = new Typed();
  expect(typed.list(node("[a, ~, '']"), "[]string", (item) => typed.text(item))).toEqual(["a", ""]);
});

test("a key twice is a fault, in a value of any type too", () => {
  const typed = new Typed();
  typed.map(node("a: {b: 1, b: 2}\na: 1"), "map", (value) => typed.any(value));
  expect(typed.faults).toEqual(['line 2: mapping key "a" already defined at line 1']);
  const inner = new Typed();
  inner.map(node("a: {b: 1, b: 2}"), "map", (value) => inner.any(value));
  expect(inner.faults).toEqual(['line 1: mapping key "b" already defined at line 1']);
});

test("merged fields replace none, and the earlier of two merges counts", () => {
  const typed = new Typed();
  const text = "x: &x {a: 1, b: 1}\ny: &y {a: 2, c: 2}\nz: {<<: [*x, *y], b: 0}\n";
  const read = (value: Parameters<typeof typed.any>[0]) => typed.map(value, "map", (one) => typed.text(one));
  const map = typed.map(node(text), "map", read);
  expect(Object.fromEntries(map?.get("z") ?? [])).toEqual({ a: "1", b: "0", c: "2" });
});

test("an alias that contains itself, and aliases that multiply, are faults", () => {
  const self = new Typed();
  expect(() => self.any(node("a: &a [*a]"))).toThrow("anchor 'a' value contains itself");
  const lines = ["a: &a [x, x, x, x, x, x, x, x, x]"];
  for (const [one, other] of ["ab", "bc", "cd", "de", "ef", "fg"].map((pair) => [...pair]))
    lines.push(`${other}: &${other} [${Array(9).fill(`*${one}`).join(", ")}]`);
  const bomb = new Typed();
  expect(() => bomb.any(node(lines.join("\n")))).toThrow(YamlFault);
});

describe("the grammar of v3", () => {
  test.each([
    ["a tab in an empty line between comments is skipped", "# a\n\t\n# b\nx: 1\n", true],
    ["a tab elsewhere is not", "# a\n\t\nx: 1\n", false],
    ["two tokens after the document are read", "x: 1\n%YAML 1.1\ny: 2\n", false],
    ["what is further behind may be broken", "x: 1\n---\ny: z: [\n", true],
  ])("%s", (_what, text, isRead) => {
    if (isRead) expect(node(text).kind).toBe("mapping");
    else expect(() => node(text)).toThrow(YamlFault);
  });
});
