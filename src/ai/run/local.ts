import { spawn } from "node:child_process";
import path from "node:path";
import { InputError, type RunError } from "../../errors.ts";
import type { Io } from "../../process/io.ts";
import { systemWords } from "../../text/system-words.ts";
import type { TestEvent } from "./events.ts";
import { TestJson } from "./test-json.ts";

/** How the binary ended: by itself with a code, or by a signal; `late` if it had to be killed after its time. */
export interface Ended {
  readonly code: number | null;
  readonly isLate: boolean;
  /** The last lines of its stderr, where a panic is. */
  readonly stderr: string;
}

export interface LocalOptions {
  readonly binary: string;
  readonly args: readonly string[];
  /** Milliseconds after which it is killed, beyond its own limit. */
  readonly within: number;
  readonly cwd: string;
  readonly env: Io["env"];
  readonly signal: AbortSignal;
  readonly now: () => number;
  readonly onEvents: (events: readonly TestEvent[]) => Promise<void>;
  /** A piece of its stderr. */
  readonly onStderr?: (piece: string) => void;
}

const mostStderr = 64 * 1024;
const grace = 5000;

/**
 * Runs a test binary, and gives the events of its output. An abortion ends it, first with SIGINT, then with SIGKILL; the events of the tests
 * that it interrupted are given all the same.
 * @throws InputError if it cannot be started
 */
export async function runBinary(options: LocalOptions): Promise<Ended> {
  const { binary, args, within, cwd, signal, now, onEvents } = options;
  const events = new TestJson(path.basename(binary), now);
  const child = spawn(binary, args, { cwd, env: { ...options.env }, stdio: ["ignore", "pipe", "pipe"] });
  const ended = Promise.withResolvers<number | null>();
  child.on("error", (cause) => ended.reject(cannotStart(binary, cause)));
  child.on("close", (code) => ended.resolve(code));
  // a failure is awaited below, after the output
  ended.promise.catch(() => undefined);
  let stderr = "";
  child.stderr.setEncoding("utf8");
  child.stderr.on("data", (piece: string) => {
    stderr = (stderr + piece).slice(-mostStderr);
    options.onStderr?.(piece);
  });
  let isLate = false;
  const end = () => {
    child.kill("SIGINT");
    setTimeout(() => child.kill("SIGKILL"), grace).unref();
  };
  const timer = setTimeout(() => {
    isLate = true;
    end();
  }, within);
  signal.addEventListener("abort", end, { once: true });
  if (signal.aborted) end();
  try {
    child.stdout.setEncoding("utf8");
    const pieces = child.stdout[Symbol.asyncIterator]();
    // asked for at once: when a process ends, the output that nobody waits for is dropped
    let next = pieces.next();
    next.catch(() => undefined);
    await onEvents([events.start()]);
    for (let piece = await next; piece.done !== true; piece = await next) {
      next = pieces.next();
      next.catch(() => undefined);
      await onEvents(events.take(String(piece.value)));
    }
    const code = await ended.promise;
    const panic = /^(?:panic: .*|fatal error: .*)$/m.exec(stderr)?.[0];
    const why = signal.aborted
      ? "it was interrupted"
      : isLate
        ? "it took too long, and was killed"
        : (panic ?? `the binary ended with ${code === null ? "a signal" : `code ${code}`}`);
    await onEvents(events.end(code === 0, why));
    return { code, isLate, stderr };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", end);
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
  }
}

/** The top-level tests of a binary. Throws InputError if it is not a Go test binary, or cannot be started. */
export async function listTests(binary: string, env: Io["env"], signal: AbortSignal): Promise<string[]> {
  const timeout = AbortSignal.timeout(30_000);
  const child = spawn(binary, ["-test.list", ".*"], {
    env: { ...env },
    signal: AbortSignal.any([signal, timeout]),
    stdio: ["ignore", "pipe", "ignore"],
  });
  const ended = Promise.withResolvers<number | null>();
  child.on("error", (cause) => ended.reject(cause));
  child.on("close", (code) => ended.resolve(code));
  ended.promise.catch(() => undefined);
  let text = "";
  try {
    child.stdout.setEncoding("utf8");
    for await (const piece of child.stdout) {
      text += String(piece);
      if (text.length > 1024 * 1024) child.kill("SIGKILL");
    }
    const code = await ended.promise;
    const tests = text.split("\n").filter((line) => /^Test[^\s]*$/.test(line));
    if (code === 0 && tests.length > 0) return tests;
  } catch (cause) {
    signal.throwIfAborted();
    if (!timeout.aborted) throw cannotStart(binary, cause);
  }
  throw new InputError(`${binary} lists no tests: it is not a Go test binary`, {
    fix: "build it in a clone of kubernetes-sigs/ai-conformance: CGO_ENABLED=0 go test -c -o ai-conformance.test ./test",
  });
}

function cannotStart(binary: string, cause: unknown): InputError | RunError {
  return new InputError(`${binary} cannot be started: ${systemWords(cause)}`, {
    fix: "name an executable file that is built for this machine",
    cause,
  });
}
