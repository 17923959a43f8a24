import { type Schema as AnySchema, type OutputUnit, Validator } from "@cfworker/json-schema";
import type { Schema } from "./infer.ts";

/** One thing that is wrong with a value, and where. */
export interface Fault {
  /** The path to it: `counts/total`; empty where it is the value itself. */
  readonly place: string;
  readonly error: string;
  /** Whether all that is wrong is that the schema does not have this field: a newer version may. */
  readonly unknownField: boolean;
}

/** What is wrong with `value` by its schema, each thing once; empty when nothing is. */
export function faultsOf(schema: Schema, value: unknown): Fault[] {
  return new Validator(schema as AnySchema, "2020-12", false)
    .validate(value)
    .errors.filter(isCause)
    .map(({ instanceLocation, keyword, error }) => ({
      place: instanceLocation.replace(/^#\/?/, ""),
      error,
      unknownField: keyword === "additionalProperties",
    }));
}

/** A fault as one line: `counts/total: -1 is less than 0.` */
export function faultWords({ place, error }: Fault): string {
  return place === "" ? error : `${place}: ${error}`;
}

/** The validator reports each object on the way down to the fault, too. */
function isCause(unit: OutputUnit): boolean {
  return !["properties", "items", "$ref", "false"].includes(unit.keyword);
}
