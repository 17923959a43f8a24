import { createHash } from "node:crypto";
import path from "node:path";
import { inPieces, inTurns, type Steps } from "../../async/steps.ts";
import { InputError } from "../../errors.ts";
import { junitSteps } from "../../suite/junit.ts";
import { type LogEvent, LogParser } from "../../suite/log.ts";
import { minorOf } from "../layout.ts";
import { type Found, findResults } from "./find.ts";
import { defaultLimits, type Limits } from "./limits.ts";
import type { ResultFile, Results } from "./results.ts";

/**
 * Reads the results of a run, whichever runner made them: the folder of this program, the snapshot of Sonobuoy (its
 * tarball, or unpacked), a folder with e2e.log and junit_01.xml as hydrophone leaves it, or these two files themselves.
 * `release` tells the server's version or minor where the results do not.
 * Hears the signal while it reads, and throws its reason.
 * @throws InputError where there are none, they are not complete or not well-formed, or `release` contradicts them.
 */
export async function readResults(
  given: readonly string[],
  options: {
    readonly cwd: string;
    readonly release?: string | undefined;
    readonly limits?: Limits;
    readonly signal?: AbortSignal;
  },
): Promise<Results> {
  const paths = given.map((one) => path.resolve(options.cwd, one));
  const { signal } = options;
  const found = await findResults(paths, options.limits ?? defaultLimits, signal);
  const { versions, started, finished } = await inTurns(logSteps(found.log), signal);
  const server = serverOf([found.server, versions.server], options.release, given.join(" "));
  return {
    origin: given.join(" "),
    ...found,
    report:
      found.junit === undefined
        ? undefined
        : await inTurns(junitSteps(found.junit.bytes, found.junit.origin), signal),
    started,
    finished,
    server,
    suite: versions.suite,
    altered: alteredFiles(found),
  };
}

type Told = Pick<Results, "started" | "finished"> & { versions: { suite?: string; server?: string } };

function* logSteps(log: ResultFile | undefined): Steps<Told> {
  const told: { -readonly [key in keyof Told]: Told[key] } = {
    started: undefined,
    finished: undefined,
    versions: {},
  };
  const take = (events: readonly LogEvent[]) => {
    for (const event of events) {
      if (event.kind === "suite-started") told.started = event;
      else if (event.kind === "suite-finished") told.finished = event;
      else if (event.kind === "versions") told.versions = event;
    }
  };
  const parser = new LogParser();
  if (log !== undefined) yield* inPieces(log.bytes, (piece) => take(parser.push(piece)));
  take(parser.end());
  return told;
}

/** What the runner noted comes before what the suite printed, and both before what a person says. */
function serverOf(
  told: readonly (string | undefined)[],
  release: string | undefined,
  origin: string,
): string | undefined {
  const known = told.find((version) => version !== undefined);
  if (release === undefined) return known;
  const minor = minorOf(release);
  if (known !== undefined && minorOf(known) !== minor) {
    throw new InputError(`--release ${release}: ${origin} is of a server of version ${known}`, {
      fix: "leave --release out, or name the results of that release",
    });
  }
  return known ?? (/^\d/.test(release) ? `v${release}` : release);
}

/** Those of the two files whose sha256 is not the one that run.json notes. */
function alteredFiles({ runner, log, junit }: Found): string[] {
  if (runner.name !== "kubectl conformance") return [];
  const noted = new Set(runner.record.files.map((file) => file.sha256));
  return [log, junit]
    .filter((file) => file !== undefined)
    .filter(({ bytes }) => !noted.has(createHash("sha256").update(bytes).digest("hex")))
    .map((file) => file.origin);
}
