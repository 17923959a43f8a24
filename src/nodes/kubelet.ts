import type { Readable } from "node:stream";
import type { Clock } from "../async/paced.ts";
import { Silence } from "../async/silence.ts";
import { firstLine, RunError } from "../errors.ts";
import type { Cluster } from "../kube/cluster.ts";
import { ApiError } from "../kube/errors.ts";
import { mayPass } from "../kube/retry.ts";
import { isPage, type Query, type Reply } from "../kube/transport.ts";
import { safe } from "../text/safe.ts";
import { type Entry, entriesIn } from "./listing.ts";

/** A node whose kubelet is asked through the API server. */
export interface Node {
  readonly cluster: Pick<Cluster, "send">;
  readonly name: string;
  readonly clock: Clock & { now(): number };
  readonly signal: AbortSignal;
}

/** An answer as it comes. */
export interface Streamed extends Pick<Reply, "status" | "headers"> {
  /** To be iterated once; leaving it early hangs up. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** What a kubelet answers to a request for logs. */
export type Answer =
  | { readonly kind: "bytes"; readonly reply: Streamed }
  /** A folder, or what it answers to a query that it ignores. */
  | { readonly kind: "folder"; readonly entries: readonly Entry[] };

/** A node whose logs cannot be read, or not in this way. */
export class NodeError extends RunError {
  override readonly name = "NodeError";
  /** The HTTP status; undefined without an answer. */
  readonly status: number | undefined;
  constructor(message: string, options: { fix?: string; cause?: unknown; status?: number } = {}) {
    super(message, options);
    this.status = options.status;
  }
}

/** An answer that ended before its end. */
export class Cut extends NodeError {}

// milliseconds: the kubelet itself gives up a query after 30 s, and may be silent until then
const patience = 45_000;
// characters of a folder's page: ten thousand names
const longestPage = 4 * 1024 * 1024;

/** The path of a node's kubelet in the API. */
function kubeletPath(node: string, path: string): string {
  return `/api/v1/nodes/${encodeURIComponent(node)}/proxy/${path}`;
}

/**
 * Asks a kubelet for something below `/logs/`. A silence of 45 s ends the answer, with an error from its body.
 * @throws NodeError if the kubelet or the API server refuses, ConnectionError without an answer; the signal's reason
 */
export async function askLogs(
  node: Node,
  path: string,
  { query, range }: { readonly query?: Query; readonly range?: string } = {},
): Promise<Answer> {
  const reply = await ask(node, `logs/${path.split("/").map(encodeURIComponent).join("/")}`, {
    ...(query === undefined ? {} : { query }),
    ...(range === undefined ? {} : { range }),
  });
  // a file may be a page too
  if (!isPage(reply.headers) || /\.html?$/i.test(path)) return { kind: "bytes", reply };
  const entries = entriesIn((await headOf(reply.chunks, longestPage)).toString("utf8"));
  if (entries !== undefined) return { kind: "folder", entries };
  throw new NodeError(`node ${safe(node.name)}: the answer is a web page that is not the kubelet's`, {
    fix: `a login page or a proxy may answer in its place; to see it: kubectl get --raw '${kubeletPath(node.name, "logs/")}'`,
  });
}

/**
 * Asks a kubelet for a path, of which the answer is a stream.
 * @throws as `askLogs`
 */
export async function ask(
  node: Node,
  path: string,
  { query, range }: { readonly query?: Query; readonly range?: string } = {},
): Promise<Streamed> {
  const words = `node ${safe(node.name)}: its kubelet has been silent for ${patience / 1000}s`;
  const silence = new Silence(node.clock, patience, () => new NodeError(words));
  try {
    const { status, headers, body } = await node.cluster.send({
      method: "GET",
      path: kubeletPath(node.name, path),
      ...(query === undefined ? {} : { query }),
      headers: { Accept: "*/*", ...(range === undefined ? {} : { Range: range }) },
      signal: AbortSignal.any([node.signal, silence.signal]),
      stream: true,
      page: true,
    });
    // it may be cut before it is read, which its reader gets to know
    body.on("error", () => undefined);
    return { status, headers, chunks: heard(body, node, silence) };
  } catch (error) {
    silence.end();
    silence.signal.throwIfAborted();
    throw error instanceof ApiError ? refusal(node.name, error) : error;
  }
}

/** The chunks of a body. Throws Cut, or the reason why they end. */
async function* heard(body: Readable, { name, signal }: Node, silence: Silence): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of body) {
      yield chunk;
      // not before: whoever takes his time with a chunk is not the kubelet
      silence.heard();
    }
  } catch (error) {
    signal.throwIfAborted();
    silence.signal.throwIfAborted();
    throw new Cut(`node ${safe(name)}: the answer was cut: ${firstLine(error)}`, { cause: error });
  } finally {
    silence.end();
    body.destroy();
  }
  // a body that is destroyed by its signal may end as if it were whole
  signal.throwIfAborted();
  silence.signal.throwIfAborted();
}

/** The beginning of an answer, of at most `most` bytes. */
export async function headOf(chunks: AsyncIterable<Uint8Array>, most: number): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    parts.push(chunk);
    length += chunk.length;
    if (length > most) break;
  }
  return Buffer.concat(parts).subarray(0, most);
}

/** Whether a kubelet that failed so may answer later: one that is restarted, or cannot be reached. */
export function mayCome(error: unknown): boolean {
  return mayPass(error) || (error instanceof NodeError && (error.status ?? 500) >= 500);
}

/** A refusal in words about nodes. */
export function refusal(node: string, error: ApiError): NodeError {
  const { status, words } = error;
  const name = safe(node);
  const more = { status, cause: error };
  if (status === 403 && words.includes("nodes/proxy"))
    return new NodeError(`node ${name}: ${words}`, {
      ...more,
      fix: "reading through a kubelet takes the permission to get nodes/proxy, which is broad: it also allows to run commands in every pod of the node; ask for it with: kubectl create clusterrole node-logs --verb=get --resource=nodes,nodes/proxy",
    });
  if (status === 405)
    return new NodeError(`node ${name}: its kubelet serves no logs: ${words}`, {
      ...more,
      fix: "set enableSystemLogHandler and enableDebuggingHandlers to true in the kubelet's configuration",
    });
  if (status === 404 && error.isOwn && error.details?.kind === "nodes")
    return new NodeError(`there is no node ${name}`, { ...more, fix: "list them: kubectl get nodes" });
  return new NodeError(`node ${name}: ${words}`, more);
}
