// Go's unicode.IsSpace; JavaScript's trim also takes U+FEFF, and not U+0085
const space = "[\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";
const around = new RegExp(`^${space}+|${space}+$`, "g");

/** A text without white space around it, as Go's `strings.TrimSpace` leaves it. */
export function goTrim(text: string): string {
  return text.replace(around, "");
}
