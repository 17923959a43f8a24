import { minorOf } from "../results/layout.ts";
import type { EarlierSubmission } from "./carry.ts";
import { type Field, fieldFault, fields, type Product, parseProduct } from "./product.ts";
import { setFields } from "./product-edit.ts";
import { getTool, readmeText, runPart, titleLine } from "./readme.ts";
import { notRunYet } from "./readme-parts.ts";

/** A field that is still to be answered. */
export interface Question {
  readonly field: Field;
  /** What is there already and taken when nothing is answered. */
  readonly offered: string | undefined;
  /** Why it is asked although there is a value. */
  readonly fault: string | undefined;
}

/** A product file that is being filled in. */
export interface Draft {
  readonly values: Readonly<Record<string, string>>;
  /** In the order of the fields. */
  readonly questions: readonly Question[];
}

/**
 * What is known of the product and what is not: `given` comes from flags, the rest from `earlier`. The version of last
 * release's submission (`isOfLastRelease`) is offered, not taken for granted.
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

/** Whether a field that may be left out was not come to when its file was begun. */
function isOpen({ name, isRequired }: Field, earlier: Product | undefined): boolean {
  return !isRequired && earlier !== undefined && openLine(name).test(earlier.text);
}

/** As `unfinishedProduct` writes it. */
function openLine(name: string): RegExp {
  return new RegExp(`^${name}: "" # fill in: .*\\n`, "m");
}

/**
 * The PRODUCT.yaml of what was answered by now, with `open`, the questions that were not, to be filled in: a later call
 * that begins with it asks just those.
 */
export function unfinishedProduct(
  values: Readonly<Record<string, string>>,
  earlier: Product | undefined,
  open: readonly Question[],
): Product {
  const isAsked = (name: string) => open.some(({ field }) => field.name === name);
  // what was offered and not confirmed is not to be taken for an answer
  if (earlier !== undefined) {
    return setFields(
      earlier,
      isAsked("version") && values.version === undefined ? { ...values, version: "" } : values,
    );
  }
  const lines = fields.flatMap(({ name, hint }) => {
    if (isAsked(name)) return [`${name}: "" # fill in: ${hint}\n`];
    const value = values[name] ?? "";
    return value === "" ? [] : [`${name}: ${JSON.stringify(value)}\n`];
  });
  return parseProduct(lines.join(""));
}

/** The PRODUCT.yaml of these values: the earlier one's text with them set, or a new one in the reviewers' order. */
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
    return value === "" ? [] : [`${name}: ${JSON.stringify(value)}\n`];
  });
  return parseProduct(lines.join(""));
}

/** The README to begin with: the earlier one as it is, or a new one with the step that only the vendor can write. */
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
