import { isAlias, isMap, isScalar, LineCounter, parseDocument } from "yaml";

/** PRODUCT.yaml as the bot reads it (sigs.k8s.io/yaml, which is YAML 1.1), and how its values are written. */
export interface ProductView {
  /** Why it is no YAML with fields. */
  readonly unreadable?: string;
  /** Where that is. */
  readonly line?: number;
  /** Its fields; null of a field without a value, undefined of one that holds a list or more fields. */
  readonly fields: ReadonlyMap<string, string | null | undefined>;
  /** The line of each field, from 1. */
  readonly lines: ReadonlyMap<string, number>;
  /** Fields whose value YAML reads as a number, a date or a truth value. */
  readonly unquoted: readonly string[];
}

// a file of a few lines; what is longer is none
const mostBytes = 1024 * 1024;

/** Reads the text of a PRODUCT.yaml; what is wrong with it is told, nothing is thrown. */
export function readProductView(text: string): ProductView {
  const nothing = {
    fields: new Map<string, string | null>(),
    lines: new Map<string, number>(),
    unquoted: [],
  };
  if (text.length > mostBytes) return { ...nothing, unreadable: "it is longer than 1 MiB" };
  const counter = new LineCounter();
  const options = { version: "1.1", uniqueKeys: false, lineCounter: counter, logLevel: "error" } as const;
  const document = parseDocument(text, options);
  const error = document.errors.find(({ code }) => code !== "MULTIPLE_DOCS");
  if (error !== undefined) {
    const [why = ""] = error.message.split("\n", 1);
    return { ...nothing, unreadable: why.replace(/:$/, ""), line: error.linePos?.[0].line ?? 1 };
  }
  const { contents } = document;
  if (contents === null || (isScalar(contents) && contents.value === null)) return nothing;
  if (!isMap(contents))
    return { ...nothing, unreadable: "it holds no fields such as «vendor: ACME»", line: 1 };
  const fields = new Map<string, string | null | undefined>();
  const lines = new Map<string, number>();
  const unquoted: string[] = [];
  for (const { key, value: given } of contents.items) {
    if (!isScalar(key)) continue;
    const name = String(key.value);
    const value = isAlias(given) ? (given.resolve(document) ?? null) : given;
    lines.set(name, counter.linePos(key.range?.[0] ?? 0).line);
    if (value === null || (isScalar(value) && value.value === null)) fields.set(name, null);
    else if (!isScalar(value)) fields.set(name, undefined);
    else {
      const isText = typeof value.value === "string";
      fields.set(name, isText ? String(value.value) : (value.source ?? String(value.value)));
      if (!isText) unquoted.push(name);
    }
  }
  return { fields, lines, unquoted };
}
