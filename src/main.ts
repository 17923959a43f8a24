import { basename } from "node:path";
import { type ExitCode, exitCode, Interrupted, UserError } from "./errors.ts";
import { type Io, realSleep, type Sink } from "./io.ts";
import { readVersion } from "./version.ts";

function sinkOf(stream: NodeJS.WriteStream): Sink {
  // a reader that went away (`| head`) is no reason to crash
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
  return {
    write: (text) => {
      stream.write(text);
    },
    get isTTY() {
      return stream.isTTY === true;
    },
    get columns() {
      return stream.columns;
    },
  };
}

function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(name, () => {
      // the second one does not wait for anything
      if (controller.signal.aborted) process.exit(exitCode.interrupted);
      controller.abort(new Interrupted(name));
    });
  }
  return controller.signal;
}

function report(error: unknown, io: Io, name: string): ExitCode {
  if (error instanceof UserError) {
    io.stderr.write(`${error.message.startsWith("Error from server") ? "" : "error: "}${error.message}\n`);
    if (error.fix !== undefined) io.stderr.write(`fix: ${error.fix}\n`);
    return error.code;
  }
  const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
  io.stderr.write(
    `error: ${name} met something it did not expect; please report it with these lines:\n${words}\n`,
  );
  return exitCode.noVerdict;
}

async function main(): Promise<void> {
  const io: Io = {
    stdout: sinkOf(process.stdout),
    stderr: sinkOf(process.stderr),
    env: process.env,
    cwd: process.cwd(),
    now: Date.now,
    sleep: realSleep,
    signal: interruption(),
  };
  const name = basename(process.argv0).startsWith("kubectl-") ? "kubectl conformance" : "kubectl-conformance";
  try {
    const { runProgram } = await import("./commands/program.ts");
    process.exitCode = await runProgram(process.argv.slice(2), io, readVersion(process.versions), name);
  } catch (error) {
    process.exitCode = report(error, io, name);
  }
}

void main();
