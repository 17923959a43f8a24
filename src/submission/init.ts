import { minorOf } from "../results/layout.ts";
import { fenced } from "../results/markdown.ts";
import type { EarlierSubmission } from "./carry.ts";
import { type Field, fieldFault, fields, type Product, parseProduct } from "./product.ts";
import { setFields } from "./product-edit.ts";
import { creation, titleLine } from "./readme.ts";

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
    const isStale = field.name === "version" && isOfLastRelease && given.version === undefined;
    if (value !== undefined && fault === undefined && !isStale) return [];
    // what an earlier submission left out was left out on purpose
    if (value === undefined && !field.isRequired && earlier !== undefined) return [];
    return [{ field, offered: fault === undefined ? value : undefined, fault }];
  });
  return { values, questions };
}

/** The PRODUCT.yaml of these values: the earlier one's text with them set, or a new one in the reviewers' order. */
export function draftedProduct(
  values: Readonly<Record<string, string>>,
  earlier: Product | undefined,
): Product {
  if (earlier !== undefined) return setFields(earlier, values);
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
  const sections = [
    titleLine(release === undefined ? "Kubernetes" : minorOf(release), product.fields),
    "## 1. Create the cluster",
    creation,
    "## 2. Get the tool",
    fenced("kubectl krew install conformance\nkubectl conformance version --client", "sh"),
    "## 3. Run the conformance tests",
    "As a user who is bound to the cluster role `cluster-admin`, with a kubeconfig that names the cluster:",
    fenced("kubectl conformance run", "sh"),
    "The command waits until the suite has ended, copies its files and removes what it made in the cluster.",
  ];
  return `${sections.join("\n\n")}\n`;
}
