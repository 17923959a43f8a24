import { inTurns } from "../../async/steps.ts";
import type { Io } from "../../process/io.ts";
import { newestResults } from "../../results/read/newest.ts";
import { readResults } from "../../results/read/read.ts";
import { type ResultsView, viewSteps } from "../../results/view.ts";

/**
 * Reads the named results, or the newest under conformance-results/.
 * @throws InputError if there are none, or they cannot be read
 */
export async function openResults(given: readonly string[], io: Io): Promise<ResultsView> {
  const places = given.length === 0 ? [await newestResults(io.cwd)] : given;
  const results = await readResults(places, { cwd: io.cwd, signal: io.signal, isOneEnough: true });
  return inTurns(viewSteps(results), io.signal);
}
