import { lstat } from "node:fs/promises";
import path from "node:path";
import { inTurns } from "../async/steps.ts";
import { InputError } from "../errors.ts";
import { sizeWords } from "../process/read-file.ts";
import { hasFailed, type SpecResult } from "../suite/spec.ts";
import { systemWords } from "../text/system-words.ts";
import type { Assessment } from "./assess.ts";
import { digestOf } from "./files.ts";
import { assessAgain, factsOf } from "./of-files.ts";
import { findResults, inside } from "./read/find.ts";
import { defaultLimits } from "./read/limits.ts";
import { suiteSteps } from "./read/read.ts";
import type { FileRecord, RunRecord } from "./run-record.ts";
import { hasRun } from "./view.ts";

/** A file that run.json lists: unchanged, or `why` not. */
export interface VerifiedFile {
  readonly path: string;
  readonly why?: string;
}

/** What checking a run's folder again has found. */
export interface Verification {
  readonly record: RunRecord;
  /** Of run.json itself, in hex. */
  readonly recordSha256: string;
  /** How the specs ended, as junit_01.xml has them, else e2e.log. */
  readonly specs: readonly SpecResult[];
  readonly files: readonly VerifiedFile[];
  readonly judged: Assessment;
  /** Anything that differs from run.json, or is contradictory; empty if everything agrees. */
  readonly faults: readonly string[];
}

/**
 * Checks a folder of this program again: every file against the sha256 in run.json, e2e.log against junit_01.xml, the verdict by judging
 * again. Anyone who can write to the folder can also change run.json: this finds damage, and changes by people who did not think of that;
 * an attestation finds the others.
 * @throws InputError if it is not such a folder, or one of the two files cannot be read at all; the signal's reason
 */
export async function verifyFolder(dir: string, signal: AbortSignal): Promise<Verification> {
  const found = await findResults([dir], defaultLimits, signal);
  if (found.runner.name !== "kubectl conformance") {
    throw new InputError(`${dir} has no run.json`, {
      fix: "name a results folder of this program: other runners do not record a sha256",
    });
  }
  const { record } = found.runner;
  const files: VerifiedFile[] = [];
  for (const noted of record.files) {
    signal.throwIfAborted();
    const why = await fault(dir, noted);
    files.push({ path: noted.path, ...(why === undefined ? {} : { why }) });
  }
  const suite = await inTurns(suiteSteps(found), signal);
  const ofSuite = { ...suite, server: record.kubernetes.server };
  const judged = assessAgain(ofSuite, record);
  const { sha256: recordSha256 } = await digestOf(path.join(dir, "run.json"));
  const faults = [
    ...files.flatMap(({ path, why }) => (why === undefined ? [] : [`${path} ${why}`])),
    ...(suite.log === undefined || suite.report === undefined
      ? []
      : contradictions(suite.log.specs, suite.report.cases)),
    ...verdictFaults(record, judged),
  ];
  return { record, recordSha256, specs: factsOf(ofSuite).specs, files, judged, faults };
}

/** Why a file is not what was recorded, in text that follows its name. */
async function fault(dir: string, { path: listed, bytes, sha256 }: FileRecord): Promise<string | undefined> {
  const file = await inside(dir, listed);
  try {
    const entry = await lstat(file);
    if (!entry.isFile()) return "is no longer a regular file";
    // a file may have grown to any size, so it is read only if its size is right
    if (entry.size !== bytes) return `was changed: it has ${size(entry.size)}, and had ${size(bytes)}`;
    const digest = await digestOf(file);
    return digest.sha256 === sha256
      ? undefined
      : `was changed: its sha256 is ${digest.sha256}, and was ${sha256}`;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    return code === "ENOENT" ? "is missing" : `cannot be read: ${systemWords(error)}`;
  }
}

function size(bytes: number): string {
  return bytes < 1024 ? sizeWords(bytes) : `${bytes} bytes`;
}

const mostNamed = 5;

/** Specs that both name and do not agree on. */
function contradictions(logged: readonly SpecResult[], reported: readonly SpecResult[]): string[] {
  const states = new Map(logged.filter(hasRun).map((spec) => [spec.name, spec.state]));
  const differing = reported.filter((spec) => {
    const state = states.get(spec.name);
    return state !== undefined && hasRun(spec) && hasFailed(state) !== hasFailed(spec.state);
  });
  const left = differing.length - mostNamed;
  return [
    ...differing
      .slice(0, mostNamed)
      .map(({ name, state }) => `e2e.log says ${states.get(name)}, junit_01.xml says ${state} of ${name}`),
    ...(left > 0 ? [`and so of ${left} more tests`] : []),
  ];
}

/** The record may know something about a run's end that the files do not, but nothing that improves it. */
function verdictFaults(record: RunRecord, judged: Assessment): string[] {
  if (record.verdict !== "incomplete" && record.verdict !== judged.verdict) {
    const why = judged.reason === undefined ? "" : `: ${judged.reason}`;
    return [`run.json says ${record.verdict}, the files say ${judged.verdict}${why}`];
  }
  if (record.certifiable && !judged.certifiable)
    return [`run.json says certifiable, the files do not: ${judged.deviations.join("; ")}`];
  return [];
}
