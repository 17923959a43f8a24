import { InputError } from "../errors.ts";
import { fields, type Product, parseProduct } from "./product.ts";
import { type FieldValue, quoted, writtenFields } from "./product-yaml.ts";

/**
 * The product with these fields set, and everything else in its text unchanged: comments, order, line ends. A new field
 * comes after those that precede it in the reviewers' order.
 * @throws InputError if the text is written in a way that cannot be edited safely
 */
export function setFields(product: Product, values: Readonly<Record<string, string>>): Product {
  let { text } = product;
  for (const [name, value] of Object.entries(values)) {
    if (product.fields[name] !== value) text = setField(text, name, quoted(value));
  }
  const edited = parseProduct(text);
  const wanted = { ...product.fields, ...values };
  const wrong = Object.keys(wanted).find((name) => edited.fields[name] !== wanted[name]);
  if (wrong !== undefined) {
    throw new InputError(`PRODUCT.yaml: the field ${wrong} cannot be set`, {
      fix: "write each field on its own line, without anchors, then try again",
    });
  }
  return edited;
}

function setField(text: string, name: string, value: string): string {
  const written = writtenFields(text);
  const found = written.get(name);
  if (found !== undefined) return replace(text, found, value);
  const before = fields.slice(
    0,
    fields.findIndex((field) => field.name === name),
  );
  const last = [...written].findLast(([known]) => before.some((field) => field.name === known))?.[1];
  const end = last === undefined ? 0 : lineEnd(text, last);
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const isOnNewLine = end === 0 || text[end - 1] === "\n";
  return `${text.slice(0, end)}${isOnNewLine ? "" : eol}${name}: ${value}${eol}${text.slice(end)}`;
}

/** The end of a value's last line, with its comment and its line break. */
function lineEnd(text: string, value: FieldValue): number {
  const next = text.indexOf("\n", writtenEnd(text, value));
  return next === -1 ? text.length : next + 1;
}

/** The end of a value; a block's is the end of its last line, before the empty lines after it. */
function writtenEnd(text: string, { style, start, end }: FieldValue): number {
  return style === "block" ? start + text.slice(start, end).trimEnd().length : end;
}

/** Replaces the value. This program's own request in the comment next to it has thereby been answered. */
function replace(text: string, found: FieldValue, value: string): string {
  const before = text.slice(0, found.start);
  const space = before.endsWith(":") ? " " : "";
  const rest = text.slice(writtenEnd(text, found)).replace(/^[ \t]+# (?:fill in|check): [^\r\n]*/, "");
  // an empty value may be directly before a comment, which needs its space
  const gap = rest.startsWith("#") ? " " : "";
  return `${before}${space}${value}${gap}${rest}`;
}
