import { backoff } from "../async/backoff.ts";
import { type Clock, paced } from "../async/paced.ts";
import { sizeWords, TooLarge } from "../net/bytes.ts";
import type { Cluster } from "./cluster.ts";
import { AnswerError, ApiError } from "./errors.ts";
import { record, text } from "./json.ts";
import { jsonObject, type Query, readText } from "./transport.ts";

export interface ListOptions {
  readonly query?: Query;
  readonly accept: string;
  readonly signal?: AbortSignal;
  readonly clock: Clock;
}

export interface Listed<T> {
  readonly items: readonly T[];
  /** The resource version of the whole list; empty if the server sends none. */
  readonly version: string;
}

const pageItems = 500;
// twice as many as the pods of the largest cluster that Kubernetes supports (150,000), in pages that may be short
const mostPages = 1000;
const mostItems = 300_000;
const mostBytes = 1024 * 1024 * 1024;
// characters; etcd's have about a hundred
const longestToken = 16_384;

// a list that takes longer than the server keeps old versions (5 minutes) expires every time
const mostBeginnings = 3;

/**
 * Reads a whole list page by page; `read` returns what to keep of each. A list that expires between two pages (410) is read again, paced.
 * @throws ApiError, ConnectionError as `cluster.send` does; AnswerError if the answer is not a list, or never ends;
 * TooLarge beyond 300,000 items or 1 GiB; ApiError 410 if it expires every time
 */
export async function listAll<T>(
  cluster: Pick<Cluster, "send">,
  path: string,
  options: ListOptions,
  read: (page: object) => readonly T[],
): Promise<Listed<T>> {
  const pace = paced(options.clock, options.signal);
  for (let beginnings = 1; ; beginnings++) {
    try {
      return await onePass(cluster, path, options, read, pace);
    } catch (error) {
      if (!isExpired(error) || beginnings === mostBeginnings) throw error;
      await pace(backoff(beginnings));
    }
  }
}

/** Whether the server no longer has the requested version. */
export function isExpired(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 410 || error.reason === "Expired");
}

async function onePass<T>(
  cluster: Pick<Cluster, "send">,
  path: string,
  options: ListOptions,
  read: (page: object) => readonly T[],
  pace: () => Promise<void>,
): Promise<Listed<T>> {
  const items: T[] = [];
  let version = "";
  for await (const page of pagesOf(cluster, path, options, pace)) {
    for (const item of read(page)) items.push(item);
    version = text(record(record(page).metadata).resourceVersion) ?? version;
    if (items.length > mostItems) throw new TooLarge(`the list of ${path} has more than ${mostItems} items`);
  }
  return { items, version };
}

/**
 * A list page by page, in one pass: a list that expires between two pages fails with ApiError 410. `size` is the items of a page.
 * @throws as `listAll`
 */
export async function* pagesOf(
  cluster: Pick<Cluster, "send">,
  path: string,
  { query, accept, signal }: Omit<ListOptions, "clock">,
  pace: () => Promise<void>,
  size = pageItems,
): AsyncGenerator<object> {
  const tokens = new Set<string>();
  let token: string | undefined;
  let bytes = 0;
  do {
    await pace();
    const reply = await cluster.send({
      method: "GET",
      path,
      query: { ...query, limit: size, continue: token },
      headers: { Accept: accept },
      ...(signal === undefined ? {} : { signal }),
    });
    const body = await readText(reply.body);
    bytes += body.length;
    if (bytes > mostBytes) throw new TooLarge(`the list of ${path} is larger than ${sizeWords(mostBytes)}`);
    const page = jsonObject(body, path);
    yield page;
    token = text(record(record(page).metadata).continue) || undefined;
    if (token === undefined) continue;
    if (tokens.has(token) || token.length > longestToken || tokens.size === mostPages) {
      throw new AnswerError(path, "is a list that never ends: its pages repeat, or there are too many");
    }
    tokens.add(token);
  } while (token !== undefined);
}
