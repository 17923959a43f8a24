import { mkdir } from "node:fs/promises";
import path from "node:path";
import type { V1Pod } from "@kubernetes/client-node";
import { RunError } from "../errors.ts";
import { type Cluster, endingWith } from "../kube/cluster.ts";
import type { Io } from "../process/io.ts";
import type { CutShort, Ending as End } from "../results/assess.ts";
import { finishResultsDir } from "../results/files.ts";
import type { Layout } from "../results/layout.ts";
import type { CauseRecord, RunRecord } from "../results/run-record.ts";
import type { ViewedSpec } from "../results/view.ts";
import type { EarlierSubmission } from "../submission/carry.ts";
import type { SpecResult } from "../suite/spec.ts";
import { SuiteRecord } from "../suite/suite-record.ts";
import { redactText } from "../text/redact.ts";
import { begin, type InCluster } from "./begin.ts";
import type { Claim } from "./claim.ts";
import type { Removal } from "./cleanup/cleanup.ts";
import { type Removed, removeRun } from "./cleanup/remove.ts";
import { type Collected, collect, keepWhatCame } from "./collect.ts";
import { Ended, type Endings } from "./endings.ts";
import type { RunEvent } from "./events.ts";
import { EvidenceKeeper, evidenceIn } from "./evidence/keeper.ts";
import { completeFolder, openRunFolder, runLayout } from "./folder.ts";
import { expectedOf } from "./follow/expected.ts";
import { follow } from "./follow/follow.ts";
import { Following } from "./follow/following.ts";
import { SuiteLog } from "./follow/log.ts";
import type { WatchPods } from "./follow/pod-filter.ts";
import type { Outcome } from "./follow/step.ts";
import { lookAhead } from "./look-ahead.ts";
import { Ownership } from "./ownership.ts";
import type { ClusterFacts, RunRequest } from "./plan/plan.ts";
import { runRecord } from "./record.ts";
import { type KnownRun, madeBy } from "./runs.ts";
import { noteUuids, type RunState } from "./state.ts";
import { isTaken, RunTaken } from "./taken.ts";

/** Where a run comes from: it is started now, or is already in the cluster. */
export type RunSource =
  | {
      readonly kind: "new";
      readonly request: RunRequest;
      /** Preflight checks to skip; `all` of them. */
      readonly skipPreflight: readonly string[] | "all";
    }
  | { readonly kind: "there"; readonly run: KnownRun; readonly pod: V1Pod };

export interface SessionOptions {
  readonly io: Pick<Io, "now" | "monotonic" | "sleep" | "signal" | "pid">;
  readonly state: RunState;
  readonly facts: ClusterFacts;
  readonly endings: Endings;
  /** The results folder: new, empty, or this run's unfinished one. */
  readonly dir: string;
  /** What the submission carries over from the last one. */
  readonly earlier: EarlierSubmission | undefined;
  readonly watchPods: WatchPods;
  /** Leaves the run's objects in the cluster at its end. */
  readonly keep: boolean;
  /** Detaches as soon as the suite runs. */
  readonly detach: boolean;
  /** Milliseconds that the pod may take to start. */
  readonly startupTimeout: number;
  /** When the run must have ended, in milliseconds since the epoch. */
  readonly deadline: number | undefined;
  /** Failed specs with which the suite is stopped; undefined for any number. */
  readonly maxFailures?: number | undefined;
  /** Whose evidence is kept: that of specs that fail, or none. */
  readonly evidence: EvidenceOf;
  readonly tool: RunRecord["tool"];
}

/** The specs whose namespaces are looked at when they end. */
export type EvidenceOf = "failed" | "none";

/** The result of a run. */
export type RunResult =
  | {
      readonly kind: "finished";
      readonly record: RunRecord;
      readonly cutShort: CutShort | undefined;
      readonly specs: readonly ViewedSpec[];
      readonly layout: Layout;
      /** What the user must still fill in or check before the folder is submitted. */
      readonly toDo: readonly string[];
      /** What is still in the cluster though it was to be removed. */
      readonly remains: readonly string[];
      /** Whether `cleanup` can continue. */
      readonly known: boolean;
    }
  /** The run goes on in the cluster, or waits there with its results. */
  | { readonly kind: "left"; readonly specs: readonly SpecResult[] };

/** This machine cannot continue with a run that is still in the cluster, where nothing was removed. */
export class RunLeft extends Error {
  override readonly name = "RunLeft";
  /** Whether its suite has ended, so that only its results have to be fetched. */
  readonly over: boolean;
  constructor(over: boolean, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.over = over;
  }
}

/**
 * The life of a run as one stream: looks ahead, starts or continues it, follows it, collects its files, judges and records it, and
 * removes it from the cluster. Nothing is removed before the suite is known to have ended, unless somebody aborts it.
 * @throws what keeps it from starting, with nothing left of it; afterwards RunLeft, with the run left as it is
 */
export async function* session(
  cluster: Cluster,
  source: RunSource,
  options: SessionOptions,
): AsyncGenerator<RunEvent, RunResult> {
  const { io, dir } = options;
  const { plan } = options.state;
  if (source.kind === "new") yield* lookAhead(endingWith(cluster, io.signal), { ...source, plan, io });
  const claim = await openRunFolder(dir, plan.id, io);
  try {
    return yield* within(cluster, source, options, claim);
  } finally {
    await claim.release();
  }
}

/** The rest of it, in a folder that nobody else writes to. */
async function* within(
  cluster: Cluster,
  source: RunSource,
  options: SessionOptions,
  claim: Claim,
): AsyncGenerator<RunEvent, RunResult> {
  const { io, state, facts, dir } = options;
  const { plan } = state;
  const layout = runLayout(dir, facts.server, options.earlier);
  await mkdir(layout.submission, { recursive: true });
  io.signal.throwIfAborted();
  yield startedEvent(cluster, options);
  const inCluster = source.kind === "there" ? taken(source) : yield* begin(cluster, options);
  if (inCluster === "left") return yield* leave(new SuiteRecord(), options);
  const { pod, made, created, uuids } = inCluster;
  const record = new SuiteRecord();
  const ownership = new Ownership(plan.namespace, pod.metadata?.creationTimestamp);
  ownership.noted(uuids);
  try {
    const log = await SuiteLog.open(layout.e2eLog);
    try {
      return yield* conduct(cluster, options, {
        pod,
        made,
        created,
        beganHere: source.kind === "new",
        layout,
        claim,
        record,
        ownership,
        log,
      });
    } finally {
      await log.release();
    }
  } catch (error) {
    if (error instanceof Ended && error.word === "detach") return yield* leave(record, options);
    throw error instanceof RunTaken ? error : new RunLeft(record.finished !== undefined, error);
  }
}

function taken({ run, pod }: Extract<RunSource, { kind: "there" }>): InCluster {
  return { pod, made: madeBy(run), created: run.created, uuids: run.uuids };
}

// recording is worth a moment, not a wait: the log says the same as long as it exists
const noteBound = 3000;

// milliseconds: what is to be kept of the last specs was begun, and takes seconds
const evidencePatience = 15_000;

interface Begun extends Omit<InCluster, "uuids"> {
  /** Whether this machine started the run, so that its times are by this machine's clock. */
  readonly beganHere: boolean;
  readonly layout: Layout;
  readonly claim: Claim;
  readonly record: SuiteRecord;
  readonly ownership: Ownership;
  readonly log: SuiteLog;
}

/** From a run that is in the cluster to its result. */
async function* conduct(
  cluster: Cluster,
  options: SessionOptions,
  begun: Begun,
): AsyncGenerator<RunEvent, RunResult> {
  const { io, state, endings } = options;
  const { plan } = state;
  const { pod, record, ownership, log } = begun;
  const following = new Following({
    namespace: plan.namespace,
    suiteArgs: plan.suiteArgs,
    created: pod.metadata?.creationTimestamp ?? new Date(state.started),
    podUid: pod.metadata?.uid,
    ownership,
    record,
    watchPods: options.watchPods,
    expected: expectedOf(plan),
    startupTimeout: options.startupTimeout,
    deadline: options.deadline,
    maxFailures: options.maxFailures,
    detach: options.detach,
    mayStepDown: plan.mayStepDown,
    since: io.monotonic(),
  });
  const { namespace } = plan;
  const evidence =
    options.evidence === "none"
      ? undefined
      : new EvidenceKeeper(cluster, { dir: options.dir, io, signal: endings.signal("stop") });
  const outcome = yield* follow(cluster, {
    runId: plan.id,
    namespace,
    following,
    log,
    endings,
    io,
    evidence,
  });
  // the last spec may have failed a moment ago, and nothing is removed yet
  await evidence?.finish(outcome.kind === "ended" ? evidencePatience : 0);
  const cutShort = outcome.kind === "aborted" ? "aborted" : following.cutShort;
  // for a run that stays, whoever removes it later has to know what its suite created
  const { unnoted } = following;
  if (unnoted !== undefined && (options.keep || outcome.kind === "detached"))
    await noteUuids(endingWith(cluster, AbortSignal.timeout(noteBound)), plan.id, unnoted).catch(
      () => undefined,
    );
  if (outcome.kind === "detached") return yield* leave(record, options);
  // it may still run, or wait with its results
  if (outcome.kind === "lost" && outcome.suite !== "gone")
    throw new RunError(`the run was lost: ${outcome.reason}`);
  const mayBeTaken = outcome.kind === "lost" && (!begun.beganHere || record.finished !== undefined);
  const leaving = endings.signal("abort");
  if (mayBeTaken && (await isTaken(cluster, begun.made, io, leaving))) throw new RunTaken(plan.id);
  await begun.claim.check();
  const followed = { log, record, folder: begun.layout.submission };
  let collected: Collected;
  try {
    // a run that has ended needs no stopping, but its files may not be worth the wait
    const signal = endings.signal("stop");
    const files = { cluster, namespace, io, signal, execWorks: following.execWorks };
    collected = outcome.kind === "ended" ? await collect(files, followed) : await keepWhatCame(followed);
    // a suite that has ended, with a log that does not say so and was not compared: its results may be in the pod nevertheless
    const isWhole =
      collected.record.finished !== undefined || collected.files.some(({ verified }) => verified);
    if (outcome.kind === "ended" && !isWhole && collected.files.length > 0)
      throw new RunError(
        "the suite has ended, but the end of its log is missing and the log could not be compared",
      );
  } catch (error) {
    // another follower may have been first
    if (!(error instanceof Ended)) {
      const isGone = await isTaken(cluster, begun.made, io, leaving).catch(() => false);
      leaving.throwIfAborted();
      throw isGone ? new RunTaken(plan.id) : error;
    }
    if (error.word === "detach") throw error;
    collected = await keepWhatCame(followed);
  }
  const { causes } = following;
  return yield* finish(cluster, options, begun, { outcome, cutShort, causes, ...collected });
}

/** The folder and the record of a run that has ended, and a clean cluster. */
async function* finish(
  cluster: Cluster,
  options: SessionOptions,
  begun: Begun,
  { outcome, cutShort, causes, files, problems, record: suite }: Conducted,
): AsyncGenerator<RunEvent, RunResult> {
  const { io, dir, state, facts, endings } = options;
  const { layout, made, ownership } = begun;
  await begun.claim.check();
  const record = runRecord({
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
  const evidence = await evidenceIn(dir);
  const { toDo, noReport, specs } = await completeFolder(
    layout,
    record,
    suite.specs,
    evidence,
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

/** How a run was followed to its end, and the result. */
interface Conducted extends Collected {
  readonly outcome: Exclude<Outcome, { kind: "detached" }>;
  readonly cutShort: CutShort | undefined;
  readonly causes: readonly CauseRecord[];
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

async function* leave(
  record: SuiteRecord,
  { io, state }: SessionOptions,
): AsyncGenerator<RunEvent, RunResult> {
  const { id, namespace } = state.plan;
  yield { kind: "run-left", at: io.now(), id, namespace };
  return { kind: "left", specs: record.specs };
}

function startedEvent(
  { connection }: Pick<Cluster, "connection">,
  { state: { plan }, facts, dir, io }: SessionOptions,
): RunEvent {
  const { id, namespace, image, processes, processesReason: why } = plan;
  const server = redactText(connection.server);
  return {
    kind: "run-started",
    at: io.now(),
    id,
    namespace,
    server,
    version: facts.server,
    image,
    processes,
    why,
    folder: dir,
  };
}
