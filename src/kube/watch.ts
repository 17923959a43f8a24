import type { Readable } from "node:stream";
import { lines } from "../async/lines.ts";
import type { Io } from "../process/io.ts";
import type { Cluster } from "./cluster.ts";
import { ApiError, apiErrorFrom, type Status } from "./errors.ts";
import { backoff, mayPass } from "./retry.ts";
import { type Query, readText } from "./transport.ts";

/** How objects of one kind are asked for and read. */
export interface Codec<T> {
  readonly accept: string;
  /** The objects of a list, or of one page of it. */
  items(list: unknown): T[];
  /** The object of a watch event; undefined where the event holds none. */
  item(object: unknown): T | undefined;
  uid(item: T): string;
  version(item: T): string;
}

export type Change<T> =
  /** What was there at the beginning, in the server's order. */
  | { readonly kind: "listed"; readonly items: readonly T[] }
  | { readonly kind: "ADDED" | "MODIFIED" | "DELETED"; readonly item: T }
  /** The stream was cut and is being opened again; told once until it is back. */
  | { readonly kind: "cut"; readonly reason: string }
  | { readonly kind: "reconnected" }
  /** The server no longer had the events since the last one seen: what changed since follows. */
  | { readonly kind: "relisted" };

export interface WatchOptions {
  readonly query?: Query;
  readonly signal: AbortSignal;
  readonly io: Pick<Io, "now" | "monotonic" | "sleep">;
  /** Milliseconds of silence after which the stream is opened anew; a server with bookmarks sends one each minute. */
  readonly silence?: number;
  /** Bears every refusal as it bears a lost connection, from the first list on, for as long as it takes: nothing is thrown. */
  readonly bearing?: boolean;
}

interface ListMeta {
  readonly metadata?: { readonly resourceVersion?: string; readonly continue?: string };
}

interface Frame {
  readonly type: string;
  readonly object: unknown;
}

// an API server that starts anew refuses until its authorizer knows the rules (kubernetes/kubernetes#121635), and proxies say 404;
// counted in tries, about five minutes of them, since a machine that slept in between was not refused all the while
const refusalsBorne = 40;

// a server that takes the connection and says nothing is as good as away
const answerBound = 30_000;

class Silent extends Error {
  override readonly message = `no answer within ${answerBound / 1000}s`;
}

/** The watch has to start from a new list: 410, or a server that refuses this resource version. */
class Expired extends Error {}

/**
 * Lists, then watches for as long as the signal lets it: goes on at the last resource version after the server's own limit (30 to
 * 60 minutes) and after cuts, lists anew on 410 and then tells only what changed.
 * @throws ApiError where the server refuses for good (forbidden, no such resource): at the first list, or later for minutes
 */
export async function* watchList<T>(
  cluster: Pick<Cluster, "send" | "sendOnce">,
  path: string,
  codec: Codec<T>,
  options: WatchOptions,
): AsyncGenerator<Change<T>> {
  const { signal, io } = options;
  const known = new Map<string, T>();
  let version: string | undefined;
  let listedBefore = false;
  let failures = 0;
  let refusals = 0;
  while (!signal.aborted) {
    try {
      if (version === undefined) {
        const listed = await list(cluster, path, codec, options);
        if (listedBefore) {
          yield { kind: "relisted" };
          yield* difference(known, listed.items, codec);
        } else {
          for (const item of listed.items) known.set(codec.uid(item), item);
          yield { kind: "listed", items: listed.items };
        }
        listedBefore = true;
        version = listed.version;
      }
      const opened = io.now();
      const stream = await open(cluster, path, codec, version, options);
      if (failures > 0) yield { kind: "reconnected" };
      failures = 0;
      refusals = 0;
      for await (const frame of stream) {
        if (frame.type === "ERROR") throw watchError(frame.object);
        const next = versionOf(frame.object, codec);
        if (next !== "") version = next;
        const item = frame.type === "BOOKMARK" ? undefined : codec.item(frame.object);
        if (item === undefined) continue;
        if (frame.type === "DELETED") known.delete(codec.uid(item));
        else known.set(codec.uid(item), item);
        if (frame.type === "ADDED" || frame.type === "MODIFIED" || frame.type === "DELETED") {
          yield { kind: frame.type, item };
        }
      }
      // a stream that ends at once, again and again, must not become a busy loop
      if (io.now() - opened < 1000) await io.sleep(backoff(2), signal);
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof Expired) {
        version = undefined;
        continue;
      }
      refusals = isRefusal(error) ? refusals + 1 : 0;
      const borne = listedBefore && refusals > 0 && refusals <= refusalsBorne;
      if (options.bearing !== true && !borne && !passes(error)) throw error;
      failures += 1;
      if (failures === 1)
        yield { kind: "cut", reason: error instanceof Error ? error.message : String(error) };
      await io.sleep(backoff(failures), signal).catch(() => undefined);
    }
  }
}

async function list<T>(
  cluster: Pick<Cluster, "send">,
  path: string,
  codec: Codec<T>,
  options: WatchOptions,
): Promise<{ items: T[]; version: string }> {
  const items: T[] = [];
  let next: string | undefined;
  let version = "";
  do {
    const reply = await cluster.send({
      method: "GET",
      path,
      query: { ...options.query, limit: 500, continue: next },
      headers: { Accept: codec.accept },
      signal: options.signal,
    });
    const page: ListMeta = JSON.parse(await readText(reply.body));
    items.push(...codec.items(page));
    next = page.metadata?.continue || undefined;
    version = page.metadata?.resourceVersion ?? version;
  } while (next !== undefined);
  return { items, version };
}

/** Opens the stream from `version` on; a refusal is thrown here, not in mid-stream. */
async function open<T>(
  cluster: Pick<Cluster, "sendOnce">,
  path: string,
  codec: Codec<T>,
  version: string,
  options: WatchOptions,
): Promise<AsyncGenerator<Frame>> {
  // hanging up ends the read below; the watchdog does so after too long a silence
  const hangUp = new AbortController();
  const signal = AbortSignal.any([options.signal, hangUp.signal]);
  const unanswered = setTimeout(() => hangUp.abort(new Silent()), answerBound);
  const reply = await cluster
    .sendOnce({
      method: "GET",
      path,
      query: { ...options.query, watch: true, allowWatchBookmarks: true, resourceVersion: version },
      headers: { Accept: codec.accept },
      signal,
      stream: true,
    })
    .finally(() => clearTimeout(unanswered));
  if (reply.status >= 400) throw refusal(apiErrorFrom(reply.status, await readText(reply.body)));
  return frames(reply.body, hangUp, options);
}

async function* frames(
  body: Readable,
  hangUp: AbortController,
  options: WatchOptions,
): AsyncGenerator<Frame> {
  const silence = options.silence ?? 75_000;
  let watchdog = setTimeout(() => hangUp.abort(), silence);
  try {
    for await (const line of lines(body)) {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => hangUp.abort(), silence);
      if (line.trim() !== "") yield JSON.parse(line);
    }
  } catch (error) {
    // a connection that breaks in mid-stream is as good as one that ends
    if (!options.signal.aborted && !(error instanceof SyntaxError)) return;
    throw error;
  } finally {
    clearTimeout(watchdog);
    body.destroy();
  }
}

function* difference<T>(known: Map<string, T>, now: readonly T[], codec: Codec<T>): Generator<Change<T>> {
  const present = new Set(now.map((item) => codec.uid(item)));
  for (const [uid, item] of known) {
    if (present.has(uid)) continue;
    known.delete(uid);
    yield { kind: "DELETED", item };
  }
  for (const item of now) {
    const before = known.get(codec.uid(item));
    known.set(codec.uid(item), item);
    if (before === undefined) yield { kind: "ADDED", item };
    else if (codec.version(before) !== codec.version(item)) yield { kind: "MODIFIED", item };
  }
}

function versionOf<T>(object: unknown, codec: Codec<T>): string {
  const meta: ListMeta = typeof object === "object" && object !== null ? object : {};
  const own = meta.metadata?.resourceVersion;
  if (own) return own;
  const item = codec.item(object);
  return item === undefined ? "" : codec.version(item);
}

function watchError(object: unknown): Error {
  const status: Status = typeof object === "object" && object !== null ? object : {};
  return refusal(new ApiError(status.code ?? 500, status));
}

function refusal(error: ApiError): Error {
  return error.status === 410 || error.reason === "Expired" ? new Expired(error.message) : error;
}

function isRefusal(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 403 || error.status === 404);
}

/** A stream that was cut in the midst of a line passes too. */
function passes(error: unknown): boolean {
  return mayPass(error) || error instanceof SyntaxError || error instanceof Silent;
}
