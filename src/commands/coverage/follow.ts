import type { Context } from "../context.ts";
import type { MeasuringFlags } from "./measure.ts";
export async function follow(
  _context: Context,
  _logs: readonly string[],
  _flags: MeasuringFlags,
): Promise<void> {}
