/** What is wrong with a pattern, and at which index. */
export class PatternError extends Error {
  readonly at: number;
  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

/** `sticky`'s match at exactly this index. */
export function match(sticky: RegExp, text: string, at: number): RegExpExecArray | null {
  sticky.lastIndex = at;
  return sticky.exec(text);
}

const posixClasses = new Set(
  "alnum alpha ascii blank cntrl digit graph lower print punct space upper word xdigit".split(" "),
);

/**
 * The index after the character class whose `[` is at `at`.
 * @throws PatternError if it does not end, or a range or escape in it is wrong.
 */
export function checkClass(pattern: string, at: number): number {
  let next = at + (pattern[at + 1] === "^" ? 2 : 1);
  let isFirst = true;
  while (isFirst || pattern[next] !== "]") {
    isFirst = false;
    if (next >= pattern.length) throw new PatternError("a [ without its ]", at);
    const posix = match(/\[:\^?(\w*):\]/y, pattern, next);
    if (posix !== null) {
      if (!posixClasses.has(posix[1] ?? "")) throw new PatternError("an unknown character class", next);
      next += posix[0].length;
    } else {
      next = checkRange(pattern, next, at);
    }
  }
  return next + 1;
}

/** A character of a class, a range of characters, or an escape that stands for many. */
function checkRange(pattern: string, at: number, open: number): number {
  const low = characterAt(pattern, at);
  const isRange = low.code !== undefined && pattern[low.end] === "-" && pattern[low.end + 1] !== "]";
  if (!isRange) return low.end;
  if (low.end + 1 >= pattern.length) throw new PatternError("a [ without its ]", open);
  const high = characterAt(pattern, low.end + 1);
  if (high.code === undefined) throw new PatternError("a range that ends in a class", at);
  if (high.code < (low.code ?? 0)) throw new PatternError("a range whose end comes before its start", at);
  return high.end;
}

/** The character at `at`, literal or escaped; without a code for an escape that stands for many, like `\d`. */
function characterAt(pattern: string, at: number): { end: number; code?: number } {
  const literal = pattern.codePointAt(at) ?? 0;
  if (pattern[at] !== "\\") return { end: at + (literal > 0xffff ? 2 : 1), code: literal };
  const end = escapeAt(pattern, at, "class");
  const text = pattern.slice(at + 1, end);
  if (/^[dDsSwWpP]/.test(text)) return { end };
  const hex = /^x\{?([0-9a-fA-F]+)\}?$/.exec(text)?.[1];
  if (hex !== undefined) return { end, code: Number.parseInt(hex, 16) };
  if (/^\d/.test(text)) return { end, code: Number.parseInt(text, 8) };
  const control = "afnrtv".indexOf(text);
  return { end, code: control < 0 ? (text.codePointAt(0) ?? 0) : ([7, 12, 10, 13, 9, 11][control] ?? 0) };
}

// A single digit other than 0 would be a backreference; any ASCII character that is not a letter or digit may be escaped.
const escapeAnywhere =
  /\\(?:[dDsSwW]|[afnrtv]|0[0-7]{0,2}|[1-7][0-7]{1,2}|x[0-9a-fA-F]{2}|x\{[0-9a-fA-F]+\}|[pP](?:[A-Za-z]|\{\^?\w+\})|[!-/:-@[-`{-~ ])/y;
const escapeOutside = /\\[AbBz]/y;

/**
 * The index after the escape whose `\` is at `at`.
 * @throws PatternError if Go does not know the escape.
 */
export function escapeAt(pattern: string, at: number, where: "class" | "outside"): number {
  if (at + 1 === pattern.length) throw new PatternError("a \\ with nothing after it", at);
  const found =
    match(escapeAnywhere, pattern, at) ?? (where === "outside" ? match(escapeOutside, pattern, at) : null);
  if (found === null) {
    const isReference = /^\\(?:[1-9]|k<)/.test(pattern.slice(at, at + 3));
    throw new PatternError(
      isReference
        ? "backreferences do not exist in Go's regexps"
        : "an escape that does not exist in Go's regexps",
      at,
    );
  }
  const [text] = found;
  const code = /^\\x\{(.*)\}$/.exec(text)?.[1];
  if (code !== undefined && Number.parseInt(code, 16) > 0x10ffff)
    throw new PatternError("no such character", at);
  if (/^\\[pP]/.test(text) && !isUnicodeClass(text)) throw new PatternError("an unknown character class", at);
  return at + text.length;
}

function isUnicodeClass(text: string): boolean {
  const name = text.slice(2).replace(/[{}^]/g, "");
  return [`\\p{${name}}`, `\\p{Script=${name}}`].some((pattern) => {
    try {
      return new RegExp(pattern, "u") !== undefined;
    } catch {
      return false;
    }
  });
}
