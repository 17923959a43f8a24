import { backoff } from "../../async/backoff.ts";
import { messageOf, RunError } from "../../errors.ts";
import type { Cluster } from "../../kube/cluster.ts";
import { ApiError } from "../../kube/errors.ts";
import { ExecError, ExecRefused } from "../../kube/exec.ts";
import { mayPass } from "../../kube/retry.ts";
import type { Io } from "../../process/io.ts";
import { type LogWay, openLog } from "./log-ways.ts";

export type LogChunk =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "cut"; readonly reason: string; readonly offset: number }
  | { readonly kind: "resumed"; readonly offset: number }
  /** The file cannot be read this way: the log is read another way from here on. */
  | { readonly kind: "way"; readonly way: LogWay; readonly reason: string };

export interface LogOptions {
  readonly namespace: string;
  /** Bytes that are already here. */
  readonly offset: number;
  /** Aborted when the suite has ended, so that the file no longer grows. */
  readonly finished: AbortSignal;
  /** Aborted when nobody wants the log any longer. */
  readonly signal: AbortSignal;
  readonly io: Pick<Io, "monotonic" | "sleep">;
  /** Whether the collector still runs, as far as is known. */
  readonly collectorRuns?: () => boolean;
  /** Milliseconds without a byte after which the stream is reopened: a silent cut looks like silence. */
  readonly silence?: number;
  /** For how many milliseconds to try for the last bytes after the suite has ended. */
  readonly patience?: number;
}

// a server that allows exec does not close a stream before its first byte this often
const mostFailures = 4;
// an upgrade that is answered with a page, or not at all, may be a load balancer's hiccup once
const mostRefusals = 2;

/**
 * The bytes of e2e.log from `offset` on, each once: follows the file while the suite runs, continues at the next byte after any cut,
 * and ends with the file's last byte after `finished`. If exec is refused in any way, or never brings a byte, it continues through the
 * API's own endpoint for logs; if the collector is gone, through the suite's container.
 * @throws whatever kept the last bytes from being read within the patience
 */
export async function* readLog(
  cluster: Pick<Cluster, "connection" | "sendOnce" | "signal">,
  options: LogOptions,
): AsyncGenerator<LogChunk> {
  const { namespace, finished, signal, io } = options;
  let way: LogWay = "collector";
  let offset = options.offset;
  let failures = 0;
  /** Successive streams that brought nothing this way. */
  let barren = 0;
  let deadline: number | undefined;
  while (!signal.aborted) {
    const last = finished.aborted;
    if (last) deadline ??= io.monotonic() + (options.patience ?? 120_000);
    const session = new Session(last ? [signal] : [signal, finished], last ? undefined : options.silence);
    let brought = false;
    try {
      for await (const bytes of openLog(cluster, way, {
        namespace,
        offset,
        follow: !last,
        signal: session.signal,
      })) {
        session.heard();
        if (failures > 0) yield { kind: "resumed", offset };
        failures = 0;
        barren = 0;
        brought = true;
        offset += bytes.length;
        yield { kind: "bytes", bytes };
      }
      if (last) return;
      // the container's log ends with the container, a moment before the pod says so
      await pause(io, 250, signal, finished);
    } catch (error) {
      if (signal.aborted) return;
      // a suite may be silent for minutes, but not before its first byte
      if (brought || (session.silent && offset > 0 && !last)) barren = 0;
      else barren += 1;
      // the suite has ended
      if (session.signal.aborted && !session.silent) continue;
      const next = otherWay(way, { error, last, barren, collectorRuns: options.collectorRuns?.() ?? true });
      if (next !== undefined) {
        way = next;
        barren = 0;
        yield { kind: "way", way, reason: session.silent ? "nothing came through exec" : messageOf(error) };
        continue;
      }
      if (session.silent && deadline !== undefined && io.monotonic() > deadline)
        throw new RunError("the end of the log did not arrive: its streams open but stay silent");
      if (session.silent) continue;
      if (last && isFinal(error)) throw error;
      if (deadline !== undefined && io.monotonic() > deadline) throw error;
      failures += 1;
      if (failures === 1) yield { kind: "cut", reason: messageOf(error), offset };
      await pause(io, backoff(failures), signal, last ? undefined : finished);
    } finally {
      session.end();
    }
  }
}

interface Failure {
  readonly error: unknown;
  /** Whether the suite has ended. */
  readonly last: boolean;
  readonly barren: number;
  readonly collectorRuns: boolean;
}

/** Which way to continue after a failure; undefined if the same way may still work. */
function otherWay(way: LogWay, { error, last, barren, collectorRuns }: Failure): LogWay | undefined {
  if (way === "api") return undefined;
  if (isClosed(error)) return "api";
  if (way === "collector" && !collectorRuns) return last ? "api" : "suite";
  if (way === "suite" && last) return "api";
  const most = error instanceof ExecRefused ? mostRefusals : mostFailures;
  return barren >= most ? "api" : undefined;
}

/** Whether exec is refused for good: by RBAC, a webhook or policy, or something in between without upgrades; a server with a problem says 5xx. */
function isClosed(error: unknown): boolean {
  return error instanceof ExecRefused && !mayPass(error);
}

async function pause(
  io: Pick<Io, "sleep">,
  ms: number,
  ...signals: readonly (AbortSignal | undefined)[]
): Promise<void> {
  const some = signals.filter((signal) => signal !== undefined);
  await io.sleep(ms, AbortSignal.any(some)).catch(() => undefined);
}

/** One open stream, closed by any of the signals or after too long a silence. */
class Session {
  readonly signal: AbortSignal;
  readonly #own = new AbortController();
  readonly #silence: number;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(signals: readonly AbortSignal[], silence = 45_000) {
    this.signal = AbortSignal.any([...signals, this.#own.signal]);
    this.#silence = silence;
    this.heard();
  }

  /** Whether it was closed because of its silence. */
  get silent(): boolean {
    return this.#own.signal.aborted;
  }

  heard(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#own.abort(), this.#silence);
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}

/** Refusals that another attempt does not change. */
function isFinal(error: unknown): boolean {
  if (error instanceof ExecError) return true;
  // a load balancer's 404 is not the server's
  if (mayPass(error)) return false;
  if (!(error instanceof ApiError || error instanceof ExecRefused)) return false;
  return error.status === 403 || error.status === 404;
}
