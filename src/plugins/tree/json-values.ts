/**
 * The JSON values of a text, one after another, as Go's json.Decoder reads them: what comes after them may be anything.
 * @throws SyntaxError at the first that is not JSON
 */
export function* jsonValues(text: string): Generator<unknown> {
  let from = 0;
  for (;;) {
    while (" \t\r\n".includes(text[from] ?? "x")) from++;
    if (from >= text.length) return;
    const end = valueEnd(text, from);
    yield JSON.parse(text.slice(from, end));
    from = end;
  }
}

/** Where an object or list ends, or anything else at the next blank. */
function valueEnd(text: string, from: number): number {
  if (text[from] !== "{" && text[from] !== "[") {
    const end = text.slice(from).search(/[\s{[]/);
    return end < 1 ? text.length : from + end;
  }
  let depth = 0;
  let isQuoted = false;
  for (let at = from; at < text.length; at++) {
    const character = text[at];
    if (isQuoted) {
      if (character === "\\") at++;
      else if (character === '"') isQuoted = false;
    } else if (character === '"') isQuoted = true;
    else if (character === "{" || character === "[") depth++;
    else if ((character === "}" || character === "]") && --depth === 0) return at + 1;
  }
  return text.length;
}
