import { createHash, type Hash } from "node:crypto";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import path from "node:path";
import { Interrupted } from "../errors.ts";
import type { Io } from "../io.ts";
import type { Cluster } from "../kube/cluster.ts";
import { ApiError, ConnectionError } from "../kube/errors.ts";
import { ExecError } from "../kube/exec.ts";
import { unwritable } from "../results/files.ts";
import { copyVerified, podDigests } from "./collect.ts";
import type { RunEvent } from "./events.ts";
import { type FollowOptions, follow, type Outcome } from "./follow/follow.ts";
import type { SuiteRecord } from "./follow/suite-record.ts";
import type { Tracker } from "./follow/tracker.ts";
import { stopSuite } from "./stop.ts";

/** A file of the run as it came to this machine. */
export interface CollectedFile {
  readonly name: "e2e.log" | "junit_01.xml";
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  /** Whether the sha256 is that of the file in the pod. */
  readonly verified: boolean;
}

export interface Conducted {
  readonly outcome: Outcome;
  /** The signal that ended it early, and `--timeout`. */
  readonly cutShort: "interrupted" | "timed-out" | undefined;
  readonly files: readonly CollectedFile[];
  /** What kept a file from coming whole. */
  readonly problems: readonly string[];
}

export interface ConductOptions
  extends Pick<
    FollowOptions,
    "namespace" | "created" | "tracker" | "startupTimeout" | "deadline" | "onUnpublished"
  > {
  readonly tracker: Tracker;
  readonly record: SuiteRecord;
  readonly io: Pick<Io, "now" | "sleep" | "signal">;
  /** The folder that takes the files. */
  readonly folder: string;
  readonly onEvent: (event: RunEvent) => void;
}

// e2e.test writes its report within seconds of SIGINT; specs get 30 s of Ginkgo's grace to clean up
const stopPatience = 60_000;

/**
 * Follows a run to its end and copies what it leaves. An interruption or the end of `--timeout` stops the suite, so that it still
 * writes its report.
 * @throws whatever keeps the run from being followed, or a file from being written here
 */
export async function conduct(cluster: Cluster, options: ConductOptions): Promise<Conducted> {
  const log = await LogCopy.open(path.join(options.folder, "e2e.log"));
  try {
    let cutShort: Conducted["cutShort"];
    let outcome = await see(cluster, options, log, options.io.signal, options.deadline).catch(
      (error: unknown) => {
        if (!(error instanceof Interrupted)) throw error;
        cutShort = "interrupted";
        return undefined;
      },
    );
    if (outcome?.kind === "timed-out") cutShort = "timed-out";
    if (cutShort !== undefined) outcome = await stopAndSee(cluster, options, log, cutShort);
    const ended = outcome ?? { kind: "lost", reason: "interrupted before the suite started" };
    if (ended.kind !== "ended") {
      const file = await log.close(undefined);
      return { outcome: ended, cutShort, files: file === undefined ? [] : [file], problems: [] };
    }
    return { outcome: ended, cutShort, ...(await collect(cluster, options, log)) };
  } finally {
    await log.release();
  }
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
  for (;;) {
    let step: IteratorResult<RunEvent, Outcome>;
    try {
      step = await events.next();
    } catch (error) {
      // the cluster took the run out of reach; what came by now is kept
      if (isOutOfReach(error)) return { kind: "lost", reason: error.message };
      throw error;
    }
    if (step.done === true) return step.value;
    options.onEvent(step.value);
  }
}

function isOutOfReach(error: unknown): error is Error {
  return error instanceof ApiError || error instanceof ConnectionError || error instanceof ExecError;
}

async function stopAndSee(
  cluster: Cluster,
  options: ConductOptions,
  log: LogCopy,
  why: "interrupted" | "timed-out",
): Promise<Outcome | undefined> {
  const { io } = options;
  const text = why === "interrupted" ? "interrupted" : "--timeout is over";
  options.onEvent({
    kind: "notice",
    at: io.now(),
    level: "warning",
    text: `${text}: stopping the suite and collecting what there is`,
  });
  try {
    await stopSuite(cluster, options.namespace);
  } catch {
    // its container is not there yet, or no more: nothing to stop
    return undefined;
  }
  return see(cluster, options, log, new AbortController().signal, io.now() + stopPatience);
}

async function collect(
  cluster: Cluster,
  options: ConductOptions,
  log: LogCopy,
): Promise<Pick<Conducted, "files" | "problems">> {
  const { namespace, io, folder } = options;
  const digests = await podDigests(cluster, namespace, ["e2e.log", "junit_01.xml"], io);
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
  if (junit === undefined) problems.push("the suite wrote no junit_01.xml");
  else {
    const target = path.join(folder, "junit_01.xml");
    const bytes = await copyVerified(cluster, namespace, "junit_01.xml", junit, target, io);
    files.push({ name: "junit_01.xml", path: target, bytes, sha256: junit, verified: true });
  }
  return { files, problems };
}

/** e2e.log as it comes, beside its name until it is whole. */
class LogCopy {
  readonly #target: string;
  readonly #file: FileHandle;
  readonly #hash: Hash = createHash("sha256");
  #open = true;
  bytes = 0;

  private constructor(target: string, file: FileHandle) {
    this.#target = target;
    this.#file = file;
  }

  static async open(target: string): Promise<LogCopy> {
    return new LogCopy(target, await open(`${target}.part`, "wx"));
  }

  async write(bytes: Uint8Array): Promise<void> {
    try {
      await this.#file.writeFile(bytes);
    } catch (error) {
      throw unwritable(this.#target, error);
    }
    this.#hash.update(bytes);
    this.bytes += bytes.length;
  }

  /** The finished copy, compared with the digest from the pod; undefined when nothing came. */
  async close(digest: string | undefined): Promise<CollectedFile | undefined> {
    await this.release();
    if (this.bytes === 0) {
      await rm(`${this.#target}.part`);
      return undefined;
    }
    await rename(`${this.#target}.part`, this.#target);
    const sha256 = this.#hash.digest("hex");
    return { name: "e2e.log", path: this.#target, bytes: this.bytes, sha256, verified: sha256 === digest };
  }

  async release(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    await this.#file.close();
  }
}
