import { createHash } from "node:crypto";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { PassThrough, Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { backoff } from "../async/backoff.ts";
import { RunError } from "../errors.ts";
import type { Cluster } from "../kube/cluster.ts";
import { ApiError } from "../kube/errors.ts";
import { ExecError, ExecRefused, exec, execText } from "../kube/exec.ts";
import { mayPass } from "../kube/retry.ts";
import type { Io } from "../process/io.ts";
import { unwritable } from "../results/files.ts";
import { names, resultsPath } from "./identity.ts";

/** A file in the pod, with the digest that the pod itself computed. */
export type PodDigests = ReadonlyMap<string, string>;

/** How to reach the pod's files. */
export interface PodFiles {
  readonly cluster: Pick<Cluster, "connection" | "signal">;
  readonly namespace: string;
  /** Whether exec has worked before: then a refusal is waited out like a lost connection. */
  readonly execWorks: boolean;
  /** Aborted when nobody wants them any longer. */
  readonly signal: AbortSignal;
  readonly io: Pick<Io, "monotonic" | "sleep">;
  /** Where they are; by default the results of the suite's pod, read through its collector. */
  readonly place?: PodPlace;
}

/** A folder in a container. */
export interface PodPlace {
  readonly pod: string;
  readonly container: string;
  readonly folder: string;
}

const suitePlace: PodPlace = { pod: names.pod, container: names.collector, folder: resultsPath };

const tries = 5;
// a node or a network may be unreachable for a while, and what is not fetched is lost with the pod
const patience = 120_000;
// a verbose log of a full run has a few MB; a file beyond this is not the suite's
const largestFile = 16 * 2 ** 30;

/**
 * The sha256 of the suite's files in the pod, by name; a file that does not exist is left out.
 * @throws RunError if the output is not that of `sha256sum`, and as `exec` does
 */
export async function podDigests(pod: PodFiles, files: readonly string[]): Promise<PodDigests> {
  return again(pod, async () => {
    const { folder } = pod.place ?? suitePlace;
    const present = (await execText(pod.cluster, program(pod, ["ls", "-1", folder]))).split("\n");
    const wanted = files.filter((file) => present.includes(file));
    if (wanted.length === 0) return new Map();
    const command = ["sha256sum", ...wanted.map((file) => `${folder}/${file}`)];
    const lines = (await execText(pod.cluster, program(pod, command))).split("\n");
    return new Map(
      wanted.map((file) => {
        const line = lines.find((text) => text.endsWith(`${folder}/${file}`));
        const digest = /^[0-9a-f]{64}(?= )/.exec(line ?? "")?.[0];
        if (digest === undefined) throw new RunError(`the run's pod does not report the sha256 of ${file}`);
        return [file, digest];
      }),
    );
  });
}

/**
 * Copies a file from the pod to `target`, compressed on its way, and accepts it only if its sha256 is the pod's own. After a cut it continues
 * at the next byte.
 * @returns its size in bytes
 * @throws RunError if it still differs after several attempts
 */
export async function copyVerified(
  pod: PodFiles,
  file: string,
  digest: string,
  target: string,
): Promise<number> {
  const partial = `${target}.part`;
  try {
    const handle = await open(partial, "w");
    let bytes: number;
    try {
      bytes = await copyTo(handle, pod, file, digest);
    } finally {
      await handle.close();
    }
    await rename(partial, target);
    return bytes;
  } catch (error) {
    await rm(partial, { force: true });
    throw isDiskError(error) ? unwritable(target, error) : error;
  }
}

async function copyTo(handle: FileHandle, pod: PodFiles, file: string, digest: string): Promise<number> {
  let bytes = 0;
  let hash = createHash("sha256");
  await again(pod, async () => {
    const source = Readable.from(exec(pod.cluster, program(pod, readFrom(pod, file, bytes))));
    await pipeline(source, isPacked(file) ? new PassThrough() : createGunzip(), async (chunks) => {
      for await (const chunk of chunks) {
        if (bytes + chunk.length > largestFile)
          throw new RunError(`${file} in the run's pod is larger than ${largestFile / 2 ** 30} GiB`);
        await writeAll(handle, chunk, bytes);
        // only what is on the disk counts: a later attempt continues there
        hash.update(chunk);
        bytes += chunk.length;
      }
    });
    const copied = hash.digest("hex");
    if (copied === digest) return;
    bytes = 0;
    hash = createHash("sha256");
    await handle.truncate();
    throw new RunError(`${file} was copied with sha256 ${copied}, but it is ${digest} in the pod`);
  });
  return bytes;
}

async function writeAll(handle: FileHandle, chunk: Buffer, position: number): Promise<void> {
  for (let done = 0; done < chunk.length; ) {
    const { bytesWritten } = await handle.write(chunk, done, chunk.length - done, position + done);
    done += bytesWritten;
  }
}

/** Whether compressing it once more would only cost time. */
function isPacked(file: string): boolean {
  return /\.(?:gz|tgz|xz|zst|bz2|zip)$/i.test(file);
}

/** The program that writes a file from this byte on, compressed unless it is already. */
function readFrom({ place = suitePlace }: PodFiles, file: string, offset: number): readonly string[] {
  const path = `${place.folder}/${file}`;
  if (isPacked(file)) return ["tail", "-c", `+${offset + 1}`, path];
  if (offset === 0) return ["gzip", "-c", path];
  return ["sh", "-c", 'tail -c "+$1" "$2" | gzip -c', "sh", String(offset + 1), path];
}

function program({ namespace, signal, place = suitePlace }: PodFiles, command: readonly string[]) {
  return { namespace, pod: place.pod, container: place.container, command, signal };
}

/** Retries as long as the obstacle may pass; a few times if a copy differed from the file. */
async function again<T>(pod: PodFiles, work: () => Promise<T>): Promise<T> {
  const { io, signal, execWorks } = pod;
  const start = io.monotonic();
  let differed = 0;
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      signal.throwIfAborted();
      if (isPodGone(error, pod.place ?? suitePlace)) throw error;
      const passes = isRefusal(error)
        ? execWorks || (mayPass(error) && !(error instanceof ExecRefused))
        : mayPass(error);
      if (!passes && (isRefusal(error) || error instanceof ExecError || isUnwritable(error))) throw error;
      if (!passes) differed += 1;
      if (differed === tries || io.monotonic() - start > patience) throw error;
      await io.sleep(backoff(attempt), signal);
    }
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof ApiError || error instanceof ExecRefused;
}

/** By the API server's own words: a load balancer's 404 may pass. */
function isPodGone(error: unknown, { pod }: PodPlace): boolean {
  return (
    error instanceof ExecRefused &&
    error.status === 404 &&
    error.reason === "NotFound" &&
    error.words.startsWith(`pods "${pod}" not found`)
  );
}

function isUnwritable(error: unknown): boolean {
  return error instanceof RunError && isDiskError(error.cause);
}

function isDiskError(error: unknown): boolean {
  return (
    error instanceof Error &&
    "code" in error &&
    ["ENOSPC", "EDQUOT", "EROFS", "EACCES"].includes(String(error.code))
  );
}
