import { type Schema as AnySchema, type OutputUnit, Validator } from "@cfworker/json-schema";
import type { Infer, Schema } from "./infer.ts";

/** One thing that is wrong with a value, and where. */
export interface Fault {
  /** The path to it: `counts/total`; empty if it is the value itself. */
  readonly place: string;
  readonly error: string;
  /** Whether the only problem is that the schema does not have this field: a newer version may. */
  readonly unknownField: boolean;
}

/** Everything that is wrong with `value` by its schema, each thing once; empty if nothing is. */
export function faultsOf(schema: Schema, value: unknown): Fault[] {
  return new Validator(schema as AnySchema, "2020-12", false)
    .validate(value)
    .errors.filter(isCause)
    .map(({ instanceLocation, keyword, error }) => {
      const unknownField = keyword === "false";
      const place = instanceLocation.replace(/^#\/?/, "");
      return { place, error: unknownField ? "is not a known field" : error, unknownField };
    });
}

/** A fault as one line: `counts/total: -1 is less than 0.` */
export function faultWords({ place, error }: Fault): string {
  return place === "" ? error : `${place}: ${error}`;
}

/**
 * Reads JSON text as what the schema describes; fields that it does not name, as a newer version may write them, are kept.
 * @throws SyntaxError with the first thing that is wrong, and where
 */
export function parseAs<const S extends Schema>(schema: S, text: string): Infer<S> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new SyntaxError(`is not JSON: ${(cause as Error).message}`, { cause });
  }
  const wrong = faultsOf(schema, value).find(({ unknownField }) => !unknownField);
  if (wrong !== undefined) throw new SyntaxError(faultWords(wrong));
  return value as Infer<S>;
}

/** The validator also reports each object on the way down to the fault. */
function isCause(unit: OutputUnit): boolean {
  return !["properties", "additionalProperties", "items", "$ref", "anyOf"].includes(unit.keyword);
}
