import { expect, test } from "bun:test";
import { parseConfig } from "../../src/config/file.ts";
import { decodeText } from "../../src/text/decode.ts";

const known = { shared: ["mode", "focus", "parallel"], own: new Map([["run", ["keep"]]]) };
const shared = (text: string) =>
  parseConfig(text, "c.yaml", known).shared.map(({ flag, values, from }) => [flag, values.join(), from]);

test.each([
  [
    "of a key twice the last counts",
    "mode: a\nparallel: 2\nmode: quick\n",
    [
      ["parallel", "2", "c.yaml:2"],
      ["mode", "quick", "c.yaml:3"],
    ],
  ],
  ["a second document is passed over", "mode: quick\n---\nfoo: [\n", [["mode", "quick", "c.yaml:1"]]],
  [
    "lines may end with CR alone",
    "parallel: 2\rmode: quick\r",
    [
      ["parallel", "2", "c.yaml:1"],
      ["mode", "quick", "c.yaml:2"],
    ],
  ],
  ["what looks like a number keeps its zero", "mode: 1.30\n", [["mode", "1.30", "c.yaml:1"]]],
])("a settings file is read as kubectl reads its own: %s", (_, text, settings) => {
  expect(shared(text)).toEqual(settings);
});

test("PowerShell's UTF-16 is read", () => {
  expect(shared(decodeText(Buffer.from("\ufeffmode: quick\r\n", "utf16le")))).toEqual([
    ["mode", "quick", "c.yaml:1"],
  ]);
});
