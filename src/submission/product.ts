import { InputError } from "../errors.ts";
import { type ProductView, readProductView } from "./check/read/product.ts";
import { type FieldValue, quoted, writtenFields } from "./product-yaml.ts";

/** A field of PRODUCT.yaml (cncf/k8s-conformance, docs/instructions.md, «PRODUCT.yaml»). */
export interface Field {
  readonly name: string;
  readonly isRequired: boolean;
  /** What belongs there. */
  readonly hint: string;
}

export const fields: readonly Field[] = [
  { name: "vendor", isRequired: true, hint: "the legal name of the submitting organization" },
  { name: "name", isRequired: true, hint: "the product's name, as on the participation form" },
  { name: "version", isRequired: true, hint: "the product's own version" },
  { name: "website_url", isRequired: true, hint: "the product's web page, as on the participation form" },
  {
    name: "repo_url",
    isRequired: false,
    hint: "the repository, for open source; otherwise leave the line out",
  },
  { name: "documentation_url", isRequired: true, hint: "the product's documentation" },
  { name: "product_logo_url", isRequired: false, hint: "the logo as SVG, AI or EPS; or leave the line out" },
  { name: "type", isRequired: true, hint: "distribution, hosted platform or installer" },
  { name: "description", isRequired: true, hint: "one sentence about the product" },
  { name: "contact_email_address", isRequired: true, hint: "an address where CNCF can reach a person" },
];

/** The three that the reviewers accept, exactly as spelled. */
export const productTypes: readonly string[] = ["distribution", "hosted platform", "installer"];

// what people write has a few kilobytes; it is read four times here
const mostCharacters = 256 * 1024;

/** A product file that was read or created. */
export interface Product {
  /** Its text, with comments and order kept and every value a string as the reviewers' bot reads it. */
  readonly text: string;
  /** Its fields; a value that was written as a number or date, exactly as it was written. */
  readonly fields: Readonly<Record<string, string>>;
}

/** A field that is not ready to be submitted. */
export interface ProductGap {
  readonly field: string;
  readonly why: string;
}

/**
 * Reads the text of a PRODUCT.yaml as the reviewers' bot does. Values that are not strings for the bot are quoted in the returned text.
 * @throws InputError with file and line if it is not YAML, not a map of fields, or a field contains more than a string.
 */
export function parseProduct(given: string, file = "PRODUCT.yaml"): Product {
  if (given.length > mostCharacters)
    throw new InputError(`${file}: is longer than ${mostCharacters / 1024} KiB`);
  const text = given.replace(/^\ufeff/, "");
  const view = readProductView(Buffer.from(text));
  const { fields } = view;
  if (fields.size === 0) {
    if (view.unreadable !== undefined) throw new InputError(`${file}:${view.line}: ${view.unreadable}`);
    throw new InputError(`${file}: has no fields`, {
      fix: "write fields such as «vendor: ACME», each on its line",
    });
  }
  const [repeated] = view.repeated;
  if (repeated !== undefined)
    throw new InputError(`${file}:${view.lines.get(repeated)}: the field ${repeated} occurs more than once`);
  const read: Record<string, string> = {};
  for (const [name, value] of fields) {
    if (value === undefined) {
      throw new InputError(`${file}: the field ${name} contains more than a single string`, {
        fix: "write it as a string in quotes",
      });
    }
    read[name] = value ?? "";
  }
  return { text: withQuotes(text, view, file), fields: read };
}

/** The text with quotes around values that the bot would not read as strings, and around a version. */
function withQuotes(text: string, view: ProductView, file: string): string {
  const isPlain = (name: string, { style, value }: FieldValue) =>
    style === "plain" && value !== "" && (name === "version" || view.unquoted.includes(name));
  const plain = [...writtenFields(text)].filter(
    ([name, value]) => isPlain(name, value) && view.fields.get(name) !== null,
  );
  // from last to first, so that the positions of earlier ones stay the same
  const edited = plain
    .toSorted(([, a], [, b]) => b.start - a.start)
    .reduce((all, [, { start, end, value }]) => all.slice(0, start) + quoted(value) + all.slice(end), text);
  const after = readProductView(Buffer.from(edited));
  const changed = [...view.fields].find(
    ([name, value]) => after.fields.get(name) !== value || after.unquoted.includes(name),
  );
  if (after.unreadable === undefined && changed === undefined) return edited;
  const [name] = changed ?? plain[0] ?? [""];
  throw new InputError(`${file}:${view.line ?? view.lines.get(name)}: the field ${name} is not a string`, {
    fix: "write it as a string in quotes, without a tag, an anchor or an alias",
  });
}

/**
 * A product file with what a cluster shows, which is the version, and the product's name if it is known; the rest is
 * there to be filled in.
 */
export function newProduct(server: string, productName?: string): Product {
  const text = fields
    .filter((field) => field.isRequired)
    .map(({ name, hint }) => {
      if (name === "version") return `version: ${quoted(server)} # check: ${hint}; this is the API server's`;
      if (name === "name" && productName !== undefined) return `name: ${quoted(productName)}`;
      return `${name}: "" # fill in: ${hint}`;
    })
    .join("\n");
  return parseProduct(`${text}\n`);
}

/** What is missing, empty, a placeholder, not a URL, not an e-mail address, or not a type that the reviewers accept; in the order of the fields. */
export function productGaps(product: Product): ProductGap[] {
  return fields.flatMap((field) => {
    const value = product.fields[field.name];
    if (value === undefined)
      return field.isRequired ? [{ field: field.name, why: `is missing: ${field.hint}` }] : [];
    const why = fieldFault(field, value);
    return why === undefined ? [] : [{ field: field.name, why }];
  });
}

/** What is wrong with the value of a field, in text that follows its name; undefined if nothing is. */
export function fieldFault({ name, isRequired, hint }: Field, value: string): string | undefined {
  if (value.trim() === "") return isRequired ? `is empty: ${hint}` : undefined;
  if (isPlaceholder(value)) return `is still a placeholder ("${value}"): ${hint}`;
  if (name === "type" && !productTypes.includes(value)) return `is "${value}": ${hint}`;
  if (name.endsWith("_url") && !isWebAddress(value))
    return `is "${value}", which is not an http(s) URL: ${hint}`;
  if (name === "contact_email_address" && !/^[^\s@<>(),;:"]+@[^\s@<>(),;:"]+\.[^\s@<>(),;:".]+$/.test(value))
    return `is "${value}", which is not an e-mail address: ${hint}`;
  // a block of YAML ends with a line end
  const plain = name === "description" ? value.replaceAll(/\r?\n/g, " ") : value.trim();
  return /\p{Cc}/u.test(plain) ? `contains control characters: ${hint}` : undefined;
}

function isWebAddress(value: string): boolean {
  return /^https?:\/\/\S+$/i.test(value) && URL.canParse(value);
}

/** Whether a value is a placeholder. */
export function isPlaceholder(value: string): boolean {
  return (
    /^(?:todo|tbd|fixme|changeme|x{2,}|\?+|-+|\.{3}|n\/a)\b/i.test(value) ||
    /^(?:<.*>|your[_-].*)$/i.test(value) ||
    /yoyo\.?dyne|turbo[ -]encabulator|\bexample\.(?:com|org|net)\b/i.test(value)
  );
}
