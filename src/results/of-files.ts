import { countSkipped, countStates, type JunitReport } from "../suite/junit.ts";
import type { SuiteFinished } from "../suite/log.ts";
import type { SuiteRecord } from "../suite/suite-record.ts";
import { type SuiteWords, wordsOfJunit } from "../suite/suite-words.ts";
import { type Assessment, assess } from "./assess.ts";
import { type Choice, replayed } from "./deviations.ts";
import type { RanSuite, Results } from "./results.ts";
import type { RunRecord } from "./run-record.ts";

/** The content of the suite's two files. */
export interface SuiteFiles {
  readonly log: SuiteRecord | undefined;
  readonly report: JunitReport | undefined;
  /** The API server's version, if known. */
  readonly server: string | undefined;
}

/** The verdict on results of which only the suite's own files are known. */
export function assessFiles(files: SuiteFiles): Assessment {
  const { log, report, server } = files;
  return assess({
    suite: wordsOf(files),
    end: { kind: "unseen" },
    server,
    choice: choiceOf(report),
    replayed: false,
    files: [
      ...(log === undefined ? [] : [{ name: "e2e.log" } as const]),
      ...(report === undefined ? [] : [{ name: "junit_01.xml" } as const]),
    ],
    problems: log?.finished === undefined || report === undefined ? [] : disagreements(log.finished, report),
  });
}

/** The verdict on a run of this program, judged again from its files and the record of how it ran. */
export function assessAgain(files: SuiteFiles, record: RunRecord): Assessment {
  const { log, report } = files;
  const { exitCode, mode, focus, skip, dryRun } = record.suite;
  const kept = (name: "e2e.log" | "junit_01.xml") => {
    const noted = record.files.find(({ path }) => path === name || path.endsWith(`/${name}`));
    return { name, ...(noted === undefined ? {} : { verified: noted.verified }) };
  };
  return assess({
    suite: wordsOf(files),
    end: exitCode === undefined ? { kind: "unseen" } : { kind: "exited", exitCode, reason: "" },
    server: record.kubernetes.server,
    choice: { mode, focus, skip, dryRun, ginkgoArgs: [], suiteArgs: [] },
    replayed: record.deviations.includes(replayed),
    files: [
      ...(log === undefined ? [] : [kept("e2e.log")]),
      ...(report === undefined ? [] : [kept("junit_01.xml")]),
    ],
    problems: log?.finished === undefined || report === undefined ? [] : disagreements(log.finished, report),
  });
}

/** Counts, times and settings according to the files. */
export function factsOf(
  files: SuiteFiles,
): Pick<Results, "specs" | "counts" | "times" | "seconds" | "suite"> {
  const { log, report } = files;
  const { specs, planned } = wordsOf(files);
  const { ran, passed, failed } = countStates(specs);
  const seconds = log?.finished?.seconds ?? report?.seconds;
  return {
    specs,
    counts: { total: planned ?? ran, passed, failed, skipped: countSkipped(specs, log?.finished) },
    times: timesOf(report?.timestamp, seconds),
    seconds,
    suite: ranSuite(report, log),
  };
}

/** The log has the suite's final verdict, and the junit file the specs, which a quiet log does not name. */
function wordsOf({ log, report }: SuiteFiles): SuiteWords {
  const fromJunit = report === undefined ? undefined : wordsOfJunit(report);
  if (log === undefined) return fromJunit ?? noWords;
  const { finished, endedBy, dyingWords, nodeFailed, version, planned } = log;
  return {
    finished,
    endedBy,
    dyingWords,
    nodeFailed,
    version,
    planned,
    specs: fromJunit?.specs ?? log.specs,
  };
}

const noWords: SuiteWords = {
  finished: undefined,
  endedBy: undefined,
  nodeFailed: undefined,
  version: undefined,
  planned: undefined,
  specs: [],
};

/** Filtered-out tests may be missing from junit, so they are not compared. */
function disagreements(log: SuiteFinished, { cases, properties }: JunitReport): string[] {
  const { passed, failed } = countStates(cases);
  const succeeded = properties.SuiteSucceeded;
  return [
    ...(log.passed === passed && log.failed === failed
      ? []
      : [
          `e2e.log has ${log.passed} passed and ${log.failed} failed, junit_01.xml ${passed} passed and ${failed} failed`,
        ]),
    ...(succeeded === undefined || log.success === (succeeded === "true")
      ? []
      : ["e2e.log and junit_01.xml disagree on whether the suite succeeded"]),
  ];
}

/** The settings that Ginkgo records in the junit file since Kubernetes 1.25. */
function ranSuite(report: JunitReport | undefined, log: SuiteRecord | undefined): RanSuite {
  const setting = (name: string) => report?.properties[name];
  const number = (name: string) => {
    const value = Number(setting(name) ?? "");
    return Number.isInteger(value) && value > 0 ? value : undefined;
  };
  const focus = setting("FocusStrings");
  const skip = setting("SkipStrings");
  const dryRun = setting("DryRun");
  const processes = number("ParallelTotal") ?? (log?.planned === undefined ? undefined : log.processes);
  const seed = number("RandomSeed") ?? log?.seed;
  return {
    ...(focus === undefined ? {} : { focus }),
    ...(skip === undefined ? {} : { skip }),
    ...(dryRun === undefined ? {} : { dryRun: dryRun === "true" }),
    ...(processes === undefined ? {} : { processes }),
    ...(seed === undefined ? {} : { seed }),
  };
}

/** What was to run, in terms of the flags; undefined if the settings are not recorded. */
function choiceOf(report: JunitReport | undefined): Choice | undefined {
  const { focus, skip = "", dryRun = false } = ranSuite(report, undefined);
  if (focus === undefined) return undefined;
  const flags = (
    [
      ["LabelFilter", "label-filter"],
      ["SemVerFilter", "sem-ver-filter"],
      ["FocusFiles", "focus-file"],
      ["SkipFiles", "skip-file"],
      ["FlakeAttempts", "flake-attempts"],
    ] as const
  ).flatMap(([name, flag]) => {
    const value = report?.properties[name] ?? "";
    return value === "" ? [] : [`--${flag}=${value}`];
  });
  return { focus, skip, dryRun, ginkgoArgs: flags, suiteArgs: [] };
}

/** Junit has the suite's own time without a zone; its container runs in UTC. */
function timesOf(timestamp: string | undefined, seconds: number | undefined): Results["times"] {
  const started = Date.parse(`${timestamp ?? ""}Z`);
  if (Number.isNaN(started)) return {};
  const finished = started + Math.round((seconds ?? Number.NaN) * 1000);
  return {
    suiteStarted: new Date(started).toISOString(),
    ...(isTime(finished) ? { suiteFinished: new Date(finished).toISOString() } : {}),
  };
}

function isTime(time: number): boolean {
  return !Number.isNaN(new Date(time).getTime());
}
