import { mkdir } from "node:fs/promises";
import { RunError } from "../errors.ts";
import { type Cluster, endingWith } from "../kube/cluster.ts";
import { SuiteRecord } from "../suite/suite-record.ts";
import { redactText } from "../text/redact.ts";
import { begin, type InCluster } from "./begin.ts";
import type { Claim } from "./claim.ts";
import { type Collected, collect, keepWhatCame } from "./collect.ts";
import { Ended } from "./endings.ts";
import type { RunEvent } from "./events.ts";
import { EvidenceKeeper } from "./evidence/keeper.ts";
import { type Begun, finish } from "./finish.ts";
import { openRunFolder, runLayout } from "./folder.ts";
import { expectedOf } from "./follow/expected.ts";
import { follow } from "./follow/follow.ts";
import { Following } from "./follow/following.ts";
import { SuiteLog } from "./follow/log.ts";
import { lookAhead } from "./look-ahead.ts";
import { Ownership } from "./ownership.ts";
import { madeBy } from "./runs.ts";
import type { RunSource, SessionOptions } from "./session-options.ts";
import { RunLeft, type RunResult } from "./session-result.ts";
import { noteUuids } from "./state.ts";
import { isTaken, RunTaken } from "./taken.ts";

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
