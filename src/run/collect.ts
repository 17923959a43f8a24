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
import { mayPass, persist } from "../kube/retry.ts";
import type { Io } from "../process/io.ts";
import { unwritable } from "../results/files.ts";
import { names, resultsPath } from "./identity.ts";

/** A file of the pod, by the digest the pod itself computed. */
export type PodDigests = ReadonlyMap<string, string>;

const tries = 5;
// a node or a network may be away for a while, and what is not fetched is lost with the pod
const patience = 120_000;

/** The sha256 of the suite's files in the pod, by name; a file that is not there is left out. */
export async function podDigests(
  cluster: Pick<Cluster, "connection">,
  namespace: string,
  files: readonly string[],
  io: Pick<Io, "now" | "monotonic" | "sleep">,
): Promise<PodDigests> {
  return again(io, async () => {
    const present = (await execText(cluster, program(namespace, ["ls", "-1", resultsPath]))).split("\n");
    const wanted = files.filter((file) => present.includes(file));
    if (wanted.length === 0) return new Map();
    const command = ["sha256sum", ...wanted.map((file) => `${resultsPath}/${file}`)];
    const text = await execText(cluster, program(namespace, command));
    return new Map(
      text
        .trim()
        .split("\n")
        .map((line) => [line.slice(line.lastIndexOf("/") + 1), line.slice(0, 64)]),
    );
  });
}

/**
 * Copies a file of the pod to `target`, packed on its way, and takes it only when its sha256 is the pod's own.
 * @returns its size in bytes
 * @throws RunError when it still differs after several tries
 */
export async function copyVerified(
  cluster: Pick<Cluster, "connection">,
  namespace: string,
  file: string,
  digest: string,
  target: string,
  io: Pick<Io, "now" | "monotonic" | "sleep">,
): Promise<number> {
  const partial = `${target}.part`;
  return again(io, async () => {
    let bytes = 0;
    const hash = createHash("sha256");
    const packed = exec(cluster, program(namespace, ["gzip", "-c", `${resultsPath}/${file}`]));
    try {
      await pipeline(
        Readable.from(packed),
        createGunzip(),
        async function* (chunks: AsyncIterable<Buffer>) {
          for await (const chunk of chunks) {
            hash.update(chunk);
            bytes += chunk.length;
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

function program(namespace: string, command: readonly string[]) {
  return { namespace, pod: names.pod, container: names.collector, command };
}

/** As long as what is in the way may pass; a few times where a copy was not the file. */
async function again<T>(io: Pick<Io, "now" | "monotonic" | "sleep">, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await persist(io, patience, work);
    } catch (error) {
      if (attempt === tries || mayPass(error) || isRefusal(error) || isUnwritable(error)) throw error;
      await io.sleep(backoff(attempt));
    }
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof ExecError || error instanceof ExecRefused || error instanceof ApiError;
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
