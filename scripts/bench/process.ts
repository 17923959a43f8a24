import { closeSync, mkdirSync, openSync } from "node:fs";
import { dirname, join } from "node:path";

/** What a process took and how it ended. */
export interface Measured {
  /** Wall time from the spawn to the exit. */
  readonly seconds: number;
  readonly exitCode: number;
  /** `ru_maxrss` as wait4 gives it: the peak of the process itself, its children apart. */
  readonly peakBytes: number;
}

/** The compiled command; `npm run build` makes it. */
export const command = join(import.meta.dirname, "../../dist/kubectl-conformance");

/** Runs a command to its end with its output in `log`, nothing on its stdin. */
export async function measure(words: readonly string[], log: string, cwd?: string): Promise<Measured> {
  mkdirSync(dirname(log), { recursive: true });
  const output = openSync(log, "a");
  const started = performance.now();
  const child = Bun.spawn([...words], {
    stdin: "ignore",
    stdout: output,
    stderr: output,
    ...(cwd === undefined ? {} : { cwd }),
  });
  const exitCode = await child.exited;
  const seconds = (performance.now() - started) / 1000;
  closeSync(output);
  return { seconds, exitCode, peakBytes: child.resourceUsage()?.maxRSS ?? 0 };
}

/** The last lines of a log, for the message about the process that wrote it. */
export async function tail(log: string, lines = 20): Promise<string> {
  const text = await Bun.file(log).text();
  return text.trimEnd().split("\n").slice(-lines).join("\n");
}

/** Leaves with a message. */
export function fail(message: string): never {
  process.stderr.write(`bench: ${message}\n`);
  process.exit(1);
}
