import type { Slots } from "../../async/slots.ts";
import { messageOf } from "../../errors.ts";
import type { Cluster } from "../../kube/cluster.ts";
import { ApiError } from "../../kube/errors.ts";
import { record, text } from "../../kube/json.ts";
import { itemsOf } from "../../kube/objects.ts";
import { type Row, tableCodec } from "../../kube/table.ts";
import { jsonObject, type Query, readText } from "../../kube/transport.ts";

/** What was read of a namespace; the objects are any JSON. */
export interface Gathered {
  readonly namespace: string;
  readonly events: readonly unknown[];
  readonly pods: readonly unknown[];
  readonly logs: readonly ContainerLog[];
  readonly tables: readonly KindTable[];
  /** What could not be read, or is more than is kept. */
  readonly leftOut: readonly LeftOut[];
}

export interface ContainerLog {
  readonly pod: string;
  readonly container: string;
  /** Whether it is the log of the container's last attempt. */
  readonly previous: boolean;
  readonly text: string;
}

/** The objects of a kind, as the server prints them. */
export interface KindTable {
  readonly kind: string;
  readonly rows: readonly Row[];
}

export interface LeftOut {
  readonly what: string;
  readonly why: string;
  /** Whether the user may not read it. */
  readonly forbidden: boolean;
}

/** How the cluster is read: never for long, and with few requests at the same time. */
export interface Reading {
  readonly cluster: Pick<Cluster, "send">;
  readonly slots: Slots;
  readonly signal: AbortSignal;
}

const mostEvents = 500;
const mostPods = 50;
const mostLogs = 24;
const mostRows = 100;
const mostNodes = 50;
const tailLines = 200;
/** Characters of a container's log that are kept: its end. */
const longestLog = 65_536;
// milliseconds: the namespace is about to be gone
const patience = 8000;

// no secrets and no config maps: to list them is to read them
const kinds: readonly (readonly [kind: string, path: string])[] = [
  ["services", "api/v1"],
  ["endpointslices", "apis/discovery.k8s.io/v1"],
  ["deployments", "apis/apps/v1"],
  ["replicasets", "apis/apps/v1"],
  ["statefulsets", "apis/apps/v1"],
  ["daemonsets", "apis/apps/v1"],
  ["replicationcontrollers", "api/v1"],
  ["jobs", "apis/batch/v1"],
  ["persistentvolumeclaims", "api/v1"],
  ["resourcequotas", "api/v1"],
  ["networkpolicies", "apis/networking.k8s.io/v1"],
];

/** Reads a namespace that is about to be deleted, what goes first first. Never throws. */
export async function gather(reading: Reading, namespace: string): Promise<Gathered> {
  const leftOut: LeftOut[] = [];
  const [events, pods] = await Promise.all([
    listed(reading, `/api/v1/namespaces/${namespace}/events`, "events", mostEvents, leftOut),
    listed(reading, `/api/v1/namespaces/${namespace}/pods`, "pods", mostPods, leftOut),
  ]);
  const wanted = pods.flatMap(logsOf).toSorted((a, b) => b.rank - a.rank);
  if (wanted.length > mostLogs)
    leftOut.push(tooMany(`the logs of ${wanted.length - mostLogs} more containers`));
  const logs = await Promise.all(
    wanted.slice(0, mostLogs).map((one) => logOf(reading, namespace, one, leftOut)),
  );
  const tables = await Promise.all(
    kinds.map(([kind, api]) => tableOf(reading, kind, `/${api}/namespaces/${namespace}/${kind}`, leftOut)),
  );
  return {
    namespace,
    events,
    pods,
    logs: logs.filter((log) => log !== undefined),
    tables: tables.filter((table) => table !== undefined).filter(({ rows }) => rows.length > 0),
    leftOut,
  };
}

/** Reads the nodes, each as JSON of unknown form. Never throws. */
export async function gatherNodes(
  reading: Reading,
): Promise<{ readonly nodes: readonly unknown[]; readonly leftOut: readonly LeftOut[] }> {
  const leftOut: LeftOut[] = [];
  return { nodes: await listed(reading, "/api/v1/nodes", "nodes", mostNodes, leftOut), leftOut };
}

async function listed(
  reading: Reading,
  path: string,
  what: string,
  most: number,
  leftOut: LeftOut[],
): Promise<readonly unknown[]> {
  const list = await tried(reading, { path, query: { limit: most }, what }, leftOut, (body) => {
    const page = jsonObject(body, path);
    const { continue: more } = record(record(page).metadata);
    return { items: itemsOf(page, path).slice(0, most), isPart: (text(more) ?? "") !== "" };
  });
  if (list?.isPart === true) leftOut.push(tooMany(`more than ${most} ${what}`));
  return list?.items ?? [];
}

interface WantedLog {
  readonly pod: string;
  readonly container: string;
  readonly previous: boolean;
  /** Higher for what has more to say. */
  readonly rank: number;
}

/** The logs that a pod has: of containers that have started, and of their last attempts. */
function logsOf(pod: unknown): WantedLog[] {
  const { metadata, status } = record(pod);
  const name = text(record(metadata).name);
  if (name === undefined) return [];
  const of = record(status);
  const all = [of.initContainerStatuses, of.containerStatuses, of.ephemeralContainerStatuses];
  return all
    .flatMap((statuses) => (Array.isArray(statuses) ? statuses : []))
    .flatMap((one): WantedLog[] => {
      const { name: container, ready, state, lastState } = record(one);
      const { running, terminated } = record(state);
      const before = record(lastState).terminated;
      if (typeof container !== "string") return [];
      const rank = (ready === true ? 0 : 2) + (before === undefined ? 0 : 1);
      const log = { pod: name, container, rank };
      return [
        ...(running === undefined && terminated === undefined ? [] : [{ ...log, previous: false }]),
        ...(before === undefined ? [] : [{ ...log, previous: true }]),
      ];
    });
}

async function logOf(
  reading: Reading,
  namespace: string,
  { pod, container, previous }: WantedLog,
  leftOut: LeftOut[],
): Promise<ContainerLog | undefined> {
  const path = `/api/v1/namespaces/${namespace}/pods/${encodeURIComponent(pod)}/log`;
  const query = { container, tailLines, limitBytes: longestLog * 4, ...(previous ? { previous } : {}) };
  const what = `the ${previous ? "previous log" : "log"} of ${pod}/${container}`;
  const log = await tried(reading, { path, query, what }, leftOut, (body) => body);
  return log === undefined ? undefined : { pod, container, previous, text: log.slice(-longestLog) };
}

async function tableOf(
  reading: Reading,
  kind: string,
  path: string,
  leftOut: LeftOut[],
): Promise<KindTable | undefined> {
  const codec = tableCodec();
  // names and status as kubectl prints them: the objects themselves stay where they are
  const query = { limit: mostRows, includeObject: "None" };
  const rows = await tried(reading, { path, query, what: kind, accept: codec.accept }, leftOut, (body) =>
    codec.items(jsonObject(body, path)),
  );
  return rows && { kind, rows: rows.slice(0, mostRows) };
}

interface Asked {
  readonly path: string;
  readonly query: Query;
  readonly what: string;
  readonly accept?: string;
}

/** The answer to a request, read; undefined where there is none, with the reason in `leftOut`. */
async function tried<T>(
  { cluster, slots, signal }: Reading,
  { path, query, what, accept = "application/json" }: Asked,
  leftOut: LeftOut[],
  read: (body: string) => T,
): Promise<T | undefined> {
  try {
    return await slots.run(async () => {
      const bound = AbortSignal.any([signal, AbortSignal.timeout(patience)]);
      const headers = { Accept: accept };
      const reply = await cluster.send({ method: "GET", path, query, headers, signal: bound });
      return read(await readText(reply.body));
    });
  } catch (error) {
    const isApi = error instanceof ApiError;
    // an older server does not have every kind, and a pod may be gone already
    if (isApi && error.status === 404 && !path.endsWith("/log")) return undefined;
    leftOut.push({ what, why: whyNot(error), forbidden: isApi && error.status === 403 });
    return undefined;
  }
}

function whyNot(error: unknown): string {
  if (error instanceof DOMException && error.name === "TimeoutError") return "it took too long";
  return messageOf(error);
}

function tooMany(what: string): LeftOut {
  return { what, why: "too many to keep", forbidden: false };
}
