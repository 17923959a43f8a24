import { describe, expect, test } from "bun:test";
import { checkPattern } from "../../src/suite/pattern.ts";
import { golden } from "./golden.ts";

const verdicts: { pattern: string; error?: string }[] = JSON.parse(
  golden("patterns/verdicts.json").toString(),
);

describe("checkPattern", () => {
  test.each(verdicts)("agrees with Go on %j", ({ pattern, error }) => {
    expect(checkPattern(pattern) === undefined).toBe(error === undefined);
  });

  test.each([
    ["[Conformance", "a [ without its ] at character 1: `[Conformance`"],
    ["a|(b|[c)", "a [ without its ] at character 6: `[c)`"],
    ["a(?!b)", "lookahead and lookbehind do not exist in Go's regexps at character 2: `(?!b)`"],
    ["(a)\\1", "backreferences do not exist in Go's regexps at character 4: `\\1`"],
    ["a**", "a repetition of a repetition at character 3: `*`"],
    ["foo)", "a ) that closes nothing at character 4: `)`"],
  ])("says what is wrong with %s, and where", (pattern, words) => {
    expect(checkPattern(pattern)).toBe(words);
  });
});
