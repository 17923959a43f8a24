import { describe, expect, test } from "bun:test";
import type { Item } from "../../../src/plugins/tree/item.ts";
import { readTree, treeText } from "../../../src/plugins/tree/yaml.ts";

const item = (text: string) => {
  const reading = readTree(text);
  return reading.kind === "read" ? reading.item : reading.why;
};

describe("a tree as YAML", () => {
  test("is read as it was written, whatever its names look like", () => {
    const names = [
      "yes",
      "1.10",
      "0x1f",
      "null",
      "",
      "a: b #c",
      "- x",
      "two\nlines",
      "\u{1f600}",
      "2020-01-01",
      "<<",
    ];
    const tree: Item = {
      name: "root",
      status: "failed",
      meta: { type: "summary" },
      items: names.map((name) => ({ name, status: "passed", details: { out: name, list: [1, true, null] } })),
    };
    expect(item(treeText(tree))).toEqual(tree);
  });

  test("is written with its keys in Sonobuoy's order, and without what is empty", () => {
    const text = treeText({ items: [], details: { b: 1, a: 2 }, meta: {}, status: "passed", name: "n" });
    expect(text).toBe('name: "n"\nstatus: passed\ndetails:\n  a: 2\n  b: 1\n');
  });

  test("has scalars of any kind as names, keys that nobody knows, aliases and merges", () => {
    const text = "x: &x {name: 1.10, status: yes}\nstatus: ~\nitems:\n- *x\n- <<: *x\n  name: own\n-\n";
    expect(item(text)).toEqual({
      name: "",
      status: "",
      items: [
        { name: "1.10", status: "yes" },
        { name: "own", status: "yes" },
        { name: "", status: "" },
      ],
    });
  });

  test.each([
    ["- a\n", "an item is not a mapping"],
    ["items: {a: b}\n", "items is not a list"],
    ["status: [a]\n", "a name, status or value of meta is not a text"],
    ["details: 5\n", "meta or details is not a mapping"],
    ["status: a\n  b: c\n", "line 1:"],
    ["items: &a [{items: *a}, {items: *a}]\n", "it has more than"],
    ["a: &a {<<: *a}\n<<: *a\n", "it merges too many mappings"],
  ])("%j is unreadable", (text, why) => {
    expect(item(text)).toStartWith(why);
  });
});
