import { expect, test } from "bun:test";
import { inertSink } from "../../src/process/inert-sink.ts";

/** What arrives when these are written one after another. */
function written(...pieces: readonly (string | Uint8Array)[]): string {
  let text = "";
  const sink = inertSink({
    isTTY: false,
    columns: undefined,
    write: (data) => {
      text += typeof data === "string" ? data : new TextDecoder().decode(data);
    },
  });
  for (const piece of pieces) sink.write(piece);
  return text;
}

test.each([
  ["::error::owned\n", ": :error::owned\n"],
  ["fine\n  \u0085\u3000::set-env name=A::b\n", "fine\n  \u0085\u3000: :set-env name=A::b\n"],
  ["a\r::error::b", "a\r: :error::b"],
  ["text ##[error]owned", "text # #[error]owned"],
  ["###[group]x", "## #[group]x"],
  ["a ##vso[task.setvariable variable=A]b ##VSO[x]", "a # #vso[task.setvariable variable=A]b # #VSO[x]"],
  ["##teamcity[buildStop]", "# #teamcity[buildStop]"],
])("%j is written as %j", (text, expected) => {
  expect(written(text)).toBe(expected);
});

test("what is not a command is left as it is", () => {
  const text = "## Heading\n# [sig-node] x\n  text ::error::x\nfe80::1 and a::b\n: ::x\n<div class=x>\n";
  expect(written(text)).toBe(text);
});

test("a command that comes in pieces is none either", () => {
  expect(written("#", "#[error]a")).toBe("# #[error]a");
  expect(written("##v", "so[task.complete]a")).toBe("##v so[task.complete]a");
  expect(written(":", ":error::a")).toBe(": :error::a");
  expect(written(" ", " ::error::a")).toBe("  : :error::a");
  expect(written("x", "::error::a")).toBe("x::error::a");
  expect(written("x\n", "::error::a")).toBe("x\n: :error::a");
  expect(written("::error", "::a")).toBe(": :error::a");
});

test("bytes are written unchanged", () => {
  const log = "::error::x\n##[error]\n";
  expect(written(new TextEncoder().encode(log))).toBe(log);
});

test("after bytes, which may have ended the line, a text is looked at from its start", () => {
  expect(written("text", new TextEncoder().encode("\n"), "::error::x")).toBe("text\n: :error::x");
});

test("the sink's other properties are those of the sink beneath", () => {
  const beneath = { isTTY: true, columns: 80, rows: 24, isDeserted: false, write() {} };
  const sink = inertSink(beneath);
  beneath.columns = 40;
  beneath.isDeserted = true;
  expect([sink.isTTY, sink.columns, sink.rows, sink.isDeserted]).toEqual([true, 40, 24, true]);
});
