import { checkClass, escapeAt, match, PatternError } from "./pattern-parts.ts";

/**
 * Why `pattern` is not a valid regexp for --focus or --skip, which Ginkgo passes to Go's regexp package (RE2 syntax,
 * https://github.com/google/re2/wiki/Syntax); undefined if it is valid. Characters count from 1.
 * Nested counts that multiply to more than 1000 are not checked: Go refuses them.
 */
export function checkPattern(pattern: string): string | undefined {
  try {
    scan(pattern);
    return undefined;
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    const excerpt = pattern.slice(error.at, error.at + 24);
    return `${error.message} at character ${error.at + 1}: \`${excerpt}\``;
  }
}

function scan(pattern: string): void {
  const groups: number[] = [];
  // Whether there is something to repeat, and whether that is itself a repetition.
  let operand: "none" | "one" | "repeated" = "none";
  let at = 0;
  while (at < pattern.length) {
    const mark = pattern[at] ?? "";
    const repetition = repetitionAt(pattern, at);
    if (repetition > at) {
      if (operand === "none") throw new PatternError("nothing to repeat", at);
      if (operand === "repeated") throw new PatternError("a repetition of a repetition", at);
      operand = "repeated";
      at = repetition;
    } else if (mark === "(") {
      const group = groupAt(pattern, at);
      if (group.opens) groups.push(at);
      operand = group.opens ? "none" : operand === "none" ? "none" : "one";
      at = group.end;
    } else if (mark === ")") {
      if (groups.pop() === undefined) throw new PatternError("a ) that closes nothing", at);
      operand = "one";
      at++;
    } else if (mark === "|") {
      operand = "none";
      at++;
    } else if (pattern.startsWith("\\Q", at)) {
      const end = pattern.indexOf("\\E", at + 2);
      if (end !== at + 2) operand = "one";
      at = end < 0 ? pattern.length : end + 2;
    } else {
      at = mark === "[" ? checkClass(pattern, at) : mark === "\\" ? escapeAt(pattern, at, "outside") : at + 1;
      operand = "one";
    }
  }
  const open = groups.pop();
  if (open !== undefined) throw new PatternError("a ( without its )", open);
}

/** The index after the repetition at `at`, otherwise `at`; a `{` that does not start one is an ordinary character. */
function repetitionAt(pattern: string, at: number): number {
  const found = match(/(?:[*+?]|\{(0|[1-9]\d*)(?:,(0|[1-9]\d*)?)?\})\??/y, pattern, at);
  if (found === null) return at;
  const [text, least = "0", most = least] = found;
  if (Math.max(Number(least), Number(most)) > 1000)
    throw new PatternError("a repetition of more than 1000", at);
  if (Number(most) < Number(least)) throw new PatternError("a repetition of fewer than its minimum", at);
  return at + text.length;
}

/** What begins with the `(` at `at`: a group, or flags such as `(?i)` that open no group. */
function groupAt(pattern: string, at: number): { end: number; opens: boolean } {
  if (pattern[at + 1] !== "?") return { end: at + 1, opens: true };
  if (/^\(\?<?[=!]/.test(pattern.slice(at, at + 4))) {
    throw new PatternError("lookahead and lookbehind do not exist in Go's regexps", at);
  }
  const named = match(/\(\?P?<\w+>/y, pattern, at);
  if (named !== null) return { end: at + named[0].length, opens: true };
  const flags = match(/\(\?[imsU]*(?:-[imsU]+)?([:)])/y, pattern, at);
  if (flags === null) throw new PatternError("a kind of group that does not exist in Go's regexps", at);
  return { end: at + flags[0].length, opens: flags[1] === ":" };
}
