import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { messageOf } from "../errors.ts";
import type { Cluster } from "../kube/cluster.ts";
import { exec } from "../kube/exec.ts";
import { defaultLimits } from "../results/read/limits.ts";
import { type LogEvent, LogParser } from "../suite/log.ts";
import { SuiteRecord } from "../suite/suite-record.ts";
import { logFile, openLog } from "./follow/log-ways.ts";
import { names } from "./identity.ts";
import type { KnownRun } from "./runs.ts";

/** What the log of a run says so far, or why it cannot be read. */
export type ReadLog =
  | { readonly kind: "read"; readonly record: SuiteRecord }
  | { readonly kind: "unreadable"; readonly why: string };

type Place = Pick<KnownRun, "namespace">;
type Way = Pick<Cluster, "connection" | "sendOnce" | "signal">;

// logs have a few MB; a network that is silent for so long will not bring one
const patience = 30_000;

/** Reads the log of a run as far as it is written. Throws only the reason of the cluster's signal. */
export async function readSuiteLog(cluster: Way, run: Place): Promise<ReadLog> {
  const read = await eitherWay(
    cluster,
    run,
    () => new SuiteRecord(),
    (record, event) => record.add(event, 0),
  );
  return "why" in read ? { kind: "unreadable", why: read.why } : { kind: "read", record: read.result };
}

/** Everything that the log of a run says so far; undefined if it cannot be read. */
export async function readLogEvents(cluster: Way, run: Place): Promise<LogEvent[] | undefined> {
  const read = await eitherWay<LogEvent[]>(
    cluster,
    run,
    () => [],
    (events, event) => events.push(event),
  );
  return "why" in read ? undefined : read.result;
}

/** The file through exec, compressed; if that is refused, the container's log. `why` is what prevented reading the file. */
async function eitherWay<T>(
  cluster: Way,
  run: Place,
  empty: () => T,
  add: (result: T, event: LogEvent) => void,
): Promise<{ readonly result: T } | { readonly why: string }> {
  let why: string | undefined;
  for (const open of [packedFile, containerLog]) {
    const result = empty();
    try {
      await take(open(cluster, run), (event) => add(result, event));
      return { result };
    } catch (error) {
      cluster.signal?.throwIfAborted();
      why ??= messageOf(error);
    }
  }
  return { why: why ?? "it was not found" };
}

interface Opened {
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly packed: boolean;
  readonly signal: AbortSignal;
}

function packedFile(cluster: Way, { namespace }: Place): Opened {
  const signal = AbortSignal.timeout(patience);
  const command = ["gzip", "-c", logFile];
  const bytes = exec(cluster, {
    namespace,
    pod: names.pod,
    container: names.collector,
    command,
    signal,
  });
  return { bytes, packed: true, signal };
}

function containerLog(cluster: Way, { namespace }: Place): Opened {
  const signal = AbortSignal.timeout(patience);
  const bytes = openLog(cluster, "api", { namespace, offset: 0, follow: false, signal });
  return { bytes, packed: false, signal };
}

async function take({ bytes, packed, signal }: Opened, add: (event: LogEvent) => void): Promise<void> {
  const parser = new LogParser();
  let size = 0;
  const parse = async (chunks: AsyncIterable<Uint8Array>) => {
    for await (const chunk of chunks) {
      size += chunk.length;
      if (size > defaultLimits.file)
        throw new Error(`the log is larger than ${defaultLimits.file >> 20} MiB`);
      for (const event of parser.push(chunk)) add(event);
    }
  };
  if (packed) await pipeline(Readable.from(bytes), createGunzip(), parse, { signal });
  else await pipeline(Readable.from(bytes), parse, { signal });
}
