import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { openCluster } from "../../src/kube/cluster.ts";
import { realMonotonic, realSleep } from "../../src/process/io.ts";
import { connectionTo, status } from "../kube/scripted-server.ts";

/** A kind of objects, and those there are. */
export interface ServedKind {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly kind: string;
  readonly namespaced: boolean;
  /** Versions of the group that serve it too. */
  readonly also?: readonly string[];
  objects: readonly object[];
}

export interface Served {
  readonly kinds: readonly ServedKind[];
  /** By path, the log's whole text. */
  readonly logs?: Readonly<Record<string, string>>;
  /** Answers these paths so, instead of what is there; undefined for the usual answer. */
  answer?(path: string, query: URLSearchParams, response: ServerResponse): boolean;
}

export interface ApiServer extends AsyncDisposable {
  readonly url: string;
  /** The paths that were asked for, with what was asked of them. */
  readonly requests: string[];
  /** How a dump reads it. */
  reading(signal?: AbortSignal): {
    readonly cluster: ReturnType<typeof openCluster>;
    readonly io: { now(): number; monotonic(): number; sleep: typeof realSleep };
    readonly signal: AbortSignal;
  };
}

export function refuse(response: ServerResponse, code: number, reason: string, message: string): true {
  response.writeHead(code, { "Content-Type": "application/json" });
  response.end(JSON.stringify(status(code, reason, message)));
  return true;
}

/** An API server with discovery, lists in pages, and logs. */
export async function apiServer(served: Served): Promise<ApiServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const { pathname: path, searchParams: query } = new URL(request.url ?? "", "http://server");
    requests.push(`${path}${query.size === 0 ? "" : `?${query}`}`);
    if (served.answer?.(path, query, response) === true) return;
    const log = served.logs?.[path];
    if (log !== undefined) {
      response.writeHead(200, { "Content-Type": "text/plain" });
      response.end(Buffer.from(log).subarray(0, Number(query.get("limitBytes") ?? Number.MAX_SAFE_INTEGER)));
      return;
    }
    const body = document(served, path, query);
    if (body === undefined)
      refuse(response, 404, "NotFound", "the server could not find the requested resource");
    else {
      response.writeHead(200, { "Content-Type": "application/json" });
      response.end(JSON.stringify(body));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const io = {
    now: Date.now,
    monotonic: realMonotonic,
    sleep: (ms: number, signal?: AbortSignal) => realSleep(ms < 10_000 ? 1 : ms, signal),
  };
  return {
    url,
    requests,
    reading: (signal = new AbortController().signal) => ({
      cluster: openCluster(connectionTo(url), "test", io, { patience: 0, signal }),
      io,
      signal,
    }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const versionsOf = (kinds: readonly ServedKind[]) => [
  ...new Set(kinds.flatMap(({ version, also = [] }) => [...also, version])),
];

function document({ kinds }: Served, path: string, query: URLSearchParams): object | undefined {
  if (path === "/version") return { gitVersion: "v1.37.2" };
  if (path === "/apis") {
    const names = [...new Set(kinds.map(({ group }) => group))].filter((name) => name !== "");
    return { kind: "APIGroupList", groups: names.map((name) => groupOf(kinds, name)) };
  }
  const [, group = "", version] = /^\/(?:api|apis\/([^/]+))\/([^/]+)$/.exec(path) ?? [];
  if (version !== undefined) {
    const own = kinds.filter((one) => one.group === group && versionsOf([one]).includes(version));
    const resources = own.map(({ plural, kind, namespaced }) => ({
      name: plural,
      kind,
      namespaced,
      verbs: ["list"],
    }));
    return {
      kind: "APIResourceList",
      resources: [...resources, { name: "pods/log", kind: "Pod", verbs: ["get"] }],
    };
  }
  const [, api = "", , namespace, plural] =
    /^\/(api\/[^/]+|apis\/[^/]+\/[^/]+)(\/namespaces\/([^/]+))?\/([^/]+)$/.exec(path) ?? [];
  const kind = kinds.find((one) => apiOf(one) === api && one.plural === plural);
  return kind === undefined ? undefined : page(kind, namespace, query);
}

function apiOf({ group, version }: ServedKind): string {
  return group === "" ? `api/${version}` : `apis/${group}/${version}`;
}

function groupOf(kinds: readonly ServedKind[], name: string): object {
  const own = kinds.filter(({ group }) => group === name);
  const [preferred] = own;
  const versions = versionsOf(own).map((version) => ({ groupVersion: `${name}/${version}`, version }));
  return { name, versions, preferredVersion: { version: preferred?.version } };
}

function page({ kind, objects }: ServedKind, namespace: string | undefined, query: URLSearchParams): object {
  const of = (object: object) => ("metadata" in object ? (object.metadata as { namespace?: string }) : {});
  const all = objects.filter((object) => namespace === undefined || of(object).namespace === namespace);
  const begin = Number(query.get("continue") ?? 0);
  const end = begin + Number(query.get("limit") ?? all.length);
  const left = all.length - end;
  const metadata = {
    resourceVersion: "1",
    ...(left > 0 ? { continue: String(end), remainingItemCount: left } : {}),
  };
  return { kind: `${kind}List`, apiVersion: "v1", metadata, items: all.slice(begin, end) };
}
