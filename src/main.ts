import { once } from "node:events";
import { basename } from "node:path";
import { wrapFor } from "./display/terminal/wrap.ts";
import { type ExitCode, exitCode, InputError, Interrupted, UserError } from "./errors.ts";
import { asCalled, calledAs } from "./process/called-as.ts";
import { inertSink } from "./process/inert-sink.ts";
import { type EndSignal, type Io, realMonotonic, realSleep } from "./process/io.ts";
import { permittedEnv } from "./process/permitted-env.ts";
import { sinkOf, stdoutError } from "./process/sink.ts";
import { readVersion } from "./process/version.ts";
import { safe } from "./text/safe.ts";
import { workflowCommand } from "./text/workflow-command.ts";

/**
 * The process's signals: whoever took them over has them, else they abort; a second one then waits for nothing.
 * `broken` aborts as well, without being a signal.
 */
function signals(broken: AbortSignal): Pick<Io, "signal" | "onSignal"> {
  const controller = new AbortController();
  let taken: ((signal: EndSignal) => void) | undefined;
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(name, () => {
      if (taken !== undefined) taken(name);
      else if (controller.signal.aborted) process.exit(exitCode.interrupted);
      else controller.abort(new Interrupted(name));
    });
  }
  return {
    signal: AbortSignal.any([controller.signal, broken]),
    onSignal: (handler) => {
      taken = handler;
      return () => {
        if (taken === handler) taken = undefined;
      };
    },
  };
}

/** Reads one line; the terminal stays as it is, so that Ctrl-C is still a signal. */
async function ask(question: string, signal: AbortSignal): Promise<string> {
  process.stderr.write(question);
  const { createInterface } = await import("node:readline");
  const lines = createInterface({ input: process.stdin, terminal: false });
  try {
    const [line] = await Promise.race([once(lines, "line", { signal }), once(lines, "close", { signal })]);
    if (line === undefined) throw new InputError("the input ended before the question was answered");
    return String(line);
  } finally {
    lines.close();
    process.stdin.pause();
  }
}

function report(error: unknown, io: Io, name: string): ExitCode {
  const code = print(error, io, name);
  if (io.env.GITHUB_ACTIONS === "true" && !(error instanceof Interrupted)) {
    const fix =
      error instanceof UserError && error.fix !== undefined ? `\nfix: ${asCalled(error.fix, name)}` : "";
    const words = error instanceof Error ? error.message : String(error);
    const line = workflowCommand("error", { title: name }, `${words}${fix}`);
    // as bytes, since it is to be obeyed
    io.stderr.write(new TextEncoder().encode(`${line}\n`));
  }
  return code;
}

function print(error: unknown, io: Io, name: string): ExitCode {
  if (error instanceof UserError) {
    const say = (text: string) => io.stderr.write(wrapFor(io.stderr, `${text}\n`));
    say(`${error.message.startsWith("Error from server") ? "" : "error: "}${printable(error.message)}`);
    if (error.fix !== undefined) say(`fix: ${printable(asCalled(error.fix, name))}`);
    return error.code;
  }
  const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
  io.stderr.write(
    `error: ${name} encountered an unexpected error; please report it with these lines:\n${printable(words)}\n`,
  );
  return exitCode.noVerdict;
}

/** Messages quote files and servers, whose control characters must not reach the terminal. */
function printable(text: string): string {
  return text.split("\n").map(safe).join("\n");
}

/** Deno may forbid the question, and Windows has no answer. */
function ownUid(): number | undefined {
  try {
    return process.getuid?.();
  } catch {
    return undefined;
  }
}

/**
 * Whatever nothing caught ends the process without a verdict: the runtimes would end it with 1, which says that tests failed. It is
 * reported once; what goes wrong in the report is not.
 */
function endUncaught(io: Io, name: string): void {
  let isEnding = false;
  const end = (error: unknown) => {
    if (isEnding) return;
    isEnding = true;
    try {
      report(error, io, name);
    } finally {
      process.exit(error instanceof Interrupted ? error.code : exitCode.noVerdict);
    }
  };
  process.on("uncaughtException", end);
  process.on("unhandledRejection", end);
}

async function main(): Promise<void> {
  // for the libraries too
  if (process.versions.deno !== undefined) process.env = permittedEnv(process.env);
  const broken = new AbortController();
  const isDirect = process.platform !== "win32";
  const io: Io = {
    stdout: inertSink(
      sinkOf({ fd: 1, isDirect, openStream: () => process.stdout }, (error) =>
        broken.abort(stdoutError(error)),
      ),
    ),
    // there is nobody to report it to
    stderr: inertSink(sinkOf({ fd: 2, isDirect, openStream: () => process.stderr }, () => undefined)),
    env: process.env,
    cwd: process.cwd(),
    uid: ownUid(),
    pid: process.pid,
    now: Date.now,
    monotonic: realMonotonic,
    sleep: realSleep,
    ...signals(broken.signal),
    // its stream is made where a command wants to know
    get stdinIsTerminal() {
      return process.stdin.isTTY === true;
    },
    get ask() {
      return process.stdin.isTTY && process.stderr.isTTY ? ask : undefined;
    },
  };
  // a compiled program's second word is a path within itself, a runtime's is the script's
  const called = basename(process.argv0).startsWith("kubectl-") ? process.argv0 : process.argv[1];
  const name = calledAs(called ?? "", () => io.env);
  endUncaught(io, name);
  // should the process run out of work before the command's end, that is no success; not set beforehand, since
  // commander's help ends with whatever stands there
  const tooEarly = () => {
    process.exitCode = exitCode.noVerdict;
  };
  process.once("beforeExit", tooEarly);
  let isReported = false;
  const reportError = (error: unknown) => {
    isReported = true;
    process.exitCode = report(error, io, name);
  };
  try {
    const { runProgram } = await import("./commands/program.ts");
    process.exitCode = await runProgram(process.argv.slice(2), io, readVersion(process.versions), name);
  } catch (error) {
    reportError(error);
  } finally {
    process.off("beforeExit", tooEarly);
  }
  // a write may fail after the command's end
  const unwritten = () => {
    if (!isReported) reportError(broken.signal.reason);
  };
  if (broken.signal.aborted) unwritten();
  else broken.signal.addEventListener("abort", unwritten);
  // Deno waits for requests that were given up before their answer; what it writes is out when the write returns
  if (process.versions.deno !== undefined) setImmediate(() => process.exit());
}

void main();
