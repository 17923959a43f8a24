import { expect, test } from "bun:test";
import { atOnce } from "../../../src/async/steps.ts";
import { XmlFault } from "../../../src/text/go-xml/fault.ts";
import { readXml } from "../../../src/text/go-xml/read.ts";

function read(text: string): string[] {
  const heard: string[] = [];
  const listener = {
    open: (name: string, attributes: readonly { name: string; value: string }[]) => {
      heard.push(
        `<${name}${attributes.map(({ name, value }) => ` ${name}=${JSON.stringify(value)}`).join("")}>`,
      );
    },
    close: () => {
      heard.push("</>");
    },
  };
  atOnce(readXml(Buffer.from(text), listener));
  return heard;
}

function isTaken(text: string): boolean {
  try {
    read(text);
    return true;
  } catch (error) {
    if (error instanceof XmlFault) return false;
    throw error;
  }
}

// each verdict is that of encoding/xml of Go 1.26
test.each([
  ["a root closed by another name", "<testsuites></testsuite>", false],
  ["encoding utf8", "<?xml version='1.0' encoding='utf8'?><testsuites/>", false],
  ["encoding Utf-8", "<?xml version='1.0' encoding='Utf-8'?><testsuites/>", true],
  ["XML 1.1", "<?xml version='1.1'?><testsuites/>", false],
  ["words before the declaration", "log line\n<?xml version='1.0'?><testsuites/>", true],
  ["a DOCTYPE", "<!DOCTYPE testsuites [<!ENTITY a '>'>]><testsuites/>", true],
  ["a doubled attribute", "<testsuites a='1' a='2'/>", true],
  ["prefixes", "<j:testsuites><k:testsuite/></j:testsuites>", true],
  ["a prefix that is not closed", "<j:testsuites></testsuites>", false],
  ["two colons", "<a:b:c/>", false],
  ["a name that starts with a digit", "<testsuites><1/></testsuites>", false],
  ["an attribute without a value", "<testsuites a/>", false],
  ["an attribute without quotes", "<testsuites a=1/>", false],
  ["< in an attribute", "<testsuites a='<'/>", false],
  ["attributes without a blank", "<testsuites a='1'b='2'/>", true],
  ["an unknown entity", "<testsuites>&nbsp;</testsuites>", false],
  ["an & alone", "<testsuites>a & b</testsuites>", false],
  ["a character by number", "<testsuites>&#x41;</testsuites>", true],
  ["half a surrogate pair by number", "<testsuites>&#xD800;</testsuites>", true],
  ["NUL by number", "<testsuites>&#0;</testsuites>", false],
  ["a control character", "<testsuites>\u001b</testsuites>", false],
  ["U+FFFE", "<testsuites>￾</testsuites>", false],
  ["]]> in a text", "<testsuites>]]></testsuites>", false],
  ["CDATA", "<testsuites><![CDATA[<&]]></testsuites>", true],
  ["-- in a comment", "<testsuites><!-- a -- b --></testsuites>", false],
  ["a control character in a comment", "<testsuites><!-- \u001b --></testsuites>", true],
  ["words behind the end", "<testsuites/><", true],
  ["a file that breaks off", "<testsuites><a>", false],
  ["an empty file", "", false],
  ["a closing tag alone", "</testsuites>", false],
])("%s", (_, text, expected) => {
  expect(isTaken(text)).toBe(expected);
});

test("names come without prefixes, values with their line ends and entities resolved", () => {
  expect(read("<a:b x:c='1 &lt;\r\n&#39;\t' d='&amp;#39;'><e/></a:b>")).toEqual([
    '<b c="1 <\\n\'\\t" d="&#39;">',
    "<e>",
    "</>",
    "</>",
  ]);
});

test("nothing is read behind the root", () => {
  expect(read("<a/><b>")).toEqual(["<a>", "</>"]);
});
