import { type OutputUnit, type Schema, Validator } from "@cfworker/json-schema";
import { InputError } from "../errors.ts";
import schema from "./run.schema.json" with { type: "json" };
import type { RunRecord } from "./run-record.ts";

/**
 * Reads the text of a run.json and checks it against its schema; what a newer version notes beside that is passed over.
 * @throws InputError naming `file` and the first thing in it that is wrong.
 */
export function parseRunRecord(text: string, file = "run.json"): RunRecord {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new InputError(`${file}: is no JSON: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
  const wrong = wordsOf(causesIn(value).filter(({ keyword }) => keyword !== "additionalProperties"));
  if (wrong[0] !== undefined) throw new InputError(`${file}: ${wrong[0]}`);
  return value as RunRecord;
}

/**
 * What is wrong with `value` as a RunRecord of this version, each thing with its place; empty when nothing is. A field
 * that the schema does not have is wrong here.
 */
export function checkRunRecord(value: unknown): string[] {
  return wordsOf(causesIn(value));
}

function causesIn(value: unknown): OutputUnit[] {
  return new Validator(schema as Schema, "2020-12", false).validate(value).errors.filter(isCause);
}

function wordsOf(causes: readonly OutputUnit[]): string[] {
  return causes.map(({ instanceLocation, error }) => {
    const place = instanceLocation.replace(/^#\/?/, "");
    return place === "" ? error : `${place}: ${error}`;
  });
}

/** The validator tells of each object on the way down that something in it is wrong, too. */
function isCause(unit: OutputUnit): boolean {
  return !["properties", "items", "$ref", "false"].includes(unit.keyword);
}
