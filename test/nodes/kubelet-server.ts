import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Cluster, openCluster } from "../../src/kube/cluster.ts";
import type { Node } from "../../src/nodes/kubelet.ts";
import { realMonotonic, realSleep } from "../../src/process/io.ts";
import { connectionTo, status } from "../kube/scripted-server.ts";

/** A line of a journal. */
export interface JournalLine {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly text: string;
}

/** A node as the kubelet of v1.37.2 shows it (`kubelet_server_journal.go`, and Go's file server). */
export interface ServedNode {
  /** By unit; a unit without a journal logs to a file, if at all. */
  journal: Record<string, readonly JournalLine[]>;
  /** Below /var/log. */
  files: Record<string, string>;
  /** Whether it answers log queries. */
  query?: boolean;
  /** Milliseconds from UTC, by which journalctl reads the times of a query. */
  zone?: number;
  /** What happens to each answer with a journal in turn: it ends after so many lines, as if after 30 s, or is cut. */
  ends?: { readonly lines: number; readonly how: "cap" | "cut" }[];
  /** Answers everything with this. */
  refuses?: { readonly status: number; readonly body: string };
}

export interface KubeletServer extends AsyncDisposable {
  readonly nodes: Record<string, ServedNode>;
  /** The requests: `node1 logs/?query=kubelet`. */
  readonly requests: string[];
  readonly url: string;
  readonly cluster: Cluster;
  /** The node, as it is asked. */
  node(name: string): Node;
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** A line as `journalctl --utc --output=short-precise` prints it. */
export function shortPrecise(unit: string, { at, text }: JournalLine): string {
  const time = new Date(at);
  const date = `${months[time.getUTCMonth()]} ${String(time.getUTCDate()).padStart(2, "0")}`;
  return `${date} ${time.toISOString().slice(11, 23)}000 node ${unit}[77]: ${text}`;
}

/** An API server through which kubelets answer. */
export async function kubeletServer(nodes: Record<string, ServedNode>): Promise<KubeletServer> {
  const requests: string[] = [];
  let skipped = 0;
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "", "http://server");
    const [, name = "", path = ""] = /^\/api\/v1\/nodes\/([^/]+)\/proxy\/(.*)$/.exec(url.pathname) ?? [];
    requests.push(`${name} ${path}${url.search}`);
    const node = nodes[name];
    if (node === undefined) {
      refuse(response, 404, JSON.stringify(missing(name)));
      return;
    }
    if (node.refuses !== undefined) {
      refuse(response, node.refuses.status, node.refuses.body);
      return;
    }
    const units = url.searchParams.getAll("query");
    if (node.query !== false && units.length > 0)
      journal(node, units, url.searchParams, response, () => {
        skipped += 30_000;
      });
    else file(node, decodeURIComponent(path.replace(/^logs\//, "")), request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const clock = {
    now: Date.now,
    monotonic: () => realMonotonic() + skipped,
    sleep: (ms: number, signal?: AbortSignal) => realSleep(ms < 10_000 ? 1 : ms, signal),
  };
  const cluster = openCluster(connectionTo(`http://127.0.0.1:${port}`), "test", clock, { patience: 0 });
  return {
    nodes,
    cluster,
    url: `http://127.0.0.1:${port}`,
    requests,
    node: (name) => ({ cluster, name, clock, signal: new AbortController().signal }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function missing(name: string) {
  const words = status(404, "NotFound", `nodes "${name}" not found`);
  return { ...words, details: { name, kind: "nodes" } };
}

function refuse(response: ServerResponse, code: number, body: string): void {
  response.writeHead(code, { "Content-Type": body.startsWith("{") ? "application/json" : "text/plain" });
  response.end(body);
}

function journal(
  node: ServedNode,
  units: readonly string[],
  query: URLSearchParams,
  response: ServerResponse,
  later: () => void,
): void {
  const [unit = ""] = units;
  response.writeHead(200, { "Content-Type": "text/plain;charset=UTF-8" });
  const lines = node.journal[unit];
  if (lines === undefined) {
    const names = [unit, `${unit}.log`, `${unit}/${unit}.log`];
    const hasOptions = ["sinceTime", "untilTime", "tailLines", "pattern", "boot"].some((key) =>
      query.has(key),
    );
    const there = names.find((name) => node.files[name] !== undefined);
    if (hasOptions) {
      const words = `\noptions present and query resolved to log files for [${unit}]\ntry without specifying options\n`;
      response.end(words);
      return;
    }
    response.end(there === undefined ? `\nlog not found for ${unit}\n` : node.files[there]);
    return;
  }
  const wall = (key: string) => Date.parse(query.get(key) ?? "") - (node.zone ?? 0);
  const pattern = new RegExp(query.get("pattern") ?? "", "i");
  let chosen = lines.filter(
    ({ at, text }) =>
      !(query.has("sinceTime") && at < wall("sinceTime")) &&
      !(query.has("untilTime") && at > wall("untilTime") + 999) &&
      pattern.test(text),
  );
  const tail = query.get("tailLines");
  const hasTime = query.has("sinceTime") || query.has("untilTime");
  // journalctl counts from a beginning, and finds nothing before an end, unless a pattern has it begin at the end
  if (tail !== null && hasTime && !query.has("pattern"))
    chosen = query.has("sinceTime") ? chosen.slice(0, Number(tail)) : [];
  else if (tail !== null) chosen = chosen.slice(-Number(tail));
  // as with --lines and --grep together
  if (tail !== null && query.has("pattern")) chosen = chosen.toReversed();
  const printed = chosen.map((line) => `${shortPrecise(unit, line)}\n`);
  const end = tail === "1" ? undefined : node.ends?.shift();
  if (end === undefined) {
    response.end(printed.length === 0 ? "-- No entries --\n" : printed.join(""));
    return;
  }
  const part = printed.slice(0, end.lines).join("");
  if (end.how === "cap") {
    later();
    response.end(`${part}Nov 29 half a li`);
    return;
  }
  response.write(`${part}Nov 29 half a li`, () => response.destroy());
}

function file(node: ServedNode, path: string, request: IncomingMessage, response: ServerResponse): void {
  const folder = path === "" || path.endsWith("/");
  if (folder) {
    const inside = Object.keys(node.files).filter((name) => name.startsWith(path));
    const names = [...new Set(inside.map((name) => name.slice(path.length).replace(/\/.*/, "/")))];
    if (names.length === 0 && path !== "") {
      refuse(response, 404, "404 page not found\n");
      return;
    }
    response.writeHead(200, { "Content-Type": "text/html; charset=utf-8" });
    // the API server's proxy rewrites the links
    const links = names.map((name) => `<a href="/api/v1/nodes/n/proxy/logs/${path}${name}">${name}</a>\n`);
    response.end(
      `<!doctype html>\n<meta name="viewport" content="width=device-width">\n<pre>\n${links.join("")}</pre>\n`,
    );
    return;
  }
  const text = node.files[path];
  if (text === undefined) {
    refuse(response, 404, "404 page not found\n");
    return;
  }
  const all = Buffer.from(text);
  if (request.headers.range === undefined) {
    response.writeHead(200, { "Content-Type": "text/plain" });
    response.end(all);
    return;
  }
  const [, first = "", last = ""] = /^bytes=(\d*)-(\d*)$/.exec(request.headers.range) ?? [];
  const begin = first === "" ? Math.max(0, all.length - Number(last)) : Number(first);
  const end = first === "" || last === "" ? all.length : Number(last) + 1;
  if (begin >= all.length) {
    response.writeHead(416, { "Content-Range": `bytes */${all.length}`, "Content-Type": "text/plain" });
    response.end("invalid range: failed to overlap\n");
    return;
  }
  response.writeHead(206, {
    "Content-Type": "text/plain",
    "Content-Range": `bytes ${begin}-${Math.min(end, all.length) - 1}/${all.length}`,
  });
  response.end(all.subarray(begin, end));
}
