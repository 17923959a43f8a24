/** Control (C0, DEL, C1) and format characters (bidi overrides, zero widths), line separators, lone surrogates. */
const unsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/**
 * One line of untrusted text (a name, a message, a log), safe for a terminal: anything that could move the cursor, color or
 * reorder text becomes visible, `^[` for an escape as kubectl shows it, `<U+202E>` beyond ASCII. That includes line ends:
 * split the text first.
 */
export function safe(text: string): string {
  return text.replace(unsafe, visible);
}

/**
 * Like `safe`, for JSON text: it parses to the same value, but has no raw control or format character, and no `##[` that a CI system
 * would take as a command.
 */
export function safeJson(json: string): string {
  const plain = json.includes("##") ? json.replace(/#(?=[a-z]*\[)(?<=##)/gi, "\\u0023") : json;
  return plain.replace(unsafe, (char) =>
    Array.from({ length: char.length }, (_, unit) => `\\u${hex(char.charCodeAt(unit))}`).join(""),
  );
}

function visible(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  if (code === 0x7f) return "^?";
  return code < 0x20 ? `^${String.fromCharCode(code + 0x40)}` : `<U+${hex(code).toUpperCase()}>`;
}

function hex(code: number): string {
  return code.toString(16).padStart(4, "0");
}
