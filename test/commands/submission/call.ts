import { Command } from "commander";
import { commitCommand } from "../../../src/commands/submission/commit.ts";
import { initCommand } from "../../../src/commands/submission/init.ts";
import { packageCommand } from "../../../src/commands/submission/package.ts";
import { UserError } from "../../../src/errors.ts";
import { type Io, realSleep } from "../../../src/io.ts";

export interface Called {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Surroundings {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly ask?: Io["ask"];
  readonly interrupt?: AbortController;
}

/** Runs a subcommand of `submission` in this process; what it throws is told as main.ts tells it. */
export async function call(args: readonly string[], options: Surroundings): Promise<Called> {
  const { cwd, env = {}, ask, interrupt = new AbortController() } = options;
  const told = { stdout: "", stderr: "" };
  const sink = (name: keyof typeof told) => ({
    isTTY: false,
    columns: undefined,
    write: (data: string | Uint8Array) => {
      told[name] += data;
    },
  });
  const io: Io = {
    stdout: sink("stdout"),
    stderr: sink("stderr"),
    env: { HOME: cwd, PATH: process.env.PATH, ...env },
    cwd,
    now: Date.now,
    sleep: realSleep,
    signal: interrupt.signal,
    onSignal: () => () => undefined,
    ask,
  };
  const version = { version: "v0.0.0", runtime: "test", platform: "linux/amd64" };
  const name = "kubectl conformance";
  const program = new Command("submission");
  for (const make of [initCommand, packageCommand, commitCommand]) {
    program.addCommand(make({ io, version, name, argv: args, exit: () => undefined }).exitOverride());
  }
  try {
    await program.parseAsync([...args], { from: "user" });
    return { code: 0, ...told };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const fix = error.fix === undefined ? "" : `fix: ${error.fix}\n`;
    return { code: error.code, ...told, stderr: `${told.stderr}error: ${error.message}\n${fix}` };
  }
}
