import { createReadStream } from "node:fs";
import path from "node:path";
import { firstLine, InputError } from "../../errors.ts";
import type { Io } from "../../process/io.ts";
import { parseRequiredTests } from "../../suite/required/parse.ts";
import { safe } from "../../text/safe.ts";
import { systemWords } from "../../text/system-words.ts";

// the longest of Kubernetes' own lists is a quarter of a megabyte
const mostBytes = 1024 * 1024;
const longest = 20_000;

/**
 * The names that a minor (`v1.35`) requires by the list that `--required-tests` names: a file, or an http(s) URL.
 * @throws InputError where it cannot be had within 20 seconds, is larger than 1 MiB, or is no list of required tests
 */
export async function openRequiredTests(
  given: string,
  minor: string,
  io: Pick<Io, "cwd" | "signal">,
): Promise<readonly string[]> {
  const url = /^https?:\/\//i.test(given) ? readUrl(given) : undefined;
  const shown = url === undefined ? safe(given) : withoutSecrets(url);
  const refuse = (why: string, cause?: unknown) =>
    new InputError(`--required-tests ${shown}: ${why}`, {
      fix: "name a conformance.yaml of the Kubernetes release, as a file that can be read or an http(s) URL",
      cause,
    });
  const timeout = AbortSignal.timeout(longest);
  const signal = AbortSignal.any([io.signal, timeout]);
  let bytes: Uint8Array | undefined;
  try {
    const chunks =
      url === undefined
        ? createReadStream(path.resolve(io.cwd, given), { signal })
        : await download(url, signal);
    bytes = await gather(chunks, signal);
  } catch (cause) {
    if (io.signal.aborted) throw io.signal.reason;
    if (timeout.aborted) throw refuse(`nothing whole came within ${longest / 1000} seconds`, cause);
    throw refuse(url === undefined ? systemWords(cause) : causeOf(cause), cause);
  }
  if (bytes === undefined) throw refuse(`is larger than ${mostBytes / 1024 / 1024} MiB`);
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw refuse("is no text", cause);
  }
  return parseRequiredTests(text, minor, `--required-tests ${shown}`);
}

function readUrl(given: string): URL {
  try {
    return new URL(given);
  } catch (cause) {
    throw new InputError(`--required-tests ${safe(given)}: is no URL`, { cause });
  }
}

async function download(url: URL, signal: AbortSignal): Promise<AsyncIterable<unknown> | Iterable<unknown>> {
  const { username, password } = url;
  // fetch takes no user in a URL, and would tell the password in its error
  const user = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const headers = username === "" ? {} : { authorization: `Basic ${Buffer.from(user).toString("base64")}` };
  const bare = new URL(url);
  bare.username = "";
  bare.password = "";
  const response = await fetch(bare, { signal, headers });
  if (!response.ok) throw new Error(`the server answers ${response.status}`);
  return response.body ?? [];
}

/** All bytes; undefined where they are too many. */
async function gather(
  chunks: AsyncIterable<unknown> | Iterable<unknown>,
  signal: AbortSignal,
): Promise<Uint8Array | undefined> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    signal.throwIfAborted();
    if (!(chunk instanceof Uint8Array)) continue;
    bytes += chunk.length;
    if (bytes > mostBytes) return undefined;
    parts.push(chunk);
  }
  return Buffer.concat(parts);
}

/** A URL as it may be shown: user, password and query can be secrets. */
function withoutSecrets(url: URL): string {
  return `${url.origin}${url.pathname}`;
}

/** Node says `fetch failed` and puts what happened into the cause. */
function causeOf(error: unknown): string {
  const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return firstLine(inner);
}
