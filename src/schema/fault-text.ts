import type { Schema } from "./infer.ts";

/** What breaks a rule of a schema, in text that follows the value's place; undefined for a rule that our schemas do not have. */
export function faultText(keyword: string, rule: Schema, value: unknown): string | undefined {
  const expected = expectedBy(keyword, rule);
  switch (keyword) {
    case "required":
      return `has no ${missing(rule, value).join(", ")}`;
    case "maxLength":
      return `has ${String(value).length} characters; expected ${expected}`;
    case "maxItems":
      return `has ${Array.isArray(value) ? value.length : 0} items; expected ${expected}`;
    default:
      return expected === undefined ? undefined : `is ${shown(value)}; expected ${expected}`;
  }
}

/** What the rule accepts. */
function expectedBy(keyword: string, rule: Schema): string | undefined {
  switch (keyword) {
    case "type":
      return "type" in rule ? typeNames[rule.type] : undefined;
    case "const":
      return "const" in rule ? shown(rule.const) : undefined;
    case "enum":
      return "enum" in rule ? rule.enum.map(shown).join(" or ") : undefined;
    case "format":
      return "a time such as 2026-11-20T22:15:00Z";
    case "pattern":
    case "minLength":
    case "maxLength":
    case "minimum":
    case "maximum":
    case "maxItems": {
      const limit: unknown = Object.entries(rule).find(([name]) => name === keyword)?.[1];
      return limitWords[keyword](String(limit));
    }
    default:
      return undefined;
  }
}

const typeNames = {
  string: "a string",
  integer: "a whole number",
  number: "a number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
} as const;

const limitWords = {
  pattern: (pattern: string) => `something that matches ${pattern}`,
  minLength: (least: string) => `at least ${least} ${least === "1" ? "character" : "characters"}`,
  maxLength: (most: string) => `at most ${most}`,
  minimum: (least: string) => `at least ${least}`,
  maximum: (most: string) => `at most ${most}`,
  maxItems: (most: string) => `at most ${most}`,
} as const;

function missing(rule: Schema, value: unknown): readonly string[] {
  const names = "required" in rule ? rule.required : [];
  return names.filter((name) => typeof value !== "object" || value === null || !Object.hasOwn(value, name));
}

// characters of a value in a message
const longest = 60;

function shown(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "an object";
  const text = JSON.stringify(value);
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
