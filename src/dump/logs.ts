import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { allDone } from "../async/all-done.ts";
import { paced } from "../async/paced.ts";
import { Silence } from "../async/silence.ts";
import { Slots } from "../async/slots.ts";
import { firstLine, RunError } from "../errors.ts";
import type { Cluster } from "../kube/cluster.ts";
import { pagesOf } from "../kube/list.ts";
import { itemsOf } from "../kube/objects.ts";
import type { Query } from "../kube/transport.ts";
import type { Io } from "../process/io.ts";
import { onDisk } from "../process/on-disk.ts";
import { byteWords } from "../text/bytes.ts";
import { fileName } from "../text/file-name.ts";
import { type Fault, faultOf, isOfCluster } from "./fault.ts";
import type { Namespaces } from "./namespaces.ts";
import type { LogChoice } from "./options.ts";
import { logsOf, type PodLog } from "./pod-logs.ts";

/** How logs are read and written. */
export interface Logging {
  readonly cluster: Pick<Cluster, "send">;
  readonly clock: Pick<Io, "monotonic" | "sleep">;
  readonly signal: AbortSignal;
  /** The dump's folder for logs. */
  readonly dir: string;
  readonly namespaces: Namespaces;
  readonly choice: LogChoice;
}

/** What came of one log. */
export interface LoggedPod {
  /** Whether it is in the dump. */
  readonly isThere: boolean;
  /** Bytes that were read now. */
  readonly bytes: number;
  readonly fault: Fault | undefined;
}

// logs that are read at the same time
const atOnce = 8;
// pods of a page, and pages of pods that wait for their logs
const pageItems = 100;
// milliseconds without a byte
const patience = 30_000;

/**
 * Writes the logs of pods, those that are not there yet, and calls `take` for each. What cannot be read is a fault. Throws errors of this
 * machine, and the signal's reason.
 */
export async function dumpLogs(
  logging: Logging,
  take: (log: LoggedPod) => Promise<void>,
): Promise<readonly Fault[]> {
  const { namespaces, choice, signal } = logging;
  const faults: Fault[] = [];
  const slots = new Slots(atOnce);
  const budget = { left: choice.total, omitted: 0 };
  const selectors = choice.fieldSelectors.length === 0 ? [undefined] : choice.fieldSelectors;
  const where = namespaces.isAll ? [undefined] : namespaces.names;
  for (const [namespace, fieldSelector] of where.flatMap((one) =>
    selectors.map((field) => [one, field] as const),
  )) {
    const list = `/api/v1${namespace === undefined ? "" : `/namespaces/${namespace}`}/pods`;
    const query = { labelSelector: choice.labelSelector, fieldSelector };
    const options = { query, accept: "application/json", signal };
    try {
      for await (const page of pagesOf(
        logging.cluster,
        list,
        options,
        paced(logging.clock, signal),
        pageItems,
      )) {
        const logs = itemsOf(page, list).flatMap(logsOf);
        // the next page waits, so that what is known of pods never grows
        await allDone(logs.map((log) => slots.run(async () => take(await dumpLog(logging, log, budget)))));
      }
    } catch (error) {
      signal.throwIfAborted();
      if (!isOfCluster(error)) throw error;
      const what = namespace === undefined ? "logs" : `logs in namespace ${namespace}`;
      faults.push(faultOf(what, list, error));
    }
  }
  if (budget.omitted > 0)
    faults.push({
      what: `${budget.omitted} logs`,
      path: "podlogs",
      message: `left out, because there were ${byteWords(choice.total)} of logs already`,
    });
  return faults;
}

interface Budget {
  left: number;
  omitted: number;
}

async function dumpLog(logging: Logging, log: PodLog, budget: Budget): Promise<LoggedPod> {
  const { signal, dir, choice } = logging;
  signal.throwIfAborted();
  const name = logFile(log);
  const file = path.join(dir, name);
  if (await stat(file).catch(() => undefined)) return { isThere: true, bytes: 0, fault: undefined };
  if (budget.left <= 0) {
    budget.omitted += 1;
    return { isThere: false, bytes: 0, fault: undefined };
  }
  const api = `/api/v1/namespaces/${log.namespace}/pods/${encodeURIComponent(log.pod)}/log`;
  const what = `the ${log.previous ? "previous log" : "log"} of ${log.namespace}/${log.pod}/${log.container}`;
  const partial = `${file}.partial`;
  let bytes = 0;
  let isCut = false;
  await onDisk(file, () => mkdir(path.dirname(file), { recursive: true }));
  const handle = await onDisk(file, () => open(partial, "w"));
  try {
    for await (const chunk of logBytes(logging, api, queryOf(log, choice))) {
      const part = chunk.subarray(0, Math.min(choice.most - bytes, budget.left));
      bytes += part.length;
      budget.left -= part.length;
      await onDisk(file, () => handle.write(part));
      // the server ends it there too
      isCut = bytes === choice.most || budget.left === 0;
      if (isCut) break;
    }
    if (isCut && bytes === 0) {
      budget.omitted += 1;
      return { isThere: false, bytes, fault: undefined };
    }
    await onDisk(file, () => rename(partial, file));
  } catch (error) {
    signal.throwIfAborted();
    if (!isOfCluster(error)) throw error;
    return { isThere: false, bytes: 0, fault: faultOf(what, api, error) };
  } finally {
    await handle.close();
    await rm(partial, { force: true });
  }
  const message = `only its first ${byteWords(bytes)} are kept`;
  const fault = !isCut ? undefined : { what, path: `podlogs/${name}`, message };
  return { isThere: true, bytes, fault };
}

/** The bytes of a log as they come. */
async function* logBytes(
  { cluster, clock, signal }: Logging,
  api: string,
  query: Query,
): AsyncGenerator<Uint8Array> {
  const silence = new Silence(clock, patience, () => new RunError(`no answer within ${patience / 1000}s`));
  try {
    const { body } = await cluster.send({
      method: "GET",
      path: api,
      query,
      headers: { Accept: "*/*" },
      signal: AbortSignal.any([signal, silence.signal]),
      stream: true,
    });
    body.on("error", () => undefined);
    try {
      for await (const chunk of body) {
        yield chunk;
        silence.heard();
      }
    } catch (error) {
      signal.throwIfAborted();
      silence.signal.throwIfAborted();
      throw new RunError(`the answer was cut: ${firstLine(error)}`, { cause: error });
    } finally {
      body.destroy();
    }
    signal.throwIfAborted();
    silence.signal.throwIfAborted();
  } finally {
    silence.end();
  }
}

function queryOf({ container, previous }: PodLog, choice: LogChoice): Query {
  const { sinceSeconds, sinceTime, timestamps, tailLines, most } = choice;
  return {
    container,
    previous: previous || undefined,
    sinceSeconds,
    sinceTime,
    timestamps: timestamps || undefined,
    tailLines,
    limitBytes: most,
  };
}

/** Where Sonobuoy puts it, below `podlogs`; of an earlier attempt, beside it. */
function logFile({ namespace, pod, container, previous }: PodLog): string {
  const name = `${fileName(container)}${previous ? ".previous" : ""}.txt`;
  return path.posix.join(fileName(namespace), fileName(pod), "logs", name);
}
