import type { Readable } from "node:stream";
import { backoff } from "../async/backoff.ts";
import { lines } from "../async/lines.ts";
import { type Clock, paced } from "../async/paced.ts";
import { messageOf } from "../errors.ts";
import { TooLarge } from "../net/bytes.ts";
import type { Cluster } from "./cluster.ts";
import type { Codec } from "./codec.ts";
import { AnswerError, ApiError, apiErrorFrom } from "./errors.ts";
import { record, text } from "./json.ts";
import { isExpired, type Listed, listAll } from "./list.ts";
import { mayPass } from "./retry.ts";
import { readStatus } from "./status.ts";
import { jsonObject, type Query, readText } from "./transport.ts";

export type Change<T> =
  /** What existed at the beginning, in the server's order. */
  | { readonly kind: "listed"; readonly items: readonly T[] }
  | { readonly kind: "ADDED" | "MODIFIED" | "DELETED"; readonly item: T }
  /** The stream was cut and is being reopened; sent once until it is back. */
  | { readonly kind: "cut"; readonly reason: string }
  | { readonly kind: "reconnected" }
  /** The server no longer had the events since the last one seen: what changed since then follows. */
  | { readonly kind: "relisted" };

/** Each item of a change, with what happened to it. */
export function* eachItem<T>(change: Change<T>): Generator<["ADDED" | "MODIFIED" | "DELETED", T]> {
  if (change.kind === "listed") for (const item of change.items) yield ["ADDED", item];
  else if ("item" in change) yield [change.kind, change.item];
}

export interface WatchOptions {
  readonly query?: Query;
  readonly signal: AbortSignal;
  readonly io: Clock;
  /** Milliseconds of silence after which the stream is reopened; a server with bookmarks sends one every minute. */
  readonly silence?: number;
  /** Treats every refusal like a lost connection, from the first list on, for as long as it takes: nothing is thrown. */
  readonly tolerant?: boolean;
  /** Starts with what comes next: what exists is neither listed nor remembered, so a list that has expired is not made up for. */
  readonly fromNow?: boolean;
}

interface Frame {
  readonly type: string;
  readonly object: unknown;
}

// a restarting API server refuses until its authorizer knows the rules (kubernetes/kubernetes#121635), and proxies say 404;
// this counts attempts, about five minutes of them, because a machine that slept in between was not refused all that time
const mostRefusals = 40;

// a server that accepts the connection and says nothing is as good as unreachable
const answerBound = 30_000;

// characters of one event; a stored object has at most 1.5 MiB
const longestEvent = 16 * 1024 * 1024;

// milliseconds: shorter streams, one after the other, count as a failure
const shortLife = 1000;

// up to so many streams that end or expire normally, but too soon, are ignored
const quietEnds = 2;

class Silent extends Error {
  override readonly message = `no answer within ${answerBound / 1000}s`;
}

class EndedSoon extends Error {
  override readonly message = "the server ends each stream as soon as it is opened";
}

/**
 * Lists, then watches until the signal is aborted: continues at the last resource version after the server's own limit (30 to
 * 60 minutes) and after cuts, lists again on 410 and then reports only what changed. Whatever the server does, it gets at most 20
 * requests per second, and fewer the longer no stream lasts.
 * @throws ApiError if the server refuses for good (forbidden, no such resource): at the first list, or later for minutes;
 * TooLarge if what it sends exceeds a limit
 */
export async function* watchList<T>(
  cluster: Pick<Cluster, "send" | "sendOnce">,
  path: string,
  codec: Codec<T>,
  options: WatchOptions,
): AsyncGenerator<Change<T>> {
  const { signal, io } = options;
  const pace = paced(io, signal);
  const known = new Map<string, T>();
  let version: string | undefined;
  let listedBefore = false;
  // since the last stream that lasted: all failures, and how many of them were an end or an expiry
  let troubles = 0;
  let soon = 0;
  let refusals = 0;
  let isCut = false;
  while (!signal.aborted) {
    let opened: number | undefined;
    try {
      await pace(troubles === 0 ? 0 : backoff(troubles));
      if (version === undefined && options.fromNow === true) {
        version = await currentVersion(cluster, path, codec, options);
        if (listedBefore) yield { kind: "relisted" };
        listedBefore = true;
      } else if (version === undefined) {
        const listed: Listed<T> = await listAll(
          cluster,
          path,
          { ...options, accept: codec.accept, clock: io },
          codec.items,
        );
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
      const stream = await open(cluster, path, codec, version, options);
      opened = io.monotonic();
      refusals = 0;
      // if streams were opened and did not last, the next one first has to show that it does
      if (isCut && soon <= quietEnds) {
        isCut = false;
        yield { kind: "reconnected" };
      }
      for await (const frame of stream) {
        if (frame.type === "ERROR") throw watchError(frame.object);
        const next = versionOf(frame.object, codec);
        if (next !== "") version = next;
        const item = frame.type === "BOOKMARK" ? undefined : codec.item(frame.object);
        if (isCut) {
          isCut = false;
          yield { kind: "reconnected" };
        }
        if (item === undefined) continue;
        if (frame.type === "DELETED") known.delete(codec.uid(item));
        else if (options.fromNow !== true) known.set(codec.uid(item), item);
        if (frame.type === "ADDED" || frame.type === "MODIFIED" || frame.type === "DELETED") {
          yield { kind: frame.type, item };
        }
      }
      throw new EndedSoon();
    } catch (error) {
      if (signal.aborted) return;
      const lived = opened !== undefined && io.monotonic() - opened >= shortLife;
      if (lived) troubles = soon = 0;
      const isEnd = error instanceof EndedSoon;
      if (isEnd && lived) continue;
      if (isExpired(error)) version = undefined;
      if (isEnd || isExpired(error)) soon += 1;
      else {
        refusals = isRefusal(error) ? refusals + 1 : 0;
        const isTolerated = listedBefore && refusals > 0 && refusals <= mostRefusals;
        if (options.tolerant !== true && !isTolerated && !passes(error)) throw error;
      }
      troubles += 1;
      const isQuiet = (isEnd || isExpired(error)) && soon <= quietEnds;
      if (isCut || isQuiet) continue;
      isCut = true;
      yield { kind: "cut", reason: messageOf(error) };
    }
  }
}

/** The version of the list as it is now, of which a single item is requested. */
async function currentVersion<T>(
  cluster: Pick<Cluster, "send">,
  path: string,
  codec: Codec<T>,
  { signal }: WatchOptions,
): Promise<string> {
  const reply = await cluster.send({
    method: "GET",
    path,
    // without a selector, for which the server would read on until it has found an item
    query: { limit: 1 },
    headers: { Accept: codec.accept },
    signal,
  });
  const list = jsonObject(await readText(reply.body), path);
  codec.items(list);
  return text(record(record(list).metadata).resourceVersion) ?? "";
}

/** Opens the stream from `version` on; a refusal is thrown here, not in the middle of the stream. */
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
  try {
    const reply = await cluster.sendOnce({
      method: "GET",
      path,
      query: { ...options.query, watch: true, allowWatchBookmarks: true, resourceVersion: version },
      headers: { Accept: codec.accept },
      signal,
      stream: true,
    });
    if (reply.status >= 400) throw apiErrorFrom(reply.status, await readText(reply.body));
    return frames(reply.body, path, hangUp, options);
  } finally {
    clearTimeout(unanswered);
  }
}

async function* frames(
  body: Readable,
  path: string,
  hangUp: AbortController,
  options: WatchOptions,
): AsyncGenerator<Frame> {
  const silence = options.silence ?? 75_000;
  const watch = () => setTimeout(() => hangUp.abort(), silence);
  let watchdog = watch();
  try {
    for await (const line of lines(body, longestEvent)) {
      // the time that the reader takes is not the server's silence
      clearTimeout(watchdog);
      if (line.trim() !== "") yield frameOf(line, path);
      watchdog = watch();
    }
  } catch (error) {
    if (error instanceof RangeError) {
      throw new TooLarge(`an event of the watch of ${path} is longer than ${longestEvent} characters`);
    }
    // a connection that breaks in the middle of a stream is the same as one that ends
    if (!options.signal.aborted && !(error instanceof AnswerError || error instanceof TooLarge)) return;
    throw error;
  } finally {
    clearTimeout(watchdog);
    body.destroy();
  }
}

function frameOf(line: string, path: string): Frame {
  const { type, object } = record(jsonObject(line, `a watch of ${path}`));
  if (typeof type === "string") return { type, object };
  throw new AnswerError(`a watch of ${path}`, "has an event without a type");
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
  const own = text(record(record(object).metadata).resourceVersion);
  if (own) return own;
  const item = codec.item(object);
  return item === undefined ? "" : codec.version(item);
}

function watchError(object: unknown): Error {
  const status = readStatus(object);
  return new ApiError(status.code ?? 500, status);
}

function isRefusal(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 403 || error.status === 404);
}

function passes(error: unknown): boolean {
  return mayPass(error) || error instanceof Silent;
}
