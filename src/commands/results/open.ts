import path from "node:path";
import { inTurns } from "../../async/steps.ts";
import type { Io } from "../../process/io.ts";
import { readAllEvidence } from "../../results/read/evidence.ts";
import { newestResults } from "../../results/read/newest.ts";
import { readResults } from "../../results/read/read.ts";
import type { Results } from "../../results/results.ts";
import { type Evidence, type ResultsView, viewSteps } from "../../results/view.ts";
import { hasFailed } from "../../suite/spec.ts";

/**
 * Reads the named results, or the newest under conformance-results/.
 * @throws InputError if there are none, or they cannot be read
 */
export async function openResults(given: readonly string[], io: Io): Promise<ResultsView> {
  const places = given.length === 0 ? [await newestResults(io.cwd)] : given;
  const results = await readResults(places, { cwd: io.cwd, signal: io.signal, isOneEnough: true });
  return inTurns(viewSteps(results, await evidenceIn(results, io)), io.signal);
}

/** The evidence of the tests that failed, if the results are a folder of this program. */
async function evidenceIn(
  { runner, origin, specs }: Results,
  { cwd, signal }: Pick<Io, "cwd" | "signal">,
): Promise<Evidence> {
  if (runner.name !== "kubectl conformance") return new Map();
  const failed = specs.filter(({ state }) => hasFailed(state)).map(({ name }) => name);
  const paths = runner.record.files.map((file) => file.path);
  return readAllEvidence(path.resolve(cwd, origin), paths, failed, signal);
}
