import { expect, test } from "bun:test";
import { safe, safeJson } from "../../src/text/safe.ts";

test.each([
  ["\x1b[31mred\x1b[0m", "^[[31mred^[[0m"],
  ["title\x1b]0;owned\x07", "title^[]0;owned^G"],
  ["a\tb\r\nc\0", "a^Ib^M^Jc^@"],
  ["del\x7f", "del^?"],
  ["c1 \x9b31m \x85", "c1 <U+009B>31m <U+0085>"],
  ["\u202egnp.exe\u2066x", "<U+202E>gnp.exe<U+2066>x"],
  ["zero\u200bwidth \ufeff \u2028", "zero<U+200B>width <U+FEFF> <U+2028>"],
  ["tag \u{e0041}", "tag <U+E0041>"],
  ["half \ud800", "half <U+D800>"],
  ["Grüße, 日本 🚀 ✗", "Grüße, 日本 🚀 ✗"],
])("%j is shown as %j", (text, shown) => {
  expect(safe(text)).toBe(shown);
});

test("JSON has nothing that a CI system takes as a command", () => {
  const value = { "##[error]a": "b ###[group]c ##vso[x] ## d" };
  const json = safeJson(JSON.stringify(value));
  expect(json).not.toMatch(/##[a-z]*\[/i);
  expect(JSON.parse(json)).toEqual(value);
});

test("JSON keeps its value and loses its raw controls", () => {
  const value = "\x1b\x7f\x9b\u202e\u2028\u{e0041} ü";
  const json = safeJson(JSON.stringify(value));
  expect(json).toBe('"\\u001b\\u007f\\u009b\\u202e\\u2028\\udb40\\udc41 ü"');
  expect(JSON.parse(json)).toBe(value);
});
