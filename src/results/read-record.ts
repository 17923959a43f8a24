import { InputError } from "../errors.ts";
import { faultsOf, faultWords } from "../schema/faults.ts";
import type { RunRecord } from "./run-record.ts";
import { runSchema } from "./run-schema.ts";

/**
 * Reads the text of a run.json and checks it against its schema; what a newer version notes beside that is passed over.
 * @throws InputError naming `file` and the first thing in it that is wrong.
 */
export function parseRunRecord(text: string, file = "run.json"): RunRecord {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new InputError(`${file}: is not JSON: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    });
  }
  const [wrong] = faultsOf(runSchema, value).filter(({ unknownField }) => !unknownField);
  if (wrong !== undefined) throw new InputError(`${file}: ${faultWords(wrong)}`);
  return value as RunRecord;
}

/**
 * What is wrong with `value` as a RunRecord of this version, each thing with its place; empty when nothing is. A field
 * that the schema does not have is wrong here.
 */
export function checkRunRecord(value: unknown): string[] {
  return faultsOf(runSchema, value).map(faultWords);
}
