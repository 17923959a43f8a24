import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { runProgram } from "../../src/commands/program.ts";
import { UserError } from "../../src/errors.ts";
import { type EndSignal, type Io, realMonotonic, realSleep, type Sink } from "../../src/process/io.ts";
import type { Version } from "../../src/process/version.ts";

export interface Result {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly cwd: string;
}

function collector(): Sink & { text: string } {
  return {
    text: "",
    isTTY: false,
    columns: undefined,
    write(data) {
      this.text += typeof data === "string" ? data : Buffer.from(data).toString("latin1");
    },
  };
}

export function newFolder(): string {
  return mkdtempSync(path.join(tmpdir(), "conformance-test-"));
}

/** Runs the program in this process with these words, in a folder of its own; what it throws becomes its code, as main.ts does it. */
export async function program(
  args: readonly string[],
  options: {
    cwd?: string;
    env?: Record<string, string>;
    interrupt?: AbortController;
    onSignal?: (handler: (signal: EndSignal) => void) => void;
    ask?: Io["ask"];
    monotonic?: () => number;
    sleep?: Io["sleep"];
    version?: Partial<Version>;
    uid?: number | undefined;
  } = {},
): Promise<Result> {
  const stdout = collector();
  const stderr = collector();
  const cwd = options.cwd ?? newFolder();
  const interrupt = options.interrupt ?? new AbortController();
  const io: Io = {
    stdout,
    stderr,
    env: { HOME: cwd, LANG: "C.UTF-8", ...options.env },
    cwd,
    now: Date.now,
    monotonic: options.monotonic ?? realMonotonic,
    sleep: options.sleep ?? realSleep,
    signal: interrupt.signal,
    onSignal: (handler) => {
      options.onSignal?.(handler);
      return () => undefined;
    },
    ask: options.ask,
    uid: options.uid,
  };
  const version = { version: "v0.0.0", runtime: "test", platform: "linux/amd64", ...options.version };
  try {
    const code = await runProgram(args, io, version, "kubectl conformance");
    return { code, stdout: stdout.text, stderr: stderr.text, cwd };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return {
      code: error.code,
      stdout: stdout.text,
      stderr: `${stderr.text}error: ${error.message}\n${error.fix === undefined ? "" : `fix: ${error.fix}\n`}`,
      cwd,
    };
  }
}
