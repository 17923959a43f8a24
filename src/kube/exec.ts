import type { Duplex } from "node:stream";
import { RunError } from "../errors.ts";
import { sizeWords, TooLarge } from "../net/bytes.ts";
import { FrameError, FrameReader, pong } from "../net/frames.ts";
import { safe } from "../text/safe.ts";
import { Channels, protocols } from "./channels.ts";
import type { Cluster } from "./cluster.ts";
import type { Connection } from "./connection.ts";
import { AnswerError, ApiError, ConnectionError, excerptOf } from "./errors.ts";
import { parseJson } from "./json.ts";
import { ProgramOutput } from "./program-output.ts";
import { readStatus, type Status } from "./status.ts";
import { type Upgraded, upgrade } from "./upgrade.ts";

export { ExecRefused } from "./errors.ts";

/** A program in a container. */
export interface Program {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  /** Its arguments; there is no shell in between. */
  readonly command: readonly string[];
  readonly signal?: AbortSignal;
}

/** The program ran and ended with a code other than 0, or could not be started. */
export class ExecError extends RunError {
  override readonly name = "ExecError";
  readonly exitCode: number | undefined;
  constructor(program: Program, exitCode: number | undefined, words: string) {
    super(`${nameOf(program)}: ${words}`);
    this.exitCode = exitCode;
  }
}

const mostStderr = 16 * 1024 * 1024;
// what is read as a whole: names, digests, numbers
const mostText = 1024 * 1024;
// bytes of answers to pings that the server does not read
const mostUnsent = 64 * 1024;

/**
 * Runs a program and yields its standard output as it comes, no faster than it is consumed: the rest waits at the other end.
 * @throws ExecError with what it wrote to standard error if it ends with a code other than 0
 * @throws ExecRefused if exec is not available (see there), ApiError if the server or the node has a problem,
 * ConnectionError if the stream is cut before the program's end or is silent for a minute, AnswerError if the data does not follow the
 * protocol, TooLarge beyond 16 MiB of standard error; the signal's reason
 */
export async function* exec(
  { connection, signal: ends }: Pick<Cluster, "connection" | "signal">,
  program: Program,
): AsyncGenerator<Uint8Array, void> {
  const watchdog = new Watchdog();
  const signal = AbortSignal.any([
    watchdog.signal,
    ...[ends, program.signal].filter((given) => given !== undefined),
  ]);
  const upgraded = await open(connection, program, signal);
  const { socket } = upgraded;
  // no closing handshake: the other end may answer late or never, and the process would wait for it
  const hangUp = () => socket.destroy();
  signal.addEventListener("abort", hangUp, { once: true });
  const channels = new Channels();
  const stderr = new ProgramOutput();
  let ended: Status | undefined;
  let farewell = "the stream was cut";
  try {
    watchdog.watch();
    for await (const piece of pieces(upgraded)) {
      if (piece.kind === "close") {
        farewell = `the stream was closed with ${piece.code ?? "no code"}: ${excerptOf(piece.reason)}`;
        break;
      }
      if (piece.kind === "ping" && socket.writableLength < mostUnsent) socket.write(pong(piece.bytes));
      if (piece.kind !== "data") continue;
      const spoken = channels.take(piece);
      if (spoken.kind === "odd") throw odd(program, spoken.why);
      if (spoken.kind === "status") {
        ended = statusOf(program, spoken.json);
        break;
      }
      if (spoken.kind === "nothing") continue;
      watchdog.watch();
      if (spoken.kind === "stderr") {
        stderr.add(spoken.bytes);
        if (stderr.bytes > mostStderr) throw wroteTooMuch(program, mostStderr, "standard error");
      } else if (spoken.bytes.length > 0) {
        // while the reader works, the silence is its own
        watchdog.rest();
        yield spoken.bytes;
        watchdog.watch();
      }
    }
  } catch (error) {
    if (watchdog.signal.aborted) throw new ConnectionError(connection.server, noWord(), connection.proxy);
    signal.throwIfAborted();
    if (error instanceof FrameError) throw odd(program, `broke the WebSocket protocol: ${error.message}`);
    if (error instanceof AnswerError || error instanceof TooLarge) throw error;
    throw new ConnectionError(connection.server, cut(error), connection.proxy);
  } finally {
    watchdog.rest();
    signal.removeEventListener("abort", hangUp);
    hangUp();
  }
  if (watchdog.signal.aborted) throw new ConnectionError(connection.server, noWord(), connection.proxy);
  signal.throwIfAborted();
  if (ended === undefined) throw new ConnectionError(connection.server, cut(farewell), connection.proxy);
  if (ended.status === "Success") return;
  if (isElsewhere(ended)) throw new ApiError(500, ended);
  throw new ExecError(program, exitCodeOf(ended), stderr.text() || safe(ended.message ?? "failed"));
}

/**
 * Runs a program to its end and returns all its output. Throws as `exec` does, and TooLarge if it wrote more than `most` bytes (1 MiB).
 */
export async function execText(
  cluster: Pick<Cluster, "connection" | "signal">,
  program: Program,
  most = mostText,
): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of exec(cluster, program)) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > most) throw wroteTooMuch(program, most, "standard output");
  }
  return Buffer.concat(chunks).toString("utf8");
}

function open(connection: Connection, program: Program, signal: AbortSignal): Promise<Upgraded> {
  const { namespace, pod, container, command } = program;
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/exec`;
  const query = { stdout: true, stderr: true, stdin: false, tty: false, command, container };
  return upgrade(connection, path, query, protocols, signal);
}

async function* pieces({ socket, head }: Upgraded) {
  const reader = new FrameReader();
  yield* reader.push(head);
  for await (const chunk of bytesOf(socket)) yield* reader.push(chunk);
}

function bytesOf(socket: Duplex): AsyncIterable<Buffer> {
  return socket;
}

/** Whether it did not even reach the container, because the node or its runtime does not answer: that may pass. */
function isElsewhere({ reason, message = "" }: Status): boolean {
  return reason === "InternalError" && !/not found|does not exist|stopped|not running|exited/i.test(message);
}

function statusOf(program: Program, json: string): Status {
  const status = readStatus(parseJson(json));
  if (status.status === "Success" || status.status === "Failure") return status;
  throw odd(program, `ended with an invalid status: ${excerptOf(json)}`);
}

// milliseconds; nothing that runs here is silent for longer, except following the log, which has its own limit
const patience = 60_000;

/** Aborts after too long a silence: a connection that died silently never ends by itself. */
class Watchdog {
  readonly #silent = new AbortController();
  readonly signal = this.#silent.signal;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** From now on. */
  watch(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#silent.abort(), patience);
  }

  rest(): void {
    clearTimeout(this.#timer);
  }
}

function nameOf({ command, container }: Program): string {
  return `${command[0] ?? ""} in container ${container}`;
}

function odd(program: Program, what: string): AnswerError {
  return new AnswerError(`exec of ${nameOf(program)}`, what);
}

function wroteTooMuch(program: Program, most: number, where: string): TooLarge {
  return new TooLarge(`${nameOf(program)} wrote more than ${sizeWords(most)} to ${where}`);
}

function noWord(): Error {
  return Object.assign(new Error(`no answer within ${patience / 1000}s`), { code: "ETIMEDOUT" });
}

function cut(why: unknown): Error {
  const code = why instanceof Error && "code" in why && why.code === "ETIMEDOUT" ? why.code : "ECONNRESET";
  return Object.assign(new Error(typeof why === "string" ? why : "the stream was cut"), { code });
}

function exitCodeOf(status: Status): number | undefined {
  const code = Number(status.details?.causes.find(({ reason }) => reason === "ExitCode")?.message);
  return Number.isInteger(code) ? code : undefined;
}
