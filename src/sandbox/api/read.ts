import type { ServerResponse } from "node:http";
import type { Cluster } from "../cluster/cluster.ts";
import { every, fieldSelector, labelSelector, type Predicate } from "../cluster/selectors.ts";
import { ApiError, badRequest, expired } from "../cluster/status.ts";
import type { Change, Stored } from "../cluster/store.ts";
import { flag, number, type Target } from "./request.ts";
import type { ListMeta, Presentation } from "./table/present.ts";

/** A continue token: the key after which the next page begins, and the version of the first page. */
interface Continue {
  readonly v: "meta.k8s.io/v1";
  readonly rv: number;
  readonly start: string;
}

const tooOld =
  "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter.";

/** A page of a collection. @throws ApiError 400, 410, 504 */
export function list(
  { store }: Cluster,
  { resource, namespace, name }: Target,
  query: URLSearchParams,
  show: Presentation,
): unknown {
  const limit = number(query, "limit") ?? 0;
  const from = readContinue(query.get("continue"));
  const wanted = number(query, "resourceVersion") ?? 0;
  if (wanted > store.version) throw tooLarge(wanted, store.version);
  if (from !== undefined && !store.remembers(resource, from.rv)) throw expired(tooOld);
  if (query.get("resourceVersionMatch") === "Exact" && !store.remembers(resource, wanted)) {
    throw expired(`The resourceVersion for the provided list is too old: ${wanted}`);
  }
  const matches = predicate(query, name);
  const all = store.list(resource, namespace).filter(({ object }) => matches(object));
  const rest = from === undefined ? all : all.filter((stored) => place(stored) > from.start);
  const page = limit === 0 ? rest : rest.slice(0, limit);
  const version = from?.rv ?? store.version;
  const last = page.at(-1);
  const more = rest.length - page.length;
  const metadata: ListMeta = {
    resourceVersion: String(version),
    ...(more > 0 && last !== undefined && { continue: writeContinue(version, place(last)) }),
    ...(more > 0 && { remainingItemCount: more }),
  };
  return show.list(page, metadata);
}

/** Streams a collection's changes, one JSON object per line, until the requested time is up or the client leaves. */
export function watch(
  { store, clock }: Cluster,
  { resource, namespace, name }: Target,
  query: URLSearchParams,
  show: Presentation,
  response: ServerResponse,
): void {
  const matches = predicate(query, name);
  const isOurs: Predicate = (object) =>
    (namespace === undefined || object.metadata.namespace === namespace) && matches(object);
  const version = number(query, "resourceVersion") ?? 0;
  const bookmarks = flag(query, "allowWatchBookmarks");
  const initial = flag(query, "sendInitialEvents") || version === 0;
  const seconds = number(query, "timeoutSeconds") ?? 1800 + Math.floor(Math.random() * 1800);
  response.writeHead(200, { "content-type": "application/json" });
  response.flushHeaders();
  const send = (type: string, object: unknown) => response.write(`${JSON.stringify({ type, object })}\n`);
  if (initial) {
    for (const stored of store.list(resource, namespace).filter(({ object }) => isOurs(object))) {
      send("ADDED", show.watched(stored));
    }
    if (bookmarks && flag(query, "sendInitialEvents")) {
      send("BOOKMARK", show.bookmark(String(store.version), { "k8s.io/initial-events-end": "true" }));
    }
  }
  const onChange = (change: Change) => {
    const type = seenAs(change, isOurs);
    if (type !== undefined) send(type, show.watched(change));
  };
  let unwatch: () => void;
  try {
    unwatch = store.watch(resource, initial ? store.version : version, onChange);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    send("ERROR", error.status);
    response.end();
    return;
  }
  const ended = new AbortController();
  response.on("close", () => ended.abort());
  clock.background(
    (async () => {
      const deadline = clock.now() + seconds * 1000;
      const minute = 60_000 / clock.speed;
      try {
        for (let next = clock.now() + minute; clock.now() < deadline; next += minute) {
          await clock.sleepUntil(bookmarks ? Math.min(next, deadline) : deadline, ended.signal);
          if (bookmarks) send("BOOKMARK", show.bookmark(String(store.version)));
        }
        response.end();
      } finally {
        unwatch();
      }
    })(),
  );
}

/** How a watch with a selector sees a change: what leaves the selection is deleted, what enters it is new. */
function seenAs({ type, object, before }: Change, isOurs: Predicate): Change["type"] | undefined {
  const is = isOurs(object);
  if (type !== "MODIFIED") return is ? type : undefined;
  const was = before !== undefined && isOurs(before);
  if (is) return was ? "MODIFIED" : "ADDED";
  return was ? "DELETED" : undefined;
}

function predicate(query: URLSearchParams, name: string | undefined): Predicate {
  return every([
    labelSelector(query.get("labelSelector") ?? ""),
    fieldSelector(query.get("fieldSelector") ?? ""),
    (object) => name === undefined || object.metadata.name === name,
  ]);
}

function place({ object }: Stored): string {
  return `${object.metadata.namespace ?? ""}/${object.metadata.name}`;
}

function writeContinue(rv: number, start: string): string {
  const token: Continue = { v: "meta.k8s.io/v1", rv, start };
  return Buffer.from(JSON.stringify(token)).toString("base64url");
}

function readContinue(text: string | null): Continue | undefined {
  if (text === null || text === "") return undefined;
  try {
    return JSON.parse(Buffer.from(text, "base64url").toString()) as Continue;
  } catch {
    throw badRequest("continue key is not valid");
  }
}

function tooLarge(wanted: number, current: number): ApiError {
  const why = "Too large resource version";
  const message = `Timeout: ${why}: ${wanted}, current: ${current}`;
  const details = { causes: [{ reason: "ResourceVersionTooLarge", message: why }], retryAfterSeconds: 1 };
  return new ApiError(504, "Timeout", message, details);
}
