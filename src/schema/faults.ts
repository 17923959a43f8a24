import { type Schema as AnySchema, type OutputUnit, Validator } from "@cfworker/json-schema";
import { faultText } from "./fault-text.ts";
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
  const { errors } = new Validator(schema as AnySchema, "2020-12", false).validate(value);
  const choices = errors.filter(({ keyword }) => keyword === "anyOf");
  const isOfChoice = ({ keywordLocation }: OutputUnit) =>
    choices.some((choice) => keywordLocation.startsWith(`${choice.keywordLocation}/`));
  const faults = errors
    .filter((unit) => isCause(unit) && !isOfChoice(unit))
    .map((unit) => faultOf(unit, schema, value));
  // each missing field is an error of its own, and one text names them all
  return faults.filter(
    ({ place, error }, at) =>
      !faults.slice(0, at).some((other) => other.place === place && other.error === error),
  );
}

/** A fault as one line: `counts/total: is -1; expected at least 0`. */
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

function faultOf(unit: OutputUnit, schema: Schema, value: unknown): Fault {
  const path = stepsOf(unit.instanceLocation);
  const place = path.join("/");
  const unknownField = unit.keyword === "false";
  if (unknownField) return { place, error: "is not a known field", unknownField };
  const rule = at(schema, stepsOf(unit.keywordLocation).slice(0, -1)) as Schema;
  const found = at(value, path);
  if ("anyOf" in rule) {
    const each = rule.anyOf.map((one) => faultsOf(one, found).map(faultWords)[0]);
    return { place, error: each.join(", or "), unknownField };
  }
  return { place, error: faultText(unit.keyword, rule, found) ?? unit.error, unknownField };
}

/** The steps of a JSON pointer as the validator writes it: `#/counts/total`. */
function stepsOf(pointer: string): readonly string[] {
  const [, ...steps] = pointer.split("/");
  return steps.map((step) => decodeURI(step).replaceAll("~1", "/").replaceAll("~0", "~"));
}

function at(value: unknown, steps: readonly string[]): unknown {
  return steps.reduce<unknown>(
    (inner, step) =>
      typeof inner === "object" && inner !== null
        ? Object.getOwnPropertyDescriptor(inner, step)?.value
        : undefined,
    value,
  );
}

/** The validator also reports each object on the way down to the fault. */
function isCause({ keyword }: OutputUnit): boolean {
  return !["properties", "additionalProperties", "items", "$ref"].includes(keyword);
}
