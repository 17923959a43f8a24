import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import path from "node:path";
import { SaxesParser } from "saxes";
import { readScreen } from "../../scripts/picture/ansi.ts";
import { svg } from "../../scripts/picture/svg.ts";

function readXml(text: string): string[] {
  const elements: string[] = [];
  const parser = new SaxesParser();
  parser.on("opentag", (tag) => elements.push(tag.name));
  parser.on("error", (error) => {
    throw error;
  });
  parser.write(text).close();
  return elements;
}

test("a screen's text keeps its cells and its looks, over line ends too", () => {
  expect(readScreen("a \u001b[1m\u001b[32mgo\u001b[0m b\n\u001b[31mx\ny\u001b[39m\u001b[49m")).toEqual([
    [
      { text: "a", column: 0, bold: false, colour: undefined },
      { text: "go", column: 2, bold: true, colour: "green" },
      { text: " b", column: 4, bold: false, colour: undefined },
    ],
    [{ text: "x", column: 0, bold: false, colour: "red" }],
    [{ text: "y", column: 0, bold: false, colour: "red" }],
  ]);
});

test("a look that the picture does not have is not passed over", () => {
  expect(() => readScreen("\u001b[44mblue")).toThrow("SGR 44");
});

test("text with marks in it makes well-formed SVG, each word in its cell", () => {
  const rows = readScreen("a   <b> & c");
  const made = svg({ columns: 20, rows: 2, words: "a & b", frames: [{ rows, seconds: 1 }] });
  expect(readXml(made).filter((name) => name === "text")).toHaveLength(2);
  expect(made).toContain('<text x="43.2" y="24.8" textLength="54.6">&lt;b&gt; &amp; c</text>');
});

test("the README's picture is SVG of real text, small, and asks nothing of elsewhere", () => {
  const text = readFileSync(path.resolve(import.meta.dir, "../../docs/terminal.svg"), "utf8");
  expect(text.length).toBeLessThan(100_000);
  expect(new Set(readXml(text))).toEqual(new Set(["svg", "title", "style", "rect", "g", "text"]));
  expect(text).toContain("$ kubectl conformance run");
  expect(text).toContain("441 passed of 441");
  expect(text.match(/https?:\/\/[^"]+/g)).toEqual(["http://www.w3.org/2000/svg"]);
});
