import path from "node:path";
import { firstLine, UserError } from "../errors.ts";
import type { Cluster } from "../kube/cluster.ts";
import type { CutShort, Ending as End } from "../results/assess.ts";
import { finishResultsDir } from "../results/files.ts";
import type { Layout } from "../results/layout.ts";
import type { CauseRecord, RunRecord } from "../results/run-record.ts";
import type { SuiteRecord } from "../suite/suite-record.ts";
import { keepAtEnd, keptIn } from "./at-end/keep.ts";
import type { InCluster } from "./begin.ts";
import type { Claim } from "./claim.ts";
import type { Removal } from "./cleanup/cleanup.ts";
import { type Removed, removeRun } from "./cleanup/remove.ts";
import type { Collected } from "./collect.ts";
import type { RunEvent } from "./events.ts";
import { evidenceIn } from "./evidence/keeper.ts";
import { completeFolder } from "./folder.ts";
import type { SuiteLog } from "./follow/log.ts";
import type { Outcome } from "./follow/step.ts";
import type { Ownership } from "./ownership.ts";
import { runRecord } from "./record.ts";
import type { MeasuredCoverage, SessionOptions } from "./session-options.ts";
import type { RunResult } from "./session-result.ts";

/** A run that is in the cluster, and what is kept of it on this machine. */
export interface Begun extends Omit<InCluster, "uuids"> {
  /** Whether this machine started the run, so that its times are by this machine's clock. */
  readonly beganHere: boolean;
  readonly layout: Layout;
  readonly claim: Claim;
  readonly record: SuiteRecord;
  readonly ownership: Ownership;
  readonly log: SuiteLog;
}

/** How a run was followed to its end, and the result. */
export interface Conducted extends Collected {
  readonly outcome: Exclude<Outcome, { kind: "detached" }>;
  readonly cutShort: CutShort | undefined;
  readonly causes: readonly CauseRecord[];
}

/** The folder and the record of a run that has ended, and a clean cluster. */
export async function* finish(
  cluster: Cluster,
  options: SessionOptions,
  begun: Begun,
  { outcome, cutShort, causes, files, problems, record: suite }: Conducted,
): AsyncGenerator<RunEvent, RunResult> {
  const { io, dir, state, facts, endings } = options;
  const { layout, made, ownership } = begun;
  await begun.claim.check();
  const followed = runRecord({
    state,
    facts,
    suite,
    end: endOf(outcome),
    cutShort,
    pod: outcome.kind === "ended" ? outcome.pod : undefined,
    created: begun.created,
    beganHere: begun.beganHere,
    files,
    problems,
    uuids: ownership.uuids,
    causes,
    finished: io.now(),
    pathOf: (file) => path.relative(dir, file.path).split(path.sep).join("/"),
    tool: options.tool,
  });
  const coverage = yield* coverageOf(options, followed);
  const record = coverage === undefined ? followed : { ...followed, apiCoverage: coverage.apiCoverage };
  if (options.keptAtEnd !== undefined) {
    const { namespace } = state.plan;
    const signal = endings.signal("stop");
    yield* keepAtEnd(cluster, record, { io, dir, kept: options.keptAtEnd, namespace, signal });
    await begun.claim.check();
  }
  const evidence = [...(await evidenceIn(dir)), ...(await keptIn(dir))];
  const { toDo, noReport, specs } = await completeFolder(
    layout,
    record,
    suite.specs,
    [...evidence, ...(coverage?.files ?? [])],
    options.earlier,
  );
  await finishResultsDir(dir);
  if (noReport !== undefined) {
    const text = `report.html could not be made: ${noReport}`;
    const fix = `make it from the folder: kubectl conformance results ${dir} -o html > report.html`;
    yield { kind: "notice", at: io.now(), level: "warning", text, fix };
  }
  let removed: Removed | undefined;
  if (outcome.kind === "ended" && suite.finished !== undefined && suite.endedBy === undefined)
    ownership.suiteOver();
  if (!options.keep) {
    const removal: Removal = {
      made,
      ownership,
      span: { since: made.since ?? new Date(record.times.started) },
      // a pod that was deleted by force is gone before its suite is
      suite: outcome.kind === "ended" ? "ended" : "unknown",
    };
    removed = await removeRun(cluster, removal, io, endings.signal("abort"));
    yield* removed.events;
  }
  const { verdict, certifiable, deviations } = record;
  yield { kind: "run-finished", at: io.now(), verdict, certifiable, deviations, folder: dir };
  const { remains = [], known = false } = removed ?? {};
  return { kind: "finished", record, cutShort, specs, layout, toDo, remains, known };
}

/** How much of the API the run hit, if that is asked for; a run of hours is not lost where it cannot be found out. */
async function* coverageOf(
  { io, dir, measureCoverage }: SessionOptions,
  { times, kubernetes }: RunRecord,
): AsyncGenerator<RunEvent, MeasuredCoverage | undefined> {
  if (measureCoverage === undefined) return undefined;
  try {
    return await measureCoverage({ since: new Date(times.started), server: kubernetes.server, dir });
  } catch (error) {
    const text = `the API coverage was not found out: ${firstLine(error)}`;
    const fix = error instanceof UserError ? error.fix : undefined;
    yield { kind: "notice", at: io.now(), level: "warning", text, ...(fix === undefined ? {} : { fix }) };
    return undefined;
  }
}

function endOf(outcome: Conducted["outcome"]): End {
  switch (outcome.kind) {
    case "ended":
      return { kind: "exited", exitCode: outcome.state.exitCode, reason: outcome.state.reason };
    case "lost":
    case "never-started":
      return outcome;
    case "aborted":
      return { kind: "lost", reason: "it was aborted" };
  }
}
