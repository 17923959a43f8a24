import { expect, test } from "bun:test";
import { BoundedXml } from "../../src/suite/xml.ts";

/** Why a file made of these pieces is refused; undefined where it is read. */
function refusal(...pieces: readonly string[]): string | undefined {
  const reader = { open: () => undefined, text: () => undefined, close: () => undefined };
  const xml = new BoundedXml(reader, (why) => {
    throw new Error(why);
  });
  try {
    for (const piece of pieces) xml.push(piece);
    xml.end();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return undefined;
}

const megabyte = (part: string) => part.repeat(2 ** 20 / part.length);
const forty = (part: string) => Array.from({ length: 40 }, () => megabyte(part));

test("a file of many megabytes in parts of a usual size is read", () => {
  expect(refusal("<a>", ...forty("<b>text</b>     "), "</a>")).toBeUndefined();
});

test.each([
  ["a text that goes on and on", ["<a>", ...forty("text")], /a text or tag of more than 16 MiB/],
  ["a CDATA section", ["<a><![CDATA[", ...forty("text")], /a text or tag of more than 16 MiB/],
  ["a comment", ["<a><!--", ...forty("text")], /a text or tag of more than 16 MiB/],
  ["an instruction", ["<a><?b ", ...forty("text")], /a text or tag of more than 16 MiB/],
  ["a value", ['<a b="', ...forty("text")], /a text or tag of more than 16 MiB/],
  ["a name", ["<a", ...forty("aaaa")], /a text or tag of more than 16 MiB/],
  ["elements in elements", ["<a>".repeat(200)], /nested deeper than 100 elements/],
  [
    "attributes",
    [`<a ${Array.from({ length: 200 }, (_, at) => `b${at}="c"`).join(" ")}>`],
    /more than 100 attributes/,
  ],
  ["entities of its own", ['<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'], /has a DOCTYPE/],
])("%s is refused", (_, pieces, message) => {
  expect(refusal(...pieces)).toMatch(message);
});

test("attributes are counted for each tag", () => {
  expect(refusal(`<a>${'<b c="d"/>'.repeat(200)}</a>`)).toBeUndefined();
});
