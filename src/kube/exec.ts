import { PassThrough } from "node:stream";
import type { V1Status } from "@kubernetes/client-node";
import { Exec } from "@kubernetes/client-node/dist/exec.js";
import { WebSocketHandler } from "@kubernetes/client-node/dist/web-socket-handler.js";
import WebSocket from "ws";
import { unlessAborted } from "../async/unless-aborted.ts";
import { UserError } from "../errors.ts";
import { complete } from "./agent.ts";
import type { Cluster } from "./cluster.ts";
import type { Connection } from "./connection.ts";
import { codeIn, proxyRefusal } from "./connection-words.ts";
import type { Credential } from "./credentials/exec-credential.ts";
import { ApiError, apiErrorFrom, ConnectionError, credentialError } from "./errors.ts";
import { readText } from "./transport.ts";

/** A program in a container. */
export interface Program {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  /** Its words; no shell stands between. */
  readonly command: readonly string[];
  readonly signal?: AbortSignal;
}

/** The program ran and ended with another code than 0, or could not be started. */
export class ExecError extends Error {
  override readonly name = "ExecError";
  readonly exitCode: number | undefined;
  constructor(program: Program, exitCode: number | undefined, words: string) {
    super(`${program.command[0] ?? ""} in container ${program.container}: ${words}`);
    this.exitCode = exitCode;
  }
}

/**
 * Runs a program and gives its standard output as it comes.
 * @throws ExecError when it ends with another code than 0, with what it wrote to standard error
 * @throws ApiError where the server refuses, ConnectionError where the stream is cut before the program's end
 */
export async function* exec(
  cluster: Pick<Cluster, "connection">,
  program: Program,
): AsyncGenerator<Uint8Array, void> {
  const { connection } = cluster;
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const complaints: Buffer[] = [];
  stderr.on("data", (chunk) => complaints.push(chunk));
  let ended: V1Status | undefined;
  let refused: ApiError | undefined;
  let dialled: WebSocket | undefined;
  let credential: Credential | undefined;
  let hasCredentials = false;
  // the library would end the process's own streams on a CLOSE frame, so it gets others
  const idle = { stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough() };
  const handler = new WebSocketHandler(
    connection.kubeConfig,
    (uri, protocols, options) => {
      complete(options, connection, credential);
      hasCredentials = true;
      const headers = Object.assign({}, options.headers, connection.headers);
      const socket = new WebSocket(uri, protocols, Object.assign({}, options, { headers }));
      dialled = socket;
      socket.on("unexpected-response", (_request, response) => {
        readText(response).then(
          (body) => {
            refused = apiErrorFrom(response.statusCode ?? 0, body);
            socket.emit("error", refused);
          },
          (error: unknown) => socket.emit("error", error),
        );
      });
      return socket;
    },
    idle,
  );
  const client = new Exec(connection.kubeConfig, handler);
  const silent = new AbortController();
  const watchdog = new Watchdog(() =>
    silent.abort(new ConnectionError(connection.server, noWord(), connection.proxy)),
  );
  const signal = AbortSignal.any([silent.signal, ...(program.signal === undefined ? [] : [program.signal])]);
  const connect = async () => {
    credential = await connection.plugin?.get(signal);
    return client.exec(
      program.namespace,
      program.pod,
      program.container,
      [...program.command],
      stdout,
      stderr,
      null,
      false,
      (status) => {
        ended = status;
      },
    );
  };
  // not by a closing handshake: whoever is at the other end may answer late or never, and the process would wait for it
  const hangUp = () => {
    dialled?.terminate();
    stdout.end();
  };
  signal.addEventListener("abort", hangUp, { once: true });
  try {
    signal.throwIfAborted();
    const socket = await unlessAborted(connect(), signal).catch((error: unknown) => {
      signal.throwIfAborted();
      if (!hasCredentials) throw credentialError(connection.server, error);
      const failure = upgradeError(connection, refused, error);
      const isRefused = failure instanceof ApiError && failure.status === 401;
      if (isRefused && credential !== undefined) connection.plugin?.refused(credential);
      throw failure;
    });
    socket.onclose = () => stdout.end();
    socket.onerror = () => stdout.end();
    for await (const chunk of stdout) {
      watchdog.heard();
      yield chunk;
    }
  } finally {
    watchdog.end();
    signal.removeEventListener("abort", hangUp);
    hangUp();
  }
  signal.throwIfAborted();
  if (ended === undefined) throw new ConnectionError(connection.server, cut(), connection.proxy);
  if (ended.status === "Success") return;
  if (isElsewhere(ended)) throw new ApiError(500, ended);
  throw new ExecError(program, exitCodeOf(ended), words(ended, complaints));
}

/** Whether it did not even come to the container, because the node or its runtime does not answer: that may pass. */
function isElsewhere(status: V1Status): boolean {
  const words = status.message ?? "";
  return (
    status.reason === "InternalError" && !/not found|does not exist|stopped|not running|exited/i.test(words)
  );
}

/** Runs a program to its end and gives all it wrote. Throws as `exec` does. */
export async function execText(cluster: Pick<Cluster, "connection">, program: Program): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of exec(cluster, program)) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

// nothing that is run here is silent for longer, but for following the log, which has a bound of its own
const patience = 60_000;

/** Calls when nothing was heard for too long: a connection that is dead without a word never ends by itself. */
class Watchdog {
  readonly #bark: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(bark: () => void) {
    this.#bark = bark;
    this.heard();
  }

  heard(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#bark, patience);
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}

function noWord(): Error {
  return Object.assign(new Error(`no answer within ${patience / 1000}s`), { code: "ETIMEDOUT" });
}

function cut(): Error {
  return Object.assign(new Error("the stream was cut"), { code: "ECONNRESET" });
}

function upgradeError(connection: Connection, refused: ApiError | undefined, error: unknown): Error {
  if (refused !== undefined) return refused;
  if (error instanceof UserError) return error;
  const words = error instanceof Error || hasMessage(error) ? error.message : String(error);
  const byProxy = connection.proxy !== undefined && proxyRefusal(words) !== undefined;
  // a socket of another kind tells the status in words alone
  const status = Number(/\b([45]\d\d)\b/.exec(words)?.[1]);
  if (status >= 400 && !byProxy) return new ApiError(status, { message: `exec was refused: ${words}` });
  const code = codeIn(words) ?? "ECONNRESET";
  return new ConnectionError(connection.server, Object.assign(new Error(words), { code }), connection.proxy);
}

function hasMessage(value: unknown): value is { readonly message: string } {
  return (
    typeof value === "object" && value !== null && "message" in value && typeof value.message === "string"
  );
}

function exitCodeOf(status: V1Status): number | undefined {
  const cause = status.details?.causes?.find((entry) => entry.reason === "ExitCode");
  return cause?.message === undefined ? undefined : Number(cause.message);
}

function words(status: V1Status, complaints: readonly Buffer[]): string {
  const said = Buffer.concat([...complaints])
    .toString("utf8")
    .trim();
  return said === "" ? (status.message ?? "failed") : said;
}
