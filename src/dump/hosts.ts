import { stat } from "node:fs/promises";
import path from "node:path";
import { allDone } from "../async/all-done.ts";
import { Slots } from "../async/slots.ts";
import { firstLine } from "../errors.ts";
import { parseJson } from "../kube/json.ts";
import { redactedObject } from "../kube/redacted.ts";
import { collectNodeLogs } from "../nodes/collect.ts";
import { ask, headOf, type Node, NodeError } from "../nodes/kubelet.ts";
import type { Wanted } from "../nodes/query.ts";
import { byteWords } from "../text/bytes.ts";
import { fileName } from "../text/file-name.ts";
import { safeJson } from "../text/safe.ts";
import { type Fault, isOfCluster } from "./fault.ts";
import type { DumpFolder } from "./folder.ts";

/** What is asked of kubelets. */
export interface HostOptions {
  readonly redact: boolean;
  /** Which lines of the kubelets' logs. */
  readonly wanted: Wanted;
  /** Bytes of one log. */
  readonly most: number;
}

// nodes that are asked at the same time
const atOnce = 8;
// bytes; a kubelet with hundreds of pods has a few megabytes of metrics
const mostConfig = 4 * 1024 * 1024;
const mostMetrics = 64 * 1024 * 1024;

/**
 * Writes of each node its kubelet's settings, health, metrics and log, below `hosts/NODE`. One that does not answer costs only itself.
 * @throws DiskError, the signal's reason
 */
export async function dumpHosts(
  folder: DumpFolder,
  nodes: readonly Node[],
  options: HostOptions,
  take: (node: string) => void,
): Promise<void> {
  const slots = new Slots(atOnce);
  await allDone(
    nodes.map((node) =>
      slots.run(async () => {
        node.signal.throwIfAborted();
        await dumpHost(folder, node, options);
        take(node.name);
      }),
    ),
  );
}

async function dumpHost(
  folder: DumpFolder,
  node: Node,
  { redact, wanted, most }: HostOptions,
): Promise<void> {
  const host = `hosts/${fileName(node.name)}`;
  const keep = async (
    name: string,
    read: () => Promise<string>,
  ): Promise<"kept" | "left out" | "out of reach"> => {
    if (await exists(path.join(folder.dir, host, name))) return "kept";
    try {
      await folder.write(`${host}/${name}`, await read());
      return "kept";
    } catch (error) {
      node.signal.throwIfAborted();
      if (!isOfCluster(error)) throw error;
      const isAway = !(error instanceof NodeError) || awayStatuses.includes(error.status ?? 0);
      await folder.left(faultOn(node, isAway ? "" : name, error));
      return isAway ? "out of reach" : "left out";
    }
  };
  // whoever does not answer this does not answer the others
  if ((await keep("healthz.json", () => health(node))) === "out of reach") return;
  await keep("configz.json", async () => settings(await answer(node, "configz", mostConfig), redact));
  await keep("metrics.txt", () => answer(node, "metrics", mostMetrics));
  if (await exists(path.join(folder.dir, host, "kubelet.log"))) return;
  const logs = await collectNodeLogs({
    nodes: [node],
    logs: [{ kind: "unit", name: "kubelet" }],
    wanted,
    dir: path.join(folder.dir, "hosts"),
    most,
    slots: new Slots(1),
  });
  for (const { fault } of logs) {
    if (fault === undefined) continue;
    const what = `the log of the kubelet of ${node.name}`;
    await folder.left({ what, path: `${host}/kubelet.log`, message: fault.words });
  }
}

// of the API server, in place of a kubelet that it cannot reach
const awayStatuses = [502, 503, 504];

async function exists(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined)) !== undefined;
}

function faultOn(node: Node, name: string, error: unknown): Fault {
  const status = error instanceof NodeError ? error.status : undefined;
  const what =
    name === ""
      ? `the kubelet of ${node.name}`
      : `${name.replace(/\..*/, "")} of the kubelet of ${node.name}`;
  const path = `/api/v1/nodes/${node.name}/proxy/${name.replace(/\..*/, "")}`;
  return { what, path, ...(status === undefined ? {} : { status }), message: firstLine(error) };
}

async function answer(node: Node, path: string, most: number): Promise<string> {
  const { chunks } = await ask(node, path);
  const bytes = await headOf(chunks, most);
  if (bytes.length === most) throw new NodeError(`the answer is larger than ${byteWords(most)}`);
  return bytes.toString("utf8");
}

function settings(json: string, redact: boolean): string {
  const parsed = parseJson(json);
  if (parsed === undefined) throw new NodeError("the answer is not JSON");
  return `${safeJson(JSON.stringify(redact ? redactedObject(parsed) : parsed))}\n`;
}

/** As Sonobuoy writes it: the HTTP status. */
async function health(node: Node): Promise<string> {
  try {
    const { status, chunks } = await ask(node, "healthz");
    await headOf(chunks, 0);
    return `{"status":${status}}\n`;
  } catch (error) {
    // it answers that it is not well
    if (error instanceof NodeError && error.status === 500) return '{"status":500}\n';
    throw error;
  }
}
