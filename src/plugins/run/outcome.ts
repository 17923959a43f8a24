import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type { V1Pod } from "@kubernetes/client-node";
import { firstLine, UserError } from "../../errors.ts";
import { type Cluster, endingWith } from "../../kube/cluster.ts";
import { readText } from "../../kube/transport.ts";
import { writeWhole } from "../../results/files.ts";
import { safe } from "../../text/safe.ts";
import { collectorName } from "../definition/hints.ts";
import { pluginFolder } from "../snapshot/layout.ts";
import type { UnitStatus, Where } from "./events.ts";
import { type Collector, readGiven } from "./in-pod.ts";
import { unitName } from "./plan.ts";
import { collectorRuns } from "./pod-fault.ts";
import { type Stored, storeEverything, storeGiven } from "./store.ts";
import type { UnitEnd } from "./tracker.ts";

/** What came of a place. */
export interface Outcome {
  readonly status: UnitStatus;
  readonly text: string;
  readonly log: readonly string[];
}

/** What is needed to fetch what a place leaves. */
export interface Fetching {
  readonly cluster: Cluster;
  readonly collector: Collector;
  /** The folder of the run. */
  readonly dir: string;
}

// of the log of a container that failed
const lastLines = 20;
// bytes of each container's log that are kept
const mostLog = 10 * 2 ** 20;
// milliseconds for the logs of a pod: the kubelet of a lost node never answers
const logPatience = 10_000;
// milliseconds for what a plugin that failed left behind
const partialPatience = 60_000;

/**
 * Fetches the results of a place, or what there is of one that failed. What keeps the results from being fetched completely is an error of the
 * place; nothing that is missing is passed over.
 * @throws the signal's reason
 */
export async function fetchOutcome(
  fetching: Fetching,
  where: Where,
  end: UnitEnd,
  pod: V1Pod | undefined,
): Promise<Outcome> {
  const { collector, dir } = fetching;
  const folder = path.join(dir, pluginFolder(where.plugin));
  const target = path.join(folder, "results", unitName(where));
  const logs = endingWith(fetching.cluster, AbortSignal.timeout(logPatience));
  await keepLogs({ ...fetching, cluster: logs }, pod);
  if (end.kind === "error") return failed(fetching, where, end, pod);
  try {
    const stored = await fetchResults(collector, end.what, target);
    if (typeof stored === "string") return failed(fetching, where, asError(stored), pod);
    if (stored.problems.length > 0) {
      const text = `not everything could be taken: ${stored.problems.join("; ")}`;
      await writeError(folder, where, text, pod);
      return { status: "failed", text, log: [] };
    }
    return { status: "collected", text: storedWords(stored), log: [] };
  } catch (error) {
    collector.signal.throwIfAborted();
    if (!(error instanceof UserError)) throw error;
    return failed(fetching, where, asError(firstLine(error)), pod);
  }
}

/** What came, or why there is nothing to take. */
async function fetchResults(
  collector: Collector,
  what: "done" | "everything",
  target: string,
): Promise<Stored | string> {
  if (what === "everything") return storeEverything(collector, target);
  const given = await readGiven(collector);
  return given.kind === "nothing" ? given.why : storeGiven(collector, given, target);
}

function asError(text: string): Extract<UnitEnd, { kind: "error" }> {
  return { kind: "error", text, isGone: false };
}

function storedWords({ files, bytes }: Stored): string {
  const size = bytes < 2 ** 20 ? `${Math.ceil(bytes / 1024)} KiB` : `${(bytes / 2 ** 20).toFixed(1)} MiB`;
  return `${files} ${files === 1 ? "file" : "files"}, ${size}`;
}

/** Records an error as Sonobuoy does, with what was there. */
async function failed(
  { cluster, collector, dir }: Fetching,
  where: Where,
  { text, isGone, container }: Extract<UnitEnd, { kind: "error" }>,
  pod: V1Pod | undefined,
): Promise<Outcome> {
  const folder = path.join(dir, pluginFolder(where.plugin));
  const isReadable = pod !== undefined && (!isGone || container !== undefined);
  const bounded = endingWith(cluster, AbortSignal.timeout(logPatience));
  const log = isReadable ? await lastLogLines(bounded, pod, container).catch(() => []) : [];
  const left =
    isGone || !collectorRuns(pod)
      ? undefined
      : await keepPartial(collector, path.join(folder, "partial", unitName(where)));
  const whole = left === undefined ? text : `${text}; what it left: ${left}`;
  await writeError(folder, where, whole, pod, log);
  return { status: text.startsWith("timeout") ? "timeout" : "failed", text: whole, log };
}

/** What a plugin that failed has written so far; undefined if that cannot be found out. */
async function keepPartial(collector: Collector, target: string): Promise<string | undefined> {
  const signal = AbortSignal.any([collector.signal, AbortSignal.timeout(partialPatience)]);
  try {
    const stored = await storeEverything({ ...collector, execWorks: false, signal }, target);
    return stored.files === 0 ? "nothing" : `${storedWords(stored)} (in partial/)`;
  } catch {
    collector.signal.throwIfAborted();
    return undefined;
  }
}

async function writeError(
  folder: string,
  where: Where,
  error: string,
  pod: V1Pod | undefined,
  log: readonly string[] = [],
): Promise<void> {
  const file = path.join(folder, "errors", unitName(where), "error.json");
  const value = {
    error,
    ...(log.length === 0 ? {} : { log: log.join("\n") }),
    ...(pod === undefined ? {} : { pod: bare(pod) }),
  };
  await writeWhole(file, `${JSON.stringify(value)}\n`, { overwrite: true });
}

/** A pod without the values of its variables, which may be secret, and without what the server keeps for itself. */
function bare({ apiVersion = "v1", kind = "Pod", metadata, spec, status }: V1Pod): object {
  const { managedFields: _, ...meta } = metadata ?? {};
  const containers = spec?.containers.map(({ env, ...container }) => ({
    ...container,
    ...(env === undefined ? {} : { env: env.map(({ name }) => ({ name })) }),
  }));
  return { apiVersion, kind, metadata: meta, spec: { ...spec, containers }, status };
}

/** Records a place that never had a pod. */
export async function refuse(dir: string, where: Where, error: string): Promise<void> {
  await writeError(path.join(dir, pluginFolder(where.plugin)), where, error, undefined);
}

/** The last lines of the container that failed, or of the plugin's last container. */
async function lastLogLines(
  cluster: Cluster,
  pod: V1Pod,
  container: string | undefined,
): Promise<readonly string[]> {
  const own = pod.spec?.containers.filter(({ name }) => name !== collectorName) ?? [];
  const name = container ?? own.at(-1)?.name;
  if (name === undefined) return [];
  const text = await logOf(cluster, pod, name, { tailLines: lastLines, limitBytes: 64 * 1024 });
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => safe(line.slice(0, 1000)));
}

async function logOf(
  { send }: Cluster,
  { metadata }: V1Pod,
  container: string,
  query: { readonly tailLines?: number; readonly limitBytes: number },
): Promise<string> {
  const reply = await send({
    method: "GET",
    path: `/api/v1/namespaces/${metadata?.namespace}/pods/${metadata?.name}/log`,
    query: { container, ...query },
    headers: { Accept: "*/*" },
  });
  return readText(reply.body);
}

/** Keeps the log of each of the plugin's containers where Sonobuoy keeps those of pods. */
async function keepLogs({ cluster, dir }: Fetching, pod: V1Pod | undefined): Promise<void> {
  const { metadata, spec } = pod ?? {};
  if (pod === undefined || metadata?.name === undefined || metadata.namespace === undefined) return;
  const folder = path.join(dir, "podlogs", metadata.namespace, metadata.name, "logs");
  const all = [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])];
  for (const { name } of all.filter((one) => one.name !== collectorName)) {
    // a container that never ran has none
    const text = await logOf(cluster, pod, name, { limitBytes: mostLog }).catch(() => "");
    if (text === "") continue;
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, `${name}.txt`), text);
  }
}
