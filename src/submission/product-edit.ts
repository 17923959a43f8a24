import { isMap, isScalar, type Scalar } from "yaml";
import { InputError } from "../errors.ts";
import { readYaml } from "../text/yaml.ts";
import { fields, type Product, parseProduct } from "./product.ts";

/**
 * The product with these fields set, and everything else in its text unchanged: comments, order, line ends. A new field
 * comes after those that precede it in the reviewers' order.
 * @throws InputError if the text is written in a way that cannot be edited safely
 */
export function setFields(product: Product, values: Readonly<Record<string, string>>): Product {
  let { text } = product;
  for (const [name, value] of Object.entries(values)) {
    if (product.fields[name] !== value) text = setField(text, name, JSON.stringify(value));
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
  const yaml = readYaml(text);
  const pairs = yaml.kind === "read" && isMap(yaml.document.contents) ? yaml.document.contents.items : [];
  const found = pairs.find(({ key }) => isScalar(key) && key.value === name);
  const scalar = isScalar(found?.value) ? found.value : undefined;
  if (scalar?.range) return replace(text, scalar, value);
  const before = fields.slice(
    0,
    fields.findIndex((field) => field.name === name),
  );
  const last = pairs.findLast(({ key }) => isScalar(key) && before.some((field) => field.name === key.value));
  const end = isScalar(last?.value) ? (last.value.range?.[2] ?? 0) : 0;
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const isOnNewLine = end === 0 || text[end - 1] === "\n";
  return `${text.slice(0, end)}${isOnNewLine ? "" : eol}${name}: ${value}${eol}${text.slice(end)}`;
}

/** Replaces the value. This program's own request in the comment next to it has thereby been answered. */
function replace(text: string, scalar: Scalar, value: string): string {
  const [from, to] = scalar.range ?? [0, 0];
  const space = /[:\s]$/.test(text.slice(0, from)) && text[from - 1] === ":" ? " " : "";
  const isBlock = scalar.type === "BLOCK_LITERAL" || scalar.type === "BLOCK_FOLDED";
  const end = isBlock && text.slice(from, to).endsWith("\n") ? "\n" : "";
  const rest = text.slice(to).replace(/^[ \t]+# (?:fill in|check): [^\r\n]*/, "");
  // an empty value may be directly before a comment, which needs its space
  const gap = rest.startsWith("#") ? " " : "";
  return `${text.slice(0, from)}${space}${value}${end}${gap}${rest}`;
}
