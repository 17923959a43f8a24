import { createHash } from "node:crypto";
import path from "node:path";
import type { Cluster } from "../kube/cluster.ts";
import { ApiError } from "../kube/errors.ts";
import { ExecError, ExecRefused } from "../kube/exec.ts";
import { mayPass, persist } from "../kube/retry.ts";
import type { Io } from "../process/io.ts";
import { writeWhole } from "../results/files.ts";
import { writeJunit } from "../suite/junit-write.ts";
import { copyVerified, type PodDigests, podDigests } from "./collect.ts";
import type { RunEvent } from "./events.ts";
import { type FollowOptions, follow, type Outcome } from "./follow/follow.ts";
import { names } from "./identity.ts";
import { type CollectedFile, LogCopy } from "./log-copy.ts";
import { stopSuite } from "./stop.ts";

/** How a person ends the following of a run. */
export type Ending = "detach" | "stop" | "abort";

/** The reason with which the `ending` signal is aborted. */
export class EndedByPerson extends Error {
  override readonly name = "EndedByPerson";
  readonly ending: Ending;
  constructor(ending: Ending) {
    super(ending);
    this.ending = ending;
  }
}

export interface Conducted {
  readonly outcome: Outcome;
  /** What ended it before its time. */
  readonly cutShort: "stopped" | "aborted" | "timed-out" | undefined;
  /** Why the suite itself ended before its time, in Ginkgo's words. */
  readonly endedBy?: string;
  readonly files: readonly CollectedFile[];
  /** What kept a file from coming whole. */
  readonly problems: readonly string[];
}

export interface ConductOptions
  extends Pick<
    FollowOptions,
    | "namespace"
    | "suiteArgs"
    | "created"
    | "startupTimeout"
    | "deadline"
    | "onUnpublished"
    | "tracker"
    | "record"
  > {
  readonly io: Pick<Io, "now" | "monotonic" | "sleep">;
  /** Aborted with `EndedByPerson`. */
  readonly ending: AbortSignal;
  /** Stops the suite before anything else. */
  readonly stopFirst?: boolean;
  /** Leaves the run with the first event for which this is true. */
  readonly until?: (event: RunEvent) => boolean;
  /** The folder that takes the files. */
  readonly folder: string;
  readonly onEvent: (event: RunEvent) => void;
}

// e2e.test writes its report within seconds of SIGINT; specs get 30 s of Ginkgo's grace to clean up
const stopPatience = 60_000;

/**
 * Follows a run to its end and copies what it leaves. When it is stopped, or `--timeout` is over, the suite is interrupted, so that
 * it still writes its report.
 * @throws whatever keeps a file from being written here, and ConnectionError or ApiError where this machine alone has lost the run
 */
export async function conduct(cluster: Cluster, options: ConductOptions): Promise<Conducted> {
  const log = await LogCopy.open(path.join(options.folder, "e2e.log"));
  try {
    const { outcome, cutShort } = await seeToTheEnd(cluster, options, log);
    if (outcome.kind === "detached") return { outcome, cutShort, files: [], problems: [] };
    const endedBy = options.record.endedBy === undefined ? {} : { endedBy: options.record.endedBy };
    if (outcome.kind === "ended")
      return { outcome, cutShort, ...endedBy, ...(await collect(cluster, options, log)) };
    return { outcome, cutShort, ...(await keepWhatCame(options, log)) };
  } finally {
    await log.release();
  }
}

async function seeToTheEnd(
  cluster: Cluster,
  options: ConductOptions,
  log: LogCopy,
): Promise<Pick<Conducted, "outcome" | "cutShort">> {
  if (options.stopFirst === true) {
    return stopShort(cluster, options, log, "stopped");
  }
  try {
    const outcome = await see(cluster, options, log, options.ending, options.deadline);
    if (outcome.kind !== "timed-out") return { outcome, cutShort: undefined };
    return await stopShort(cluster, options, log, "timed-out");
  } catch (error) {
    if (!(error instanceof EndedByPerson)) throw error;
    if (error.ending === "detach") return { outcome: { kind: "detached" }, cutShort: undefined };
    if (error.ending === "abort")
      return { outcome: { kind: "lost", reason: "aborted" }, cutShort: "aborted" };
    return stopShort(cluster, options, log, "stopped");
  }
}

/** Stops the suite, which may come to its own end first: then nothing was cut short. */
async function stopShort(
  cluster: Cluster,
  options: ConductOptions,
  log: LogCopy,
  why: "stopped" | "timed-out",
): Promise<Pick<Conducted, "outcome" | "cutShort">> {
  const outcome = await stopAndSee(cluster, options, log, why);
  const { finished } = options.record;
  const whole = outcome.kind === "ended" && finished !== undefined && finished.reason === undefined;
  return { outcome, cutShort: whole ? undefined : why };
}

async function see(
  cluster: Cluster,
  options: ConductOptions,
  log: LogCopy,
  signal: AbortSignal,
  deadline: number | undefined,
): Promise<Outcome> {
  const events = follow(cluster, {
    ...options,
    offset: log.bytes,
    onLog: (bytes) => log.write(bytes),
    signal,
    ...(deadline === undefined ? {} : { deadline }),
  });
  try {
    for (;;) {
      let step: IteratorResult<RunEvent, Outcome>;
      try {
        step = await events.next();
      } catch (error) {
        // the cluster took the run out of reach; what came by now is kept
        if (isOutOfReach(error) && !(await refusesThisMachine(cluster, options.namespace, error)))
          return { kind: "lost", reason: error.message };
        throw error;
      }
      if (step.done === true) return step.value;
      options.onEvent(step.value);
      if (options.until?.(step.value) === true) return { kind: "detached" };
    }
  } finally {
    // whoever takes the events may fail: the streams behind them would keep the process alive
    await events.return({ kind: "detached" });
  }
}

/** A refusal is for good; what may pass is no reason to give up a run that goes on. */
function isOutOfReach(error: unknown): error is Error {
  if (error instanceof ExecError) return true;
  return (error instanceof ApiError || error instanceof ExecRefused) && !mayPass(error);
}

/** Whether it is only that this machine is not let near: then the run may go on all the same, and is not to be cleaned away. */
async function refusesThisMachine(cluster: Cluster, namespace: string, error: Error): Promise<boolean> {
  if (!(error instanceof ApiError || error instanceof ExecRefused)) return false;
  return error.status === 403 || (error.status === 404 && !(await podIsGone(cluster, namespace)));
}

/** Whether the server lists it no more; a proxy says 404 of everything, and least rights let nobody get a pod by its name. */
async function podIsGone({ core }: Cluster, namespace: string): Promise<boolean> {
  try {
    const fieldSelector = `metadata.name=${names.pod}`;
    return (await core.listNamespacedPod({ namespace, fieldSelector })).items.length === 0;
  } catch {
    return false;
  }
}

async function stopAndSee(
  cluster: Cluster,
  options: ConductOptions,
  log: LogCopy,
  why: "stopped" | "timed-out",
): Promise<Outcome> {
  const { io } = options;
  const reason = why === "stopped" ? "stopping the suite" : "--timeout is over: stopping the suite";
  const text = `${reason}, and collecting what there is`;
  options.onEvent({ kind: "notice", at: io.now(), level: "warning", text });
  try {
    await persist(io, stopPatience, () => stopSuite(cluster, options.namespace));
  } catch (error) {
    // its container is not there yet, or no more: then it is seen as it is
    const words = error instanceof Error ? error.message : String(error);
    const outcome = await see(
      cluster,
      options,
      log,
      AbortSignal.timeout(stopPatience),
      io.now() + 5000,
    ).catch(() => undefined);
    return outcome?.kind === "ended"
      ? outcome
      : { kind: "lost", reason: `it could not be stopped: ${words}` };
  }
  const outcome = await see(cluster, options, log, new AbortController().signal, io.now() + stopPatience);
  return outcome.kind === "timed-out"
    ? { kind: "lost", reason: `the suite did not end within ${stopPatience / 1000}s of being interrupted` }
    : outcome;
}

/** What is there of a run whose files are out of reach: the log as it was followed, and a junit made from it. */
async function keepWhatCame(
  options: ConductOptions,
  log: LogCopy,
): Promise<Pick<Conducted, "files" | "problems">> {
  const file = await log.close(undefined);
  if (file === undefined) return { files: [], problems: [] };
  return {
    files: [file, await rebuildJunit(options)],
    problems: ["e2e.log may lack its end", "junit_01.xml was made from e2e.log"],
  };
}

/** A junit of what the log has told, where the suite's own is out of reach or was never written. */
async function rebuildJunit({
  folder,
  record,
}: Pick<ConductOptions, "folder" | "record">): Promise<CollectedFile> {
  const target = path.join(folder, "junit_01.xml");
  const junit = writeJunit({ cases: record.specs, suiteNodes: [], properties: { RebuiltFrom: "e2e.log" } });
  await writeWhole(target, junit);
  const sha256 = createHash("sha256").update(junit).digest("hex");
  const bytes = Buffer.byteLength(junit);
  return { name: "junit_01.xml", path: target, bytes, sha256, verified: false };
}

async function collect(
  cluster: Cluster,
  options: ConductOptions,
  log: LogCopy,
): Promise<Pick<Conducted, "files" | "problems">> {
  const { namespace, io, folder } = options;
  let digests: PodDigests;
  try {
    digests = await podDigests(cluster, namespace, ["e2e.log", "junit_01.xml"], io);
  } catch (error) {
    if (!isOutOfReach(error)) throw error;
    return keepWhatCame(options, log);
  }
  const problems: string[] = [];
  const files: CollectedFile[] = [];
  const whole = digests.get("e2e.log");
  const followed = await log.close(whole);
  if (followed !== undefined && whole !== undefined && !followed.verified) {
    // what was followed is not what stands in the pod: the file is the truth
    const bytes = await copyVerified(cluster, namespace, "e2e.log", whole, followed.path, io);
    files.push({ ...followed, bytes, sha256: whole, verified: true });
  } else if (followed !== undefined) files.push(followed);
  const junit = digests.get("junit_01.xml");
  if (junit === undefined) {
    problems.push("the suite wrote no junit_01.xml");
    // of a suite that crashed; the next step, `rerun --rest`, needs one
    if (followed !== undefined) files.push(await rebuildJunit(options));
  } else {
    const target = path.join(folder, "junit_01.xml");
    const bytes = await copyVerified(cluster, namespace, "junit_01.xml", junit, target, io);
    files.push({ name: "junit_01.xml", path: target, bytes, sha256: junit, verified: true });
  }
  return { files, problems };
}
