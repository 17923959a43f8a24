import { createHash } from "node:crypto";
import path from "node:path";
import { inPieces, inTurns, type Steps } from "../../async/steps.ts";
import { InputError } from "../../errors.ts";
import { type JunitReport, junitSteps } from "../../suite/junit.ts";
import { type LogEvent, LogParser } from "../../suite/log.ts";
import { SuiteRecord } from "../../suite/suite-record.ts";
import type { Assessment } from "../assess.ts";
import { minorOf } from "../layout.ts";
import { assessFiles, factsOf } from "../of-files.ts";
import type { ResultFile, Results } from "../results.ts";
import type { RunRecord } from "../run-record.ts";
import { readTestRun } from "../test-run.ts";
import { type Found, findResults } from "./find.ts";
import { defaultLimits, type Limits } from "./limits.ts";

/**
 * Reads the results of a run, whichever runner made them: the folder of this program, a Sonobuoy snapshot (its
 * tarball, or unpacked), a folder with e2e.log and junit_01.xml as Hydrophone leaves it, or these two files themselves.
 * `release` gives the server's version or minor if the results do not.
 * Handles the signal while it reads, and throws its reason.
 * @throws InputError if there are none, they are incomplete or not well-formed, or `release` contradicts them.
 */
export async function readResults(
  given: readonly string[],
  options: {
    readonly cwd: string;
    readonly release?: string | undefined;
    readonly limits?: Limits;
    readonly signal?: AbortSignal;
    /** Whether one of the two files is enough. */
    readonly isOneEnough?: boolean;
  },
): Promise<Results> {
  const paths = given.map((one) => path.resolve(options.cwd, one));
  const { signal, release, limits = defaultLimits, isOneEnough } = options;
  const found = await findResults(paths, limits, signal, isOneEnough);
  return inTurns(resultSteps(found, { origin: given.join(" "), release }), signal);
}

/**
 * The results in the files that were found, in steps: tens of megabytes take seconds.
 * @throws InputError if one of them is not well-formed, or `release` contradicts them
 */
export function* resultSteps(
  found: Found,
  { origin, release }: { readonly origin: string; readonly release?: string | undefined },
): Steps<Results> {
  const { log, report, logged } = yield* suiteSteps(found);
  const server = serverOf([found.server, logged], release, origin);
  const files = { log, report, server };
  const record = found.runner.name === "kubectl conformance" ? found.runner.record : undefined;
  const altered = record === undefined ? [] : yield* alteredFiles(record, found);
  return {
    origin,
    runner: found.runner,
    ...factsOf(files),
    ...(found.tests !== undefined
      ? testFacts(found.tests)
      : record === undefined
        ? assessFiles(files)
        : { ...recordedFacts(record), ...recordedAssessment(record, altered) }),
    versions: { server, suite: log?.version ?? record?.suite.version },
    command: record?.command,
    nodes: found.nodes,
    files: { log: found.log, junit: found.junit, altered },
    report,
    submission: found.submission,
  };
}

/**
 * The content of the suite's two files, in steps; `logged` is the server's version according to the log.
 * @throws InputError if the junit file is not well-formed
 */
export function* suiteSteps(
  found: Pick<Found, "log" | "junit">,
): Steps<{ log: SuiteRecord | undefined; report: JunitReport | undefined; logged: string | undefined }> {
  const { record, server } = yield* logSteps(found.log);
  const report = found.junit && (yield* junitSteps(found.junit.bytes, found.junit.origin));
  return { log: found.log && record, report, logged: server };
}

/** What a Go test binary's own events know better than its junit. */
function testFacts({ bytes }: ResultFile): Pick<Results, "times" | "seconds"> & Assessment {
  const { assessment, times, seconds } = readTestRun(new TextDecoder().decode(bytes));
  return { ...assessment, times, seconds };
}

/** What run.json knows better than the files, which may have been compressed since. */
function recordedFacts({ counts, times, suite }: RunRecord) {
  const { mode, focus, skip, dryRun, processes, seed, seconds } = suite;
  return {
    counts,
    times,
    ...(seconds === undefined ? {} : { seconds }),
    suite: { mode, focus, skip, dryRun, processes, ...(seed === undefined ? {} : { seed }) },
  };
}

/** The verdict was made when everything was known; the files may have been changed since. */
function recordedAssessment(record: RunRecord, altered: readonly string[]): Assessment {
  const { verdict, reason, certifiable, deviations } = record;
  const changed = altered.map((file) => `${path.basename(file)} was changed since the run left it`);
  return {
    verdict,
    reason,
    certifiable: certifiable && changed.length === 0,
    deviations: [...deviations, ...changed],
  };
}

function* logSteps(log: ResultFile | undefined): Steps<{ record: SuiteRecord; server: string | undefined }> {
  const record = new SuiteRecord();
  let server: string | undefined;
  const take = (events: readonly LogEvent[]) => {
    for (const event of events) {
      record.add(event, 0);
      if (event.kind === "versions") server = event.server ?? server;
    }
  };
  const parser = new LogParser();
  if (log !== undefined) yield* inPieces(log.bytes, (piece) => take(parser.push(piece)));
  take(parser.end());
  return { record, server };
}

/** The runner's record comes before the suite's output, and both come before the user's word. */
function serverOf(
  candidates: readonly (string | undefined)[],
  release: string | undefined,
  origin: string,
): string | undefined {
  const known = candidates.find((version) => version !== undefined);
  if (release === undefined) return known;
  const minor = minorOf(release);
  if (known !== undefined && minorOf(known) !== minor) {
    throw new InputError(`--release ${release}: ${origin} comes from a server of version ${known}`, {
      fix: "leave --release out, or name the results of that release",
    });
  }
  return known ?? (/^\d/.test(release) ? `v${release}` : release);
}

/** Those of the two files whose sha256 differs from the one in run.json. */
function* alteredFiles(record: RunRecord, { log, junit }: Found): Steps<string[]> {
  const noted = new Set(record.files.map((file) => file.sha256));
  const altered: string[] = [];
  for (const file of [log, junit]) {
    if (file === undefined) continue;
    const hash = createHash("sha256");
    yield* inPieces(file.bytes, (piece) => hash.update(piece));
    if (!noted.has(hash.digest("hex"))) altered.push(file.origin);
  }
  return altered;
}
