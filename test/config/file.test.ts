import { describe, expect, test } from "bun:test";
import { parseConfig } from "../../src/config/file.ts";
import { InputError } from "../../src/errors.ts";
import { decodeText } from "../../src/text/decode.ts";

const known = {
  shared: ["mode", "skip", "results-dir", "keep"],
  own: new Map([["run", ["mode", "skip", "output"]]]),
};
const parse = (text: string) => parseConfig(text, "c.yaml", known);

function refusal(text: string): { message: string; fix?: string } {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof InputError) {
      return { message: error.message, ...(error.fix === undefined ? {} : { fix: error.fix }) };
    }
    throw error;
  }
  throw new Error("it was taken");
}

describe("parseConfig", () => {
  test("reads flags at the top and under a command's name, each with its line", () => {
    const { shared, own } = parse("mode: quick\n\nrun:\n  output: json\n  skip: [a, b]\n");
    expect(shared).toEqual([{ flag: "mode", values: ["quick"], from: "c.yaml:1", by: "file" }]);
    expect([...own]).toEqual([
      [
        "run",
        [
          { flag: "output", values: ["json"], from: "c.yaml:4", by: "file" },
          { flag: "skip", values: ["a", "b"], from: "c.yaml:5", by: "file" },
        ],
      ],
    ]);
  });

  test("marks what comes from a file that nobody named", () => {
    const { shared, own } = parseConfig("mode: quick\nrun: {output: json}", "c.yaml", known, "stray");
    expect([...shared, ...(own.get("run") ?? [])].map(({ by }) => by)).toEqual(["stray", "stray"]);
  });

  test("takes values as they are written, not as YAML reads them", () => {
    const values = (text: string) => parse(text).shared.map((setting) => setting.values);
    expect(values("results-dir: 1.30\nkeep: true\nmode: ''\nskip: ['0x10', 0x10, \"a\\tb\"]")).toEqual([
      ["1.30"],
      ["true"],
      [""],
      ["0x10", "0x10", "a\tb"],
    ]);
  });

  test.each(["", "# only a comment\n", "---\n", "---\n# mode: quick\n"])(
    "finds no settings in %j",
    (text) => {
      expect(parse(text)).toEqual({ shared: [], own: new Map() });
    },
  );

  test.each([
    ["mode: quick\nrun: [a", "c.yaml:2: not valid YAML"],
    ["a text", "c.yaml: has no settings"],
    ["- mode", "c.yaml: has no settings"],
    ["mode: a\nkepe: true", 'c.yaml:2: there is no flag or command "kepe"'],
    // output means another thing in each command
    ["output: json", 'c.yaml:1: there is no flag or command "output"'],
    ["run:\n  keep: true", 'c.yaml:2: there is no flag or command "keep"'],
    ["run:\n  run: {}", 'c.yaml:2: there is no flag or command "run"'],
    ["? [a, b]\n: quick", 'c.yaml:1: there is no flag or command ""'],
    ["\nrun: quick", "c.yaml:2: run is a command, but contains no flags"],
    ["run:", "c.yaml:1: run is a command, but contains no flags"],
    ["mode:", "c.yaml:1: mode has no value that a flag could have"],
    ["skip: [a, ]\nmode: {a: b}", "c.yaml:2: mode has no value that a flag could have"],
    ["skip: [a, [b]]", "c.yaml:1: skip has no value that a flag could have"],
    ["skip: [a, null]", "c.yaml:1: skip has no value that a flag could have"],
    ["mode: &a quick\nskip: *a", "c.yaml:2: skip has no value that a flag could have"],
  ])("refuses %j with its line", (text, message) => {
    expect(refusal(text).message).toStartWith(message);
  });

  test("a name that is near a flag or a command is named with it", () => {
    expect(refusal("kepe: true").fix).toBe("did you mean keep?");
    expect(refusal("ruun: {}").fix).toBe("did you mean run?");
    expect(refusal("run:\n  outptu: json").fix).toBe("did you mean output?");
    expect(refusal("something: else").fix).toBe("--help lists the flags");
  });
});

const shared = (text: string) =>
  parse(text).shared.map(({ flag, values, from }) => [flag, values.join(), from]);

test.each([
  [
    "of a key twice the last counts",
    "mode: a\nkeep: true\nmode: quick\n",
    [
      ["keep", "true", "c.yaml:2"],
      ["mode", "quick", "c.yaml:3"],
    ],
  ],
  ["a second document is passed over", "mode: quick\n---\nfoo: [\n", [["mode", "quick", "c.yaml:1"]]],
  [
    "lines may end with CR alone",
    "keep: true\rmode: quick\r",
    [
      ["keep", "true", "c.yaml:1"],
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
