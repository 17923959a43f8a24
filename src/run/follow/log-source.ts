import type { Io } from "../../io.ts";
import type { Cluster } from "../../kube/cluster.ts";
import { ApiError } from "../../kube/errors.ts";
import { ExecError, exec } from "../../kube/exec.ts";
import { backoff } from "../../kube/retry.ts";
import { names, resultsPath } from "../identity.ts";

export type LogChunk =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "cut"; readonly reason: string; readonly offset: number }
  | { readonly kind: "resumed"; readonly offset: number };

export interface LogOptions {
  readonly namespace: string;
  /** Bytes that are already here. */
  readonly offset: number;
  /** Aborted when the suite has ended, so that the file grows no more. */
  readonly finished: AbortSignal;
  /** Aborted when the file is out of reach for good. */
  readonly signal: AbortSignal;
  readonly io: Pick<Io, "now" | "sleep">;
  /** Milliseconds without a byte after which the stream is opened anew: a cut without a word looks like silence. */
  readonly silence?: number;
  /** Milliseconds to go on trying for the last bytes after the suite has ended. */
  readonly patience?: number;
}

/** The suite's own log inside the pod. */
export const logFile = `${resultsPath}/e2e.log`;

/**
 * The bytes of e2e.log from `offset` on, each once: follows the file while the suite runs, goes on at the next byte after any cut,
 * and ends with the file's last byte after `finished`.
 * @throws whatever kept the last bytes from being read within the patience
 */
export async function* readLog(
  cluster: Pick<Cluster, "connection">,
  options: LogOptions,
): AsyncGenerator<LogChunk> {
  const { finished, signal, io } = options;
  let offset = options.offset;
  let failures = 0;
  let deadline: number | undefined;
  while (!signal.aborted) {
    const last = finished.aborted;
    if (last) deadline ??= io.now() + (options.patience ?? 120_000);
    const session = new Session(last ? [signal] : [signal, finished], last ? undefined : options.silence);
    try {
      const command = ["tail", "-c", `+${offset + 1}`, ...(last ? [] : ["-F"]), logFile];
      const program = { namespace: options.namespace, pod: names.pod, container: names.collector, command };
      for await (const bytes of exec(cluster, { ...program, signal: session.signal })) {
        session.heard();
        if (failures > 0) yield { kind: "resumed", offset };
        failures = 0;
        offset += bytes.length;
        yield { kind: "bytes", bytes };
      }
      if (last) return;
    } catch (error) {
      if (signal.aborted) return;
      // the suite has ended, or nothing came for a while: on to the next session
      if (session.signal.aborted) continue;
      if (last && isFinal(error)) throw error;
      if (deadline !== undefined && io.now() > deadline) throw error;
      failures += 1;
      if (failures === 1)
        yield { kind: "cut", reason: error instanceof Error ? error.message : String(error), offset };
      await io
        .sleep(backoff(failures), AbortSignal.any([signal, ...(last ? [] : [finished])]))
        .catch(() => undefined);
    } finally {
      session.end();
    }
  }
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
  return error instanceof ApiError && (error.status === 403 || error.status === 404);
}
