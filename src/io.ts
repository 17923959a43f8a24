import { setTimeout as delay } from "node:timers/promises";

/** Where text goes: a terminal, a file, a test's buffer. */
export interface Sink {
  write(text: string): void;
  /** Set where the sink is a terminal. */
  readonly isTTY: boolean;
  /** The terminal's width in cells, undefined elsewhere; changes when the window does. */
  readonly columns: number | undefined;
}

/** All that a command reads or does of its process, handed in so that a test hands in its own. */
export interface Io {
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after `ms` milliseconds; rejects with the signal's reason when it is aborted before. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Aborted when the process is asked to end; its reason is the `Interrupted` error. */
  readonly signal: AbortSignal;
}

/** `Io.sleep` on the real clock. */
export async function realSleep(ms: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  await delay(ms, undefined, signal === undefined ? {} : { signal }).catch(() => signal?.throwIfAborted());
}
