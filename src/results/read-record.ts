import { InputError } from "../errors.ts";
import { parseAs } from "../schema/faults.ts";
import type { RunRecord } from "./run-record.ts";
import { runSchema } from "./run-schema.ts";

/**
 * Reads the text of a run.json and checks it against its schema; additions by a newer version are allowed.
 * @throws InputError naming `file` and the first problem in it.
 */
export function parseRunRecord(text: string, file = "run.json"): RunRecord {
  try {
    return parseAs(runSchema, text);
  } catch (cause) {
    throw new InputError(`${file}: ${(cause as Error).message}`, { cause });
  }
}
