import { createReadStream } from "node:fs";
import path from "node:path";
import type { Clock } from "../../async/paced.ts";
import { InputError, UserError } from "../../errors.ts";
import { readBytes, sizeWords, TooLarge } from "../../net/bytes.ts";
import { FetchError, fetchUrl } from "../../net/fetch.ts";
import type { Io } from "../../process/io.ts";
import { parseRequiredTests } from "../../suite/required/parse.ts";
import { redactArgv } from "../../text/redact.ts";
import { safe } from "../../text/safe.ts";
import { systemWords } from "../../text/system-words.ts";

// the longest of Kubernetes' own lists has a quarter of a megabyte
const mostBytes = 1024 * 1024;
const within = 20_000;

/**
 * The names that a minor (`v1.35`) requires according to the list in `--required-tests`: a file, or an http(s) URL.
 * @throws InputError if it cannot be read within 20 seconds, is larger than 1 MiB, or is not a list of required tests
 */
export async function openRequiredTests(
  given: string,
  minor: string,
  io: Pick<Io, "cwd" | "env" | "signal"> & Clock,
): Promise<readonly string[]> {
  const url = /^https?:\/\//i.test(given) ? readUrl(given) : undefined;
  const shown = url === undefined ? safe(given) : withoutSecrets(url);
  const refuse = (why: string, cause?: unknown) =>
    new InputError(`--required-tests ${shown}: ${why}`, {
      fix: "name a conformance.yaml of the Kubernetes release, as a readable file or an http(s) URL",
      cause,
    });
  let bytes: Uint8Array;
  try {
    bytes =
      url === undefined ? await readFile(path.resolve(io.cwd, given), io.signal) : await download(url, io);
  } catch (cause) {
    io.signal.throwIfAborted();
    if (cause instanceof TooLarge) throw refuse(`is larger than ${sizeWords(mostBytes)}`, cause);
    throw refuse(cause instanceof UserError ? cause.message : systemWords(cause), cause);
  }
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw refuse("is not text", cause);
  }
  return parseRequiredTests(text, minor, `--required-tests ${shown}`);
}

function readUrl(given: string): URL {
  try {
    return new URL(given);
  } catch (cause) {
    const [shown = ""] = redactArgv([given]);
    throw new InputError(`--required-tests ${safe(shown)}: is not a URL`, { cause });
  }
}

/** A file that may be a FIFO into which nobody ever writes. */
async function readFile(file: string, interrupt: AbortSignal): Promise<Uint8Array> {
  const timeout = AbortSignal.timeout(within);
  try {
    const stream = createReadStream(file, { signal: AbortSignal.any([interrupt, timeout]) });
    return await readBytes(stream, file, mostBytes);
  } catch (error) {
    throw timeout.aborted ? new FetchError(`no complete answer came within ${within / 1000} seconds`) : error;
  }
}

async function download(url: URL, io: Pick<Io, "env" | "signal"> & Clock): Promise<Uint8Array> {
  const { status, body } = await fetchUrl(url, { within, most: mostBytes, io });
  if (status !== 200) throw new FetchError(`the server answers ${status}`);
  return body;
}

/** A URL that is safe to show: user, password and query can be secrets. */
function withoutSecrets(url: URL): string {
  return `${url.origin}${url.pathname}`;
}
