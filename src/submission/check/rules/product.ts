import { type Field, fieldFault, fields } from "../../product.ts";
import { asked, botFails, type Check, type Judgement, ours, refused, scenario } from "../check.ts";
import type { Facts } from "../facts.ts";
import { isMailAddress } from "../read/go-mail.ts";
import { isRequestUri } from "../read/go-url.ts";
import { missingFile } from "./missing.ts";

export const productFields: Check = {
  id: "product-fields",
  title: "PRODUCT.yaml has all required fields",
  fix: "fill in the fields: kubectl conformance submission init",
  judge: (facts) => {
    const found = readable(facts);
    if ("judgement" in found) return found.judgement;
    const { fields: given, repeated } = found.view;
    const absent = fields.filter(
      ({ name, isRequired }) => isRequired && (given.get(name) ?? null) === null && !isNested(given, name),
    );
    const known = new Set(fields.map(({ name }) => name));
    const unknown = [...given.keys()].filter((name) => !known.has(name));
    return scenario(
      [
        ...absent.map(({ name, hint }) =>
          botFails(`${name} ${given.has(name) ? "is empty" : "is missing"}: ${hint}`),
        ),
        ...faults(given, (field) => isPlain(field) || isBlank(given.get(field.name))).map(refused),
        ...unknown.map((name) => asked(`${name} is not a field of PRODUCT.yaml`)),
        ...repeated.map((name) => asked(`${name} is there more than once, and the last counts`)),
      ],
      at(facts, unknown[0] ?? repeated[0]),
    );
  },
};

export const productAddresses: Check = {
  id: "product-urls-and-email",
  title: "the URLs and the e-mail address in PRODUCT.yaml are valid",
  fix: "write http(s) URLs, and an e-mail address that reaches a person",
  judge: (facts) => {
    const found = readable(facts);
    if ("judgement" in found) return found.judgement;
    const given = found.view.fields;
    const nested = [...given].filter(([, value]) => value === undefined).map(([name]) => name);
    if (nested.length > 0) {
      return scenario(
        [botFails(`the field ${nested.join(", ")} holds more than one text`)],
        at(facts, nested[0]),
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
    const told = new Set(wrong.map(({ name }) => name));
    const stricter = faults(given, (field) => {
      return isAddress(field) && !isBlank(given.get(field.name)) && !told.has(field.name);
    });
    return scenario(
      [...wrong.map(({ name, text }) => botFails(`${name}: ${text}`)), ...stricter.map(refused)],
      at(facts, wrong[0]?.name ?? stricter[0]?.split(" ", 1)[0]),
    );
  },
};

/** The bot means to look at it, but the step of its feature is written so that it never runs. */
export const productType: Check = {
  id: "product-type",
  title: "the type in PRODUCT.yaml is one of the three",
  fix: "write distribution, hosted platform or installer, in these letters",
  judge: (facts) => {
    if (facts.product === undefined) return missingFile(facts.submission, "PRODUCT.yaml");
    const given = facts.product.view.fields;
    const isType = ({ name }: Field) => name === "type" && !isBlank(given.get(name));
    return scenario(faults(given, isType).map(refused), at(facts, "type"));
  },
};

export const productQuoted: Check = {
  id: "product-quoted",
  title: "the values in PRODUCT.yaml are texts",
  fix: 'put them in quotes: version: "1.30"',
  judge: (facts) => {
    const unquoted = facts.product?.view.unquoted ?? [];
    const problems = unquoted.map((name) =>
      asked(
        `${name}: ${facts.product?.view.fields.get(name)} is read as a number, a date or a truth value, not as a text`,
      ),
    );
    return ours(problems, at(facts, unquoted[0]));
  },
};

export const productLogo: Check = {
  id: "product-logo",
  title: "the logo is SVG, AI or EPS",
  fix: "link the logo as an SVG, AI or EPS file, or leave the line out",
  judge: (facts) => {
    const logo = facts.product?.view.fields.get("product_logo_url") ?? "";
    if (logo === "" || !URL.canParse(logo)) return ours([]);
    const { pathname } = new URL(logo);
    if (/\.(?:svg|ai|eps)$/i.test(pathname)) return ours([]);
    return ours(
      [asked(`product_logo_url does not end in .svg, .ai or .eps: ${logo}`)],
      at(facts, "product_logo_url"),
    );
  },
};

type Given = ReadonlyMap<string, string | null | undefined>;

/** What a reviewer would refuse of fields that are there. */
function faults(given: Given, isOf: (field: Field) => boolean): string[] {
  return fields.filter(isOf).flatMap((field) => {
    const value = given.get(field.name);
    const why = value === undefined || value === null ? undefined : fieldFault(field, value);
    return why === undefined ? [] : [`${field.name} ${why}`];
  });
}

function isAddress({ name }: Field): boolean {
  return name.endsWith("_url") || name === "contact_email_address";
}

function isBlank(value: string | null | undefined): boolean {
  return value?.trim() === "";
}

/** A list or a map, which is something to the bot's eyes. */
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
  return { judgement: scenario([botFails("PRODUCT.yaml cannot be read")]) };
}

function at({ product }: Facts, field: string | undefined): { file?: string; line?: number } {
  if (product === undefined) return {};
  const line = product.view.lines.get(field ?? "");
  return { file: product.file.path, ...(line === undefined ? {} : { line }) };
}
