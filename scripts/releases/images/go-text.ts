/** A Go source file, lexed just far enough to find declarations, calls and names in it. */
export interface GoFile {
  readonly path: string;
  readonly text: string;
  /** The same text with comments and what literals contain blanked, so that offsets are the same. */
  readonly code: string;
  /** The paths that it imports, by the name that they have in the file. */
  readonly imports: ReadonlyMap<string, string>;
  readonly declarations: readonly Declaration[];
}

/** Something at the top level of a file, with all of its text. */
export interface Declaration {
  /** A method's begins with a dot. */
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** Reads a file of gofmt'ed Go. */
export function readGo(path: string, text: string): GoFile {
  const code = blanked(text);
  return { path, text, code, imports: importsOf(text, code), declarations: declarationsOf(code) };
}

function blanked(text: string): string {
  return text.replace(
    /\/\/[^\n]*|\/\*[\s\S]*?\*\/|`[^`]*`|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+'/g,
    (found) => {
      const isComment = found.startsWith("/");
      const inner = (isComment ? found : found.slice(1, -1)).replace(/[^\n]/g, " ");
      return isComment ? inner : `${found[0]}${inner}${found.at(-1)}`;
    },
  );
}

function importsOf(text: string, code: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const block of code.matchAll(/^import (?:\(([^)]*)\)|[^\n]*)/gm)) {
    const lines = text.slice(block.index, block.index + block[0].length);
    for (const [, alias, path = ""] of lines.matchAll(/(?:^import |^\t)(?:([\w.]+) )?"([^"]+)"/gm)) {
      // a package's name may differ from its folder's, which no package of Kubernetes' tests does without an alias
      const last = path.split("/").at(-1) ?? "";
      found.set(alias ?? last, path);
    }
  }
  return found;
}

function declarationsOf(code: string): Declaration[] {
  const starts = [...code.matchAll(/^(?:func|var|const|type)\b/gm)].map(({ index }) => index);
  return starts.flatMap((start, at) => {
    const end = starts[at + 1] ?? code.length;
    return ofOne(code.slice(start, end)).map((one) => ({
      ...one,
      start: start + one.start,
      end: start + one.end,
    }));
  });
}

/** Of a declaration, or of each in a group. */
function ofOne(code: string): Declaration[] {
  const whole = { start: 0, end: code.length };
  const method = /^func \([^)]*\) (\w+)/.exec(code)?.[1];
  if (method !== undefined) return [{ name: `.${method}`, ...whole }];
  if (!/^(?:var|const|type) \(/.test(code)) return [{ name: /^\w+ (\w+)/.exec(code)?.[1] ?? "", ...whole }];
  const members = [...code.matchAll(/^\t(\w+)/gm)];
  return members.map(({ index, 1: name = "" }, at) => ({
    name,
    start: index,
    end: members[at + 1]?.index ?? code.length,
  }));
}

/** Where the bracket that opens at `open` closes; the end of the text if it does not. */
export function closing(code: string, open: number): number {
  let depth = 0;
  for (let at = open; at < code.length; at++) {
    const sign = code[at];
    if (sign === "(" || sign === "{" || sign === "[") depth += 1;
    else if (sign === ")" || sign === "}" || sign === "]") {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  return code.length;
}
