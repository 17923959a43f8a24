import { minorOf } from "../results/layout.ts";
import type { EarlierSubmission } from "./carry.ts";
import { type Field, fieldFault, fields, type Product, parseProduct } from "./product.ts";
import { setFields } from "./product-edit.ts";
import { quoted } from "./product-yaml.ts";
import { getTool, readmeText, runPart, titleLine } from "./readme.ts";
import { notRunYet } from "./readme-parts.ts";

/** A field that still has to be answered. */
export interface Question {
  readonly field: Field;
  /** The existing value, used if nothing is answered. */
  readonly offered: string | undefined;
  /** Why it is asked although it has a value. */
  readonly fault: string | undefined;
}

/** A product file that is being filled in. */
export interface Draft {
  readonly values: Readonly<Record<string, string>>;
  /** In the order of the fields. */
  readonly questions: readonly Question[];
}

/**
 * What is known about the product and what is not: `given` comes from flags, the rest from `earlier`. The version in the last
 * release's submission (`isOfLastRelease`) is suggested, not assumed.
 */
export function draftOf(
  given: Readonly<Record<string, string>>,
  earlier: Product | undefined,
  isOfLastRelease: boolean,
): Draft {
  const values = { ...earlier?.fields, ...given };
  const questions = fields.flatMap((field): Question[] => {
    const value = values[field.name];
    const fault = value === undefined ? undefined : fieldFault(field, value);
    if (isOpen(field, earlier)) return [{ field, offered: undefined, fault: undefined }];
    const isStale = field.name === "version" && isOfLastRelease && given.version === undefined;
    if (value !== undefined && fault === undefined && !isStale) return [];
    // what an earlier submission left out was left out on purpose
    if (value === undefined && !field.isRequired && earlier !== undefined) return [];
    return [{ field, offered: fault === undefined ? value : undefined, fault }];
  });
  return { values, questions };
}

/** Whether an optional field was not reached when its file was started. */
function isOpen({ name, isRequired }: Field, earlier: Product | undefined): boolean {
  return !isRequired && earlier !== undefined && openLine(name).test(earlier.text);
}

/** As `unfinishedProduct` writes it. */
function openLine(name: string): RegExp {
  return new RegExp(`^${name}: "" # fill in: .*\\n`, "m");
}

/**
 * The PRODUCT.yaml with the answers so far and with `open`, the unanswered questions, to fill in: a later call
 * that starts with it asks just those.
 */
export function unfinishedProduct(
  values: Readonly<Record<string, string>>,
  earlier: Product | undefined,
  open: readonly Question[],
): Product {
  const isAsked = (name: string) => open.some(({ field }) => field.name === name);
  // a suggestion that was not confirmed must not be mistaken for an answer
  if (earlier !== undefined) {
    return setFields(
      earlier,
      isAsked("version") && values.version === undefined ? { ...values, version: "" } : values,
    );
  }
  const lines = fields.flatMap(({ name, hint }) => {
    if (isAsked(name)) return [`${name}: "" # fill in: ${hint}\n`];
    const value = values[name] ?? "";
    return value === "" ? [] : [`${name}: ${quoted(value)}\n`];
  });
  return parseProduct(lines.join(""));
}

/** The PRODUCT.yaml with these values: the earlier text with them set, or a new one in the reviewers' order. */
export function draftedProduct(
  values: Readonly<Record<string, string>>,
  earlier: Product | undefined,
): Product {
  if (earlier !== undefined) {
    const set = setFields(earlier, values);
    const left = fields.filter((field) => isOpen(field, set));
    return parseProduct(left.reduce((text, { name }) => text.replace(openLine(name), ""), set.text));
  }
  const lines = fields.flatMap(({ name }) => {
    const value = values[name] ?? "";
    return value === "" ? [] : [`${name}: ${quoted(value)}\n`];
  });
  return parseProduct(lines.join(""));
}

/** The first README: the earlier one unchanged, or a new one with the step that only the vendor can write. */
export function draftedReadme(
  product: Product,
  earlier: EarlierSubmission | undefined,
  release: string | undefined,
): string {
  if (earlier?.readme !== undefined) return earlier.readme;
  const title = titleLine(release === undefined ? "Kubernetes" : minorOf(release), product.fields);
  return readmeText(title, {
    cluster: notRunYet,
    tool: getTool,
    run: runPart(["kubectl", "conformance", "run"]),
    results: notRunYet,
  });
}
