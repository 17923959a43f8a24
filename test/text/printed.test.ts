import { expect, test } from "bun:test";
import { jsonText, yamlText } from "../../src/text/printed.ts";

const hostile = { reason: "a\u009b31m\u001b[2J\u202e b\nc" };

test("JSON has the same value, indented, and no control or format characters except line ends", () => {
  const text = jsonText(hostile);
  expect(text).toStartWith('{\n    "reason": ');
  expect(text).not.toMatch(/[^\P{C}\n]/u);
  expect(JSON.parse(text)).toEqual(hostile);
});

test("YAML keeps its lines, and shows what its writer left unescaped", () => {
  expect(yamlText("a: x\u009b31m\nb: y\n")).toBe("a: x<U+009B>31m\nb: y\n");
});
