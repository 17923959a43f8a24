import { open } from "node:fs/promises";
import path from "node:path";
import type { Side } from "../../coverage/diff.ts";
import { type Coverage, coverageSchema } from "../../coverage/schema.ts";
import { InputError, messageOf } from "../../errors.ts";
import { readFileWithin } from "../../process/read-file.ts";
import { parseAs } from "../../schema/faults.ts";
import type { Context } from "../context.ts";
import type { MeasuringFlags } from "./flags.ts";
import { measure, prepareEmpty } from "./measure.ts";

// one with all endpoints and tests has 2 MiB
const most = 64 * 1024 * 1024;

/** One side of a comparison: an audit log, what `coverage -o json` printed before, or a release. */
export async function readSide(context: Context, word: string, flags: MeasuringFlags): Promise<Side> {
  if (/^v?1\.\d+$/.test(word))
    return { coverage: await prepareEmpty(context, { ...flags, release: word }), hasLog: false };
  const saved = await readSaved(word, context);
  return { coverage: saved ?? (await measure(context, [word], flags)), hasLog: true };
}

/**
 * A coverage that was saved with `-o json`; undefined if the file is something else.
 * @throws InputError if it looks like one and is not
 */
export async function readSaved(word: string, { io }: Context): Promise<Coverage | undefined> {
  const file = path.resolve(io.cwd, word);
  if (word === "-" || !(await looksSaved(file))) return undefined;
  const reading = await readFileWithin(file, { most, signal: io.signal });
  if (reading.kind !== "read") throw new InputError(`${word}: ${"why" in reading ? reading.why : "is gone"}`);
  try {
    return parseAs(coverageSchema, new TextDecoder().decode(reading.bytes));
  } catch (cause) {
    throw new InputError(`${word}: is not what coverage -o json prints: ${messageOf(cause)}`, { cause });
  }
}

/** By its first bytes: an audit log may have gigabytes. */
async function looksSaved(file: string): Promise<boolean> {
  try {
    const handle = await open(file);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(100), 0, 100, 0);
      return /^\s*\{\s*"definition"/.test(buffer.toString("latin1", 0, bytesRead));
    } finally {
      await handle.close();
    }
  } catch {
    // whoever reads it as a log says why it cannot be read
    return false;
  }
}
