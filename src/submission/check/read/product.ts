import { isAlias, isMap, isScalar } from "yaml";
import { readYaml } from "../../../text/yaml.ts";

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
  /** Fields that are there more than once: the last counts. */
  readonly repeated: readonly string[];
}

/** Reads the text of a PRODUCT.yaml; what is wrong with it is told, nothing is thrown. */
export function readProductView(text: string): ProductView {
  const nothing = {
    fields: new Map<string, string | null>(),
    lines: new Map<string, number>(),
    unquoted: [],
    repeated: [],
  };
  const yaml = readYaml(text, { version: "1.1", uniqueKeys: false, isFirstEnough: true });
  if (yaml.kind === "unreadable") return { ...nothing, unreadable: yaml.why, line: yaml.line };
  const { document, lineAt } = yaml;
  const { contents } = document;
  if (contents === null || (isScalar(contents) && contents.value === null)) return nothing;
  if (!isMap(contents))
    return { ...nothing, unreadable: "it holds no fields such as «vendor: ACME»", line: 1 };
  const fields = new Map<string, string | null | undefined>();
  const lines = new Map<string, number>();
  const unquoted: string[] = [];
  const repeated: string[] = [];
  for (const { key, value: given } of contents.items) {
    if (!isScalar(key)) continue;
    const name = String(key.value);
    const value = isAlias(given) ? (given.resolve(document) ?? null) : given;
    if (fields.has(name)) repeated.push(name);
    lines.set(name, lineAt(key.range?.[0] ?? 0));
    if (value === null || (isScalar(value) && value.value === null)) fields.set(name, null);
    else if (!isScalar(value)) fields.set(name, undefined);
    else {
      const isText = typeof value.value === "string";
      fields.set(name, isText ? String(value.value) : (value.source ?? String(value.value)));
      if (!isText) unquoted.push(name);
    }
  }
  return { fields, lines, unquoted, repeated };
}
