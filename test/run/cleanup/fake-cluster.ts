import type { IncomingMessage, ServerResponse } from "node:http";
import { openCluster } from "../../../src/kube/cluster.ts";
import { realMonotonic, realSleep } from "../../../src/process/io.ts";
import { json, scriptedServer, status } from "../../kube/scripted-server.ts";

interface Meta {
  readonly name: string;
  readonly uid?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

export interface FakeObject {
  readonly metadata: Meta;
  readonly [field: string]: unknown;
}

/** What a cluster holds, by the path of its list: `/api/v1/namespaces`. */
export type Shelf = Record<string, FakeObject[]>;

/** How a DELETE of this path ends; by default the object is gone at once. */
export type OnDelete = (path: string, shelf: Shelf) => "refuse" | "stays" | "goes";

const notFound = (name: string) => ({ ...status(404, "NotFound", `"${name}" not found`), details: { name } });

/** What answers in place of the API server; gives whether it did. */
export type Between = (request: IncomingMessage, response: ServerResponse) => boolean;

/** A cluster that keeps a few objects and does what is said when they are deleted. */
export async function fakeCluster(
  shelf: Shelf,
  onDelete: OnDelete = () => "goes",
  between: Between = () => false,
) {
  const server = await scriptedServer((request, response) => {
    if (between(request, response)) return;
    const url = new URL(request.url ?? "", "http://server");
    const path = url.pathname;
    const [, folder = "", name = ""] = /^(.*)\/([^/]+)$/.exec(path) ?? [];
    const find = () => shelf[folder]?.find(({ metadata }) => metadata.name === name);
    const selects = ({ metadata }: FakeObject) => {
      const field = /^metadata\.name=(.*)$/.exec(url.searchParams.get("fieldSelector") ?? "")?.[1];
      const [label = "", value] = (url.searchParams.get("labelSelector") ?? "").split("=");
      const given = metadata.labels?.[label];
      return (
        (field === undefined || field === metadata.name) &&
        (label === "" || (value === undefined ? given !== undefined : given === value))
      );
    };
    const answer = (body: object, code = 200) => json(body, code)(request, response);
    const list = shelf[path];
    if (request.method === "GET" && (list !== undefined || find() === undefined)) {
      if (list === undefined && /\/namespaces\/[^/]+$/.test(path)) return answer(notFound(name), 404);
      return answer({ kind: "ThingList", metadata: {}, items: (list ?? []).filter(selects) });
    }
    if (request.method === "GET") return answer(find() ?? {});
    if (request.method === "PATCH") return answer(find() ?? notFound(name), find() ? 200 : 404);
    if (request.method !== "DELETE") return answer(status(405, "MethodNotAllowed", "no"), 405);
    if (list !== undefined || /\/(configmaps|secrets|serviceaccounts)$/.test(path)) {
      const there = list ?? [];
      const gone = there.filter(selects);
      if (onDelete(path, shelf) === "goes") shelf[path] = there.filter((one) => !selects(one));
      return answer({ kind: "ThingList", items: gone });
    }
    const found = find();
    if (found === undefined) return answer(notFound(name), 404);
    switch (onDelete(path, shelf)) {
      case "refuse":
        return answer(status(403, "Forbidden", `${name} is forbidden: User "ci" cannot delete`), 403);
      case "stays":
        return answer(found);
      case "goes":
        shelf[folder] = (shelf[folder] ?? []).filter((one) => one !== found);
        return answer({ kind: "Status", status: "Success", details: { name } });
    }
  });
  const io = { now: Date.now, monotonic: realMonotonic, sleep: realSleep };
  return {
    server,
    io,
    cluster: openCluster(server.connection, "test", io),
    deletions: () => server.requests.filter((line) => line.startsWith("DELETE")).map((line) => line.slice(7)),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
