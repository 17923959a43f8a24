import { setTimeout as delay } from "node:timers/promises";

/** Where text goes: a terminal, a file, a test's buffer. */
export interface Sink {
  /** Bytes go out as they are. */
  write(data: string | Uint8Array): void;
  /** Set where the sink is a terminal. */
  readonly isTTY: boolean;
  /** The terminal's width in cells, undefined elsewhere; changes when the window does. */
  readonly columns: number | undefined;
  /** Its height; undefined elsewhere. */
  readonly rows?: number | undefined;
  /** Whether its reader went away, as `head` does: what is written since then is dropped. */
  readonly isDeserted?: boolean;
}

/** The signals that ask the process to end. */
export type EndSignal = "SIGINT" | "SIGTERM" | "SIGHUP";

/** All that a command reads or does of its process, handed in so that a test hands in its own. */
export interface Io {
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** The user that the process runs as; undefined where the system has no such number, or does not say. */
  readonly uid?: number | undefined;
  /** The number of this process, for a person to find it by. */
  readonly pid?: number;
  /** Milliseconds since the epoch: for times that are shown or written down. */
  now(): number;
  /** Milliseconds that no change of the clock moves, from an unknown beginning: for patience and every other length of time. */
  monotonic(): number;
  /** Resolves after `ms` milliseconds; rejects with the signal's reason when it is aborted before. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /**
   * Aborted when the process is asked to end and nobody took the signals over, its reason the `Interrupted` error; and
   * when stdout can no longer be written, its reason a `RunError`.
   */
  readonly signal: AbortSignal;
  /** Takes the signals over until what it gives is called. */
  onSignal(handler: (signal: EndSignal) => void): () => void;
  /** Whether standard input is a terminal, at which a credential plugin may ask the person. */
  readonly stdinIsTerminal?: boolean;
  /** Asks the person and gives the line typed; undefined where nobody is there to be asked. */
  readonly ask: ((question: string, signal: AbortSignal) => Promise<string>) | undefined;
}

/** `Io.sleep` on the real clock. */
export async function realSleep(ms: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  await delay(ms, undefined, signal === undefined ? {} : { signal }).catch(() => signal?.throwIfAborted());
}

/** `Io.monotonic` on the real clock. */
export function realMonotonic(): number {
  return performance.now();
}
