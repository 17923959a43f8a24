import { Command, CommanderError } from "commander";
import { type ExitCode, exitCode } from "../errors.ts";
import type { Io } from "../io.ts";
import type { Version } from "../version.ts";
import { attachCommand, retrieveCommand, stopCommand } from "./attach.ts";
import { cleanupCommand } from "./cleanup.ts";
import type { Context } from "./context.ts";
import { logsCommand } from "./logs.ts";
import { preflightCommand } from "./preflight.ts";
import { rerunCommand } from "./rerun.ts";
import { runCommand } from "./run.ts";
import { sandboxCommand } from "./sandbox.ts";
import { statusCommand } from "./status.ts";
import { submissionCommand } from "./submission.ts";
import { testsCommand } from "./tests.ts";
import { versionCommand } from "./version.ts";

// in the order of the help
const commands = [
  preflightCommand,
  runCommand,
  attachCommand,
  statusCommand,
  logsCommand,
  retrieveCommand,
  stopCommand,
  rerunCommand,
  cleanupCommand,
  submissionCommand,
  testsCommand,
  sandboxCommand,
  versionCommand,
];

/**
 * Reads the words of the command line and runs the command they name.
 * @returns the exit code
 * @throws UserError and whatever else a command throws
 */
export async function runProgram(
  argv: readonly string[],
  io: Io,
  version: Version,
  name: string,
): Promise<ExitCode> {
  let code: ExitCode = exitCode.passed;
  const context: Context = {
    io,
    version,
    name,
    argv,
    exit: (given) => {
      code = given;
    },
  };
  const program = new Command(name)
    .description(
      "Proves a Kubernetes cluster conformant: runs the suite, shows it live, leaves a folder ready to submit.",
    )
    .helpCommand("help [command]", "help for a command")
    .showHelpAfterError(`See '${name} --help' for help and examples.`)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      getOutHelpWidth: () => io.stdout.columns ?? 100,
      getErrHelpWidth: () => io.stderr.columns ?? 100,
    });
  for (const make of commands) program.addCommand(withSettings(make(context), program, name));
  try {
    await program.parseAsync([...argv], { from: "user" });
    return code;
  } catch (error) {
    // commander has printed its own line by now
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.passed : exitCode.badInput;
    throw error;
  }
}

/** Gives a command and those beneath it the output and errors of the one above, and a hint of their own. */
function withSettings(command: Command, above: Command, words: string): Command {
  const own = `${words} ${command.name()}`;
  command.copyInheritedSettings(above).showHelpAfterError(`See '${own} --help' for help and examples.`);
  for (const beneath of command.commands) withSettings(beneath, command, own);
  return command;
}
