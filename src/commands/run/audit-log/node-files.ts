import { InputError, messageOf } from "../../../errors.ts";
import type { Cluster } from "../../../kube/cluster.ts";
import { ApiError } from "../../../kube/errors.ts";
import { readText } from "../../../kube/transport.ts";
import { type AuditLog, elsewhere } from "./source.ts";

export type NodeLog = Extract<AuditLog, { kind: "node" }>;

// the kubelet serves files, and pages with links to them
const headers = { accept: "*/*" };

/** A folder of logs is listed as a page of links; nobody has so many files in one. */
const mostNames = 10_000;

/**
 * The names of the files in the folder of a node's log, as its kubelet serves them.
 * @throws InputError that says how else the log can be counted
 */
export async function namesBeside(cluster: Cluster, log: NodeLog): Promise<readonly string[]> {
  const folder = log.path.replace(/[^/]*$/, "");
  try {
    const { body } = await cluster.send({
      method: "GET",
      path: pathOf(log.node, folder),
      headers,
      page: true,
    });
    const links = (await readText(body)).matchAll(/<a href="([^"/]+)">/g);
    return [...links].slice(0, mostNames).map(([, link = ""]) => decodeURIComponent(link));
  } catch (cause) {
    throw unreachable(log, cause);
  }
}

/** The bytes of a file beside a node's log. @throws InputError as `namesBeside` does */
export async function* fileBeside(
  cluster: Cluster,
  log: NodeLog,
  name: string,
): AsyncGenerator<Buffer, void> {
  const file = log.path.replace(/[^/]*$/, () => name);
  try {
    const reply = await cluster.sendOnce({
      method: "GET",
      path: pathOf(log.node, file),
      headers,
      stream: true,
      page: true,
    });
    if (reply.status !== 200) throw new Error(`HTTP ${reply.status}`);
    for await (const chunk of reply.body) yield chunk;
  } catch (cause) {
    throw unreachable(log, cause);
  }
}

function pathOf(node: string, file: string): string {
  return `/api/v1/nodes/${node}/proxy/logs/${file.split("/").map(encodeURIComponent).join("/")}`;
}

function unreachable(log: NodeLog, cause: unknown): InputError {
  const why =
    cause instanceof ApiError && cause.status === 403
      ? "you may not read the logs of nodes"
      : cause instanceof ApiError && cause.status === 404
        ? `node ${log.node} is not there, or its kubelet does not serve /var/log/${log.path.replace(/\/?[^/]*$/, "")}`
        : messageOf(cause);
  return new InputError(`--audit-log ${log.name}: ${why}`, {
    fix: `it needs permission to get nodes/proxy, and a kubelet with enableSystemLogHandler; or count the log where it is: ${elsewhere(`/var/log/${log.path}`)}`,
    cause,
  });
}
