import { isRequestUri } from "../../../text/go-url.ts";
import { type Field, fieldFault, fields, isPlaceholder, productTypes } from "../../product.ts";
import { asked, botFails, type Check, type Judgement, ours, refused, scenario } from "../check.ts";
import type { Facts } from "../facts.ts";
import { isMailAddress } from "../read/go-mail.ts";
import { missingFile } from "./missing.ts";

export const productFields: Check = {
  id: "product-fields",
  title: "PRODUCT.yaml has all required fields",
  fix: "fill in these fields in PRODUCT.yaml",
  judge: (facts) => {
    const found = readable(facts);
    if ("judgement" in found) return found.judgement;
    const { fields: given, repeated } = found.view;
    const absent = fields.filter(
      ({ name, isRequired }) => isRequired && (given.get(name) ?? null) === null && !isNested(given, name),
    );
    const plain = faults(facts, given, (field) => isPlain(field) || isBlank(given.get(field.name)));
    const known = new Set(fields.map(({ name }) => name));
    const unknown = [...given.keys()].filter((name) => !known.has(name));
    const isOnlyAsked = absent.length + plain.length === 0;
    const fix = isOnlyAsked ? "remove unknown fields and duplicate lines" : undefined;
    return scenario(
      [
        ...absent.map(({ name, hint }) =>
          botFails(`${name} ${given.has(name) ? "is empty" : "is missing"}: ${hint}`),
        ),
        ...plain.map((text) => refused(text)),
        ...unknown.map((name) => asked(`${name}${lineOf(facts, name)} is not a field of PRODUCT.yaml`)),
        ...repeated.map((name) =>
          asked(`${name}${lineOf(facts, name)} occurs more than once, and the last one counts`),
        ),
      ],
      { ...at(facts, plain[0]?.split(" ", 1)[0] ?? unknown[0] ?? repeated[0]), fix },
    );
  },
};

export const productAddresses: Check = {
  id: "product-urls-and-email",
  title: "the URLs and the e-mail address in PRODUCT.yaml are valid",
  fix: "write http(s) URLs, and an e-mail address that reaches a person",
  judge: (facts) => {
    const isText = facts.product !== undefined && facts.product.view.fields.size > 0;
    const found = isText ? facts.product : readable(facts);
    if ("judgement" in found) return found.judgement;
    const given = found.view.fields;
    const nested = [...given].filter(([, value]) => value === undefined).map(([name]) => name);
    const fix = "write one string for each field; put it in quotes if it contains special characters";
    if (nested.length > 0) {
      return scenario(
        nested.map((name) =>
          botFails(`${name}${lineOf(facts, name)} contains a list or fields, not a single string`),
        ),
        { ...at(facts, nested[0]), fix },
      );
    }
    const wrong = fields.flatMap(({ name }) => {
      const value = given.get(name) ?? "";
      if (value === "") return [];
      if (name.endsWith("_url"))
        return isRequestUri(value) ? [] : [{ name, text: `"${value}" is not a valid URL` }];
      if (name !== "contact_email_address" || isMailAddress(value)) return [];
      return [{ name, text: `"${value}" is not an e-mail address` }];
    });
    const isWrong = new Set(wrong.map(({ name }) => name));
    const stricter = faults(facts, given, (field) => {
      return isAddress(field) && !isBlank(given.get(field.name)) && !isWrong.has(field.name);
    });
    return scenario(
      [
        ...wrong.map(({ name, text }) => botFails(`${name}${lineOf(facts, name)}: ${text}`)),
        ...stricter.map(refused),
      ],
      at(facts, wrong[0]?.name ?? stricter[0]?.split(" ", 1)[0]),
    );
  },
};

/** The bot is meant to check it, but the step of its feature is written so that it never runs. */
export const productType: Check = {
  id: "product-type",
  title: "the type in PRODUCT.yaml is one of the three",
  fix: "write distribution, hosted platform or installer, spelled exactly like this",
  judge: (facts) => {
    if (facts.product === undefined) return missingFile(facts.submission, "PRODUCT.yaml");
    const given = facts.product.view.fields;
    const type = given.get("type") ?? "";
    if (isBlank(type) || isPlaceholder(type)) {
      const isType = ({ name }: Field) => name === "type" && !isBlank(given.get(name));
      return scenario(faults(facts, given, isType).map(refused), at(facts, "type"));
    }
    const isListed = type === "" || productTypes.includes(type);
    const text = `type${lineOf(facts, "type")} is "${type}", not distribution, hosted platform or installer; reviewers have accepted this`;
    return scenario(isListed ? [] : [asked(text)], at(facts, "type"));
  },
};

export const productQuoted: Check = {
  id: "product-quoted",
  title: "the values in PRODUCT.yaml are strings",
  fix: 'put them in quotes: version: "1.30"',
  judge: (facts) => {
    const unquoted = facts.product?.view.unquoted ?? [];
    const problems = unquoted.map((name) =>
      asked(
        `${name}${lineOf(facts, name)}: ${facts.product?.view.fields.get(name)} is read as a number, a date or a boolean, not as a string`,
      ),
    );
    return ours(problems, at(facts, unquoted[0]));
  },
};

export const productLogo: Check = {
  id: "product-logo",
  title: "the logo is SVG, AI or EPS",
  fix: "link to the logo as an SVG, AI or EPS file",
  judge: (facts) => {
    const logo = facts.product?.view.fields.get("product_logo_url") ?? "";
    if (facts.product === undefined || facts.product.view.unreadable !== undefined) return ours([]);
    if (logo === "") {
      return ours([asked("PRODUCT.yaml has no product_logo_url; reviewers often ask for a logo")], {
        file: facts.product.file.path,
        fix: "link to the logo as an SVG, AI or EPS file; without one, the company's logo is used",
      });
    }
    if (!URL.canParse(logo)) return ours([]);
    const { pathname } = new URL(logo);
    if (/\.(?:svg|ai|eps)$/i.test(pathname)) return ours([]);
    return ours(
      [asked(`product_logo_url does not end in .svg, .ai or .eps: ${logo}`)],
      at(facts, "product_logo_url"),
    );
  },
};

type Given = ReadonlyMap<string, string | null | undefined>;

/** What a reviewer would refuse about fields that exist. */
function faults(facts: Facts, given: Given, isOf: (field: Field) => boolean): string[] {
  return fields.filter(isOf).flatMap((field) => {
    const value = given.get(field.name);
    const why = value === undefined || value === null ? undefined : fieldFault(field, value);
    return why === undefined ? [] : [`${field.name}${lineOf(facts, field.name)} ${why}`];
  });
}

function isAddress({ name }: Field): boolean {
  return name.endsWith("_url") || name === "contact_email_address";
}

function isBlank(value: string | null | undefined): boolean {
  return value?.trim() === "";
}

/** A list or a map, which is a value for the bot. */
function isNested(given: Given, name: string): boolean {
  return given.has(name) && given.get(name) === undefined;
}

function isPlain(field: Field): boolean {
  return field.name !== "type" && !isAddress(field);
}

function readable({
  product,
  submission,
}: Facts): { view: NonNullable<Facts["product"]>["view"] } | { judgement: Judgement } {
  if (product === undefined) return { judgement: missingFile(submission, "PRODUCT.yaml") };
  if (product.view.unreadable === undefined) return { view: product.view };
  const unread = scenario([botFails("PRODUCT.yaml cannot be read")], {
    ...at({ product }, undefined),
    follows: "required-files",
    fix: "correct PRODUCT.yaml first",
  });
  return { judgement: unread };
}

/** ` (line 7)`, to put after the name of a field; empty if the field does not exist. */
function lineOf({ product }: Pick<Facts, "product">, name: string): string {
  const line = product?.view.lines.get(name);
  return line === undefined ? "" : ` (line ${line})`;
}

function at(
  { product }: Pick<Facts, "product">,
  field: string | undefined,
): { file?: string; line?: number } {
  if (product === undefined) return {};
  const line = product.view.lines.get(field ?? "");
  return { file: product.file.path, ...(line === undefined ? {} : { line }) };
}
