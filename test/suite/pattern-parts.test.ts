import { describe, expect, test } from "bun:test";
import { checkClass, escapeAt, PatternError } from "../../src/suite/pattern-parts.ts";

// whether Go agrees is in pattern.test.ts, with Go's own verdicts; here is where each part ends, and where it is wrong

function wrong(act: () => number): [string, number] {
  try {
    act();
  } catch (error) {
    if (error instanceof PatternError) return [error.message, error.at];
    throw error;
  }
  throw new Error("it was taken");
}

describe("checkClass", () => {
  test.each([
    ["[a]", 3],
    ["[]a]b]", 4],
    ["[^]a]b", 5],
    ["[a-z-]b", 6],
    ["[-a]b", 4],
    ["[[:alpha:][:^digit:]x]b", 22],
    ["[[a]b", 4],
    ["[\\]a]b", 5],
    ["[\\d-]b", 5],
    ["[\\x41-\\x{5a}]b", 13],
    ["[😀-😂]b", 7],
  ])("%s ends before character %i", (pattern, end) => {
    expect(checkClass(pattern, 0)).toBe(end);
  });

  test.each<[string, string, number]>([
    ["[a", "a [ without its ]", 0],
    ["[]", "a [ without its ]", 0],
    ["[a-", "a [ without its ]", 0],
    ["[[:alfa:]]", "an unknown character class", 1],
    ["[z-a]", "a range whose end comes before its start", 1],
    ["[a\\x42-\\x41]", "a range whose end comes before its start", 2],
    ["[\\t-\\a]", "a range whose end comes before its start", 1],
    ["[\\101-\\100]", "a range whose end comes before its start", 1],
    ["[a-\\d]", "a range that ends in a class", 1],
    ["[\\b]", "an escape that does not exist in Go's regexps", 1],
    ["[\\", "a \\ with nothing after it", 1],
  ])("%s: %s at %i", (pattern, message, at) => {
    expect(wrong(() => checkClass(pattern, 0))).toEqual([message, at]);
  });
});

describe("escapeAt", () => {
  test.each([
    ["\\d1", 2],
    ["\\b", 2],
    ["\\.a", 2],
    ["\\x41b", 4],
    ["\\x{10ffff}", 10],
    ["\\0123", 4],
    ["\\123", 4],
    ["\\pLl", 3],
    ["\\p{^Greek}", 10],
    ["\\P{Lu}x", 6],
  ])("%s ends before character %i", (pattern, end) => {
    expect(escapeAt(pattern, 0, "outside")).toBe(end);
  });

  test.each([
    ["\\", "a \\ with nothing after it"],
    ["\\1", "backreferences do not exist in Go's regexps"],
    ["\\k<a>", "backreferences do not exist in Go's regexps"],
    ["\\8", "backreferences do not exist in Go's regexps"],
    ["\\y", "an escape that does not exist in Go's regexps"],
    ["\\x{110000}", "no such character"],
    ["\\p{Klingon}", "an unknown character class"],
  ])("%s: %s", (pattern, message) => {
    expect(wrong(() => escapeAt(pattern, 0, "outside"))).toEqual([message, 0]);
  });
});
