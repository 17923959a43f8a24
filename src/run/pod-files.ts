import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { Readable } from "node:stream";
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
}

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
    const present = (await execText(pod.cluster, program(pod, ["ls", "-1", resultsPath]))).split("\n");
    const wanted = files.filter((file) => present.includes(file));
    if (wanted.length === 0) return new Map();
    const command = ["sha256sum", ...wanted.map((file) => `${resultsPath}/${file}`)];
    const lines = (await execText(pod.cluster, program(pod, command))).split("\n");
    return new Map(
      wanted.map((file) => {
        const line = lines.find((text) => text.endsWith(`${resultsPath}/${file}`));
        const digest = /^[0-9a-f]{64}(?= )/.exec(line ?? "")?.[0];
        if (digest === undefined) throw new RunError(`the run's pod does not report the sha256 of ${file}`);
        return [file, digest];
      }),
    );
  });
}

/**
 * Copies a file from the pod to `target`, compressed on its way, and accepts it only if its sha256 is the pod's own.
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
  return again(pod, async () => {
    let bytes = 0;
    const hash = createHash("sha256");
    const packed = exec(pod.cluster, program(pod, ["gzip", "-c", `${resultsPath}/${file}`]));
    try {
      await pipeline(
        Readable.from(packed),
        createGunzip(),
        async function* (chunks: AsyncIterable<Buffer>) {
          for await (const chunk of chunks) {
            hash.update(chunk);
            bytes += chunk.length;
            if (bytes > largestFile)
              throw new RunError(`${file} in the run's pod is larger than ${largestFile / 2 ** 30} GiB`);
            yield chunk;
          }
        },
        createWriteStream(partial),
      );
      const copied = hash.digest("hex");
      if (copied !== digest) {
        throw new RunError(`${file} was copied with sha256 ${copied}, but it is ${digest} in the pod`);
      }
      await rename(partial, target);
      return bytes;
    } catch (error) {
      await rm(partial, { force: true });
      throw isDiskError(error) ? unwritable(target, error) : error;
    }
  });
}

function program({ namespace, signal }: PodFiles, command: readonly string[]) {
  return { namespace, pod: names.pod, container: names.collector, command, signal };
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
      if (isPodGone(error)) throw error;
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
function isPodGone(error: unknown): boolean {
  return (
    error instanceof ExecRefused &&
    error.status === 404 &&
    error.reason === "NotFound" &&
    error.words.startsWith(`pods "${names.pod}" not found`)
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
