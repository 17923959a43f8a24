import { setTimeout as delay } from "node:timers/promises";

/** Where text goes: a terminal, a file, a test's buffer. */
export interface Sink {
  /** Bytes are written unchanged; of text, the process's outputs keep what a CI system would take as a command from being one. */
  write(data: string | Uint8Array): void;
  /** Set if the sink is a terminal. */
  readonly isTTY: boolean;
  /** The terminal's width in cells, undefined elsewhere; changes with the window. */
  readonly columns: number | undefined;
  /** Its height; undefined elsewhere. */
  readonly rows?: number | undefined;
  /** Whether its reader went away, as `head` does: what is written since then is dropped. */
  readonly isDeserted?: boolean;
}

/** The signals that ask the process to end. */
export type EndSignal = "SIGINT" | "SIGTERM" | "SIGHUP";

/** Everything that a command reads from its process or does with it, passed in so that a test can pass its own. */
export interface Io {
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** The user that the process runs as; undefined if the system has no such number, or does not reveal it. */
  readonly uid?: number | undefined;
  /** The id of this process, by which a person can find it. */
  readonly pid?: number;
  /** Milliseconds since the epoch: for times that are shown or written. */
  now(): number;
  /** Milliseconds since an unknown start, unaffected by changes of the clock: for timeouts and every other length of time. */
  monotonic(): number;
  /** Resolves after `ms` milliseconds; rejects with the signal's reason if it is aborted first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /**
   * Aborted when the process is asked to end and nobody has taken over the signals, with the `Interrupted` error as its reason; and
   * when stdout can no longer be written, with a `RunError` as its reason.
   */
  readonly signal: AbortSignal;
  /** Takes over the signals until the returned function is called. */
  onSignal(handler: (signal: EndSignal) => void): () => void;
  /** Whether standard input is a terminal, where a credential plugin may ask the user. */
  readonly stdinIsTerminal?: boolean;
  /** Asks the user and returns the line typed; undefined if there is nobody to ask. */
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
