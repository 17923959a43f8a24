import { backoff } from "../../async/backoff.ts";
import type { Cluster } from "../../kube/cluster.ts";
import { ApiError } from "../../kube/errors.ts";
import { ExecError, ExecRefused } from "../../kube/exec.ts";
import type { Io } from "../../process/io.ts";
import { type LogWay, openLog } from "./log-ways.ts";

export type LogChunk =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "cut"; readonly reason: string; readonly offset: number }
  | { readonly kind: "resumed"; readonly offset: number }
  /** The file is out of reach this way: the log is read another way from here on. */
  | { readonly kind: "way"; readonly way: LogWay; readonly reason: string };

export interface LogOptions {
  readonly namespace: string;
  /** Bytes that are already here. */
  readonly offset: number;
  /** Aborted when the suite has ended, so that the file grows no more. */
  readonly finished: AbortSignal;
  /** Aborted when the file is out of reach for good. */
  readonly signal: AbortSignal;
  readonly io: Pick<Io, "now" | "monotonic" | "sleep">;
  /** Whether the collector still runs, as far as is known. */
  readonly collectorRuns?: () => boolean;
  /** Milliseconds without a byte after which the stream is opened anew: a cut without a word looks like silence. */
  readonly silence?: number;
  /** Milliseconds to go on trying for the last bytes after the suite has ended. */
  readonly patience?: number;
}

/**
 * The bytes of e2e.log from `offset` on, each once: follows the file while the suite runs, goes on at the next byte after any cut,
 * and ends with the file's last byte after `finished`. Where exec is refused, or the collector is gone, it goes on another way.
 * @throws whatever kept the last bytes from being read within the patience
 */
export async function* readLog(
  cluster: Pick<Cluster, "connection" | "sendOnce">,
  options: LogOptions,
): AsyncGenerator<LogChunk> {
  const { namespace, finished, signal, io } = options;
  let way: LogWay = "collector";
  let offset = options.offset;
  let failures = 0;
  let deadline: number | undefined;
  while (!signal.aborted) {
    const last = finished.aborted;
    if (last) deadline ??= io.now() + (options.patience ?? 120_000);
    const session = new Session(last ? [signal] : [signal, finished], last ? undefined : options.silence);
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
        offset += bytes.length;
        yield { kind: "bytes", bytes };
      }
      if (last) return;
      // the container's log ends with the container, a moment before the pod tells so
      await pause(io, 250, signal, finished);
    } catch (error) {
      if (signal.aborted) return;
      // the suite has ended, or nothing came for a while: on to the next session
      if (session.signal.aborted) continue;
      const next = otherWay(way, error, last, options.collectorRuns?.() ?? true);
      if (next !== undefined) {
        way = next;
        yield { kind: "way", way, reason: wordsOf(error) };
        continue;
      }
      if (last && isFinal(error)) throw error;
      if (deadline !== undefined && io.now() > deadline) throw error;
      failures += 1;
      if (failures === 1) yield { kind: "cut", reason: wordsOf(error), offset };
      await pause(io, backoff(failures), signal, last ? undefined : finished);
    } finally {
      session.end();
    }
  }
}

// forbidden by RBAC or a webhook, or by an admission policy; 400 and 500 come from a container that is not up yet, too
const refusesExec = new Set([403, 405, 422]);

/** Which way to go on after an error; undefined where the same way may still do. */
function otherWay(way: LogWay, error: unknown, last: boolean, collectorRuns: boolean): LogWay | undefined {
  if (way === "api") return undefined;
  if (error instanceof ExecRefused && refusesExec.has(error.status ?? 0)) return "api";
  if (way === "collector" && !collectorRuns) return last ? "api" : "suite";
  return way === "suite" && last ? "api" : undefined;
}

async function pause(
  io: Pick<Io, "sleep">,
  ms: number,
  ...signals: readonly (AbortSignal | undefined)[]
): Promise<void> {
  const some = signals.filter((signal) => signal !== undefined);
  await io.sleep(ms, AbortSignal.any(some)).catch(() => undefined);
}

/** One open stream, hung up by any of the signals or by too long a silence. */
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

  heard(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#own.abort(), this.#silence);
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}

/** Refusals that no second try changes. */
function isFinal(error: unknown): boolean {
  if (error instanceof ExecError) return true;
  if (!(error instanceof ApiError || error instanceof ExecRefused)) return false;
  return error.status === 403 || error.status === 404;
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
