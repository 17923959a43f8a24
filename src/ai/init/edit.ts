import { isMap, isScalar, isSeq, type Pair, type YAMLMap } from "yaml";
import { InputError } from "../../errors.ts";
import { readYaml } from "../../text/yaml.ts";
import { mostOfProduct } from "../open/open.ts";
import { metadataFields, snakeCase } from "../validator/metadata.ts";

/** A part of a text, by positions. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/** An entry under `spec`, where it is in the text. */
export interface Block {
  readonly category: string;
  readonly id: string;
  /** Its lines, from the one with the dash. */
  readonly lines: Span;
  /** The values of its keys, as they are written. */
  readonly values: ReadonlyMap<string, Span>;
}

/** @throws InputError if a text cannot be edited without changing the rest of it */
function contentsOf(text: string, file: string): YAMLMap {
  const yaml = readYaml(text, { most: mostOfProduct, isFirstEnough: true });
  if (yaml.kind === "unreadable")
    throw new InputError(`${file}:${yaml.line}: not valid YAML: ${yaml.why}`, {
      fix: "correct it, or start without --from",
    });
  const { contents } = yaml.document;
  if (!isMap(contents)) throw new InputError(`${file}: has no metadata and no spec`);
  return contents;
}

function fieldOf(map: YAMLMap, name: string) {
  return map.items.find(({ key }) => isScalar(key) && key.value === name)?.value;
}

/** The text with these metadata; a value of undefined removes its line. Everything else stays as it is. */
export function setMetadata(
  text: string,
  values: Readonly<Record<string, string | undefined>>,
  file = "PRODUCT.yaml",
): string {
  return metadataFields.reduce((edited, { name }) => {
    if (!Object.hasOwn(values, name)) return edited;
    return setOne(edited, name, values[name], file);
  }, text);
}

function setOne(text: string, name: string, value: string | undefined, file: string): string {
  const metadata = fieldOf(contentsOf(text, file), "metadata");
  if (!isMap(metadata) || metadata.flow === true || metadata.items.length === 0)
    throw new InputError(`${file}: has no metadata that can be edited`, {
      fix: "write each field of the metadata on its own line",
    });
  const isNamed = ({ key }: Pair, wanted: string) => isScalar(key) && key.value === wanted;
  const found =
    metadata.items.find((pair) => isNamed(pair, name)) ??
    metadata.items.find((pair) => isNamed(pair, snakeCase(name)));
  if (found !== undefined) {
    if (isScalar(found.value) && found.value.value === value) return text;
    const { from, to } = spanOf(found.value, text) ?? { from: 0, to: 0 };
    if (value === undefined)
      return text.slice(0, lineStart(text, keyStart(found))) + text.slice(lineEnd(text, to));
    return `${text.slice(0, from)}${from > 0 && text[from - 1] === ":" ? " " : ""}${JSON.stringify(value)}${text.slice(to)}`;
  }
  if (value === undefined) return text;
  const before = metadataFields.slice(
    0,
    metadataFields.findIndex((field) => field.name === name),
  );
  const last =
    metadata.items.findLast((pair) =>
      before.some((field) => isNamed(pair, field.name) || isNamed(pair, snakeCase(field.name))),
    ) ?? metadata.items.at(-1);
  if (last === undefined) return text;
  const at = lineEnd(text, spanOf(last.value, text)?.to ?? keyStart(last));
  const indent = " ".repeat(keyStart(last) - lineStart(text, keyStart(last)));
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const gap = at > 0 && text[at - 1] !== "\n" ? eol : "";
  return `${text.slice(0, at)}${gap}${indent}${name}: ${JSON.stringify(value)}${eol}${text.slice(at)}`;
}

/** The entries under `spec`. @throws InputError if they are not written as lists of entries, each on its own lines */
export function blocksOf(text: string, file = "PRODUCT.yaml"): Block[] {
  const spec = fieldOf(contentsOf(text, file), "spec");
  if (!isMap(spec)) return [];
  return spec.items.flatMap(({ key, value }) => {
    const isEmpty = value === null || (isScalar(value) && value.value === null);
    if (!isScalar(key) || isEmpty || (isSeq(value) && value.items.length === 0)) return [];
    const category = String(key.value);
    if (!isSeq(value) || value.flow === true)
      throw new InputError(`${file}: ${category} is not a list with each entry on its own lines`);
    const starts = value.items.map((item) => dashLine(text, isMap(item) ? (item.range?.[0] ?? 0) : 0));
    const end = lineEnd(text, value.range?.[1] ?? text.length);
    return value.items.flatMap((item, index): Block[] => {
      if (!isMap(item)) return [];
      const values = new Map<string, Span>();
      for (const pair of item.items) {
        const span = spanOf(pair.value, text);
        if (isScalar(pair.key) && span !== undefined) values.set(String(pair.key.value), span);
      }
      const id = fieldOf(item, "id");
      const lines = {
        from: starts[index] ?? 0,
        to: trimmedEnd(text, starts[index] ?? 0, starts[index + 1] ?? end),
      };
      return [{ category, id: isScalar(id) ? String(id.value) : "", lines, values }];
    });
  });
}

/** The position after the line with this one. */
export function lineEnd(text: string, at: number): number {
  if (at > 0 && text[at - 1] === "\n") return at;
  const found = text.indexOf("\n", at);
  return found < 0 ? text.length : found + 1;
}

function lineStart(text: string, at: number): number {
  return text.lastIndexOf("\n", at - 1) + 1;
}

/** The line of the dash before an entry, which may be above it. */
function dashLine(text: string, at: number): number {
  return lineStart(text, text.lastIndexOf("-", at));
}

/** Without the empty lines and comments before the next entry, which belong to that. */
function trimmedEnd(text: string, from: number, to: number): number {
  const lines = text.slice(from, to).split(/(?<=\n)/);
  let end = to;
  for (const line of lines.toReversed()) {
    if (!/^\s*(?:#.*)?$/.test(line) || line === "") break;
    end -= line.length;
  }
  return end;
}

function keyStart({ key }: Pair): number {
  return isScalar(key) ? (key.range?.[0] ?? 0) : 0;
}

function spanOf(value: unknown, text: string): Span | undefined {
  if (!isScalar(value) && !isMap(value) && !isSeq(value)) return undefined;
  const [from, to] = value.range ?? [0, 0];
  const isBlock = isScalar(value) && (value.type === "BLOCK_LITERAL" || value.type === "BLOCK_FOLDED");
  return { from, to: isBlock && text[to - 1] === "\n" ? to - 1 : to };
}
