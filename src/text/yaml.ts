import {
  type Document,
  type DocumentOptions,
  LineCounter,
  type ParseOptions,
  parseDocument,
  type SchemaOptions,
} from "yaml";

/** A text that was read, or why it cannot be read. */
export type YamlReading =
  | {
      readonly kind: "read";
      readonly document: Document.Parsed;
      /** The line, from 1, of a position in the text. */
      readonly lineAt: (offset: number) => number;
    }
  | { readonly kind: "unreadable"; readonly why: string; readonly line: number };

export type YamlOptions = ParseOptions &
  DocumentOptions &
  SchemaOptions & { readonly most?: number; readonly isFirstEnough?: boolean };

// what people write has a few kilobytes, and the library's time is quadratic in what is broken
const mostCharacters = 64 * 1024;

const tooDeep = "it is nested too deeply";

/**
 * Reads YAML from others, within limits: on the text's length (`most` characters, 64 KiB by default), its depth and the time.
 * Further documents are an error or, with `isFirstEnough`, ignored.
 */
export function readYaml(
  text: string,
  { most = mostCharacters, isFirstEnough = false, ...options }: YamlOptions = {},
): YamlReading {
  if (text.length > most) return { kind: "unreadable", why: `it is longer than ${most / 1024} KiB`, line: 1 };
  const lines = new LineCounter();
  const lineAt = (offset: number) => lines.linePos(offset).line;
  try {
    // pretty errors quote the text for each of possibly thousands
    const document = parseDocument(text, {
      ...options,
      lineCounter: lines,
      prettyErrors: false,
      logLevel: "error",
    });
    const error = document.errors.find(({ code }) => !(isFirstEnough && code === "MULTIPLE_DOCS"));
    if (error !== undefined) {
      const [why = ""] = error.message.split("\n", 1);
      // its parser reports a stack overflow as an error in the text
      const isDeep = why.startsWith("Maximum call stack");
      return { kind: "unreadable", why: isDeep ? tooDeep : why, line: lineAt(error.pos[0]) };
    }
    return { kind: "read", document, lineAt };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { kind: "unreadable", why: tooDeep, line: 1 };
  }
}
