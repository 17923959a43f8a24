import { Command, CommanderError, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { takesSettings } from "../config/flags.ts";
import { type ExitCode, exitCode } from "../errors.ts";
import type { Io } from "../process/io.ts";
import { overlaidEnv } from "../process/overlaid-env.ts";
import type { Version } from "../process/version.ts";
import type { Context } from "./context.ts";
import { commandFirst } from "./first-words.ts";
import { asKubectlReads } from "./flag-words.ts";
import { colorVariables, everyFlags, leadingFlags, optionDescription, ownOptions } from "./global-flags.ts";

type MakeCommand = (context: Context) => CommandUnknownOpts;

// in the order of the help; each is loaded when it is called, or all of them for the help
const commands: Readonly<Record<string, () => Promise<MakeCommand>>> = {
  preflight: async () => (await import("./preflight.ts")).preflightCommand,
  run: async () => (await import("./run.ts")).runCommand,
  attach: async () => (await import("./runs/attach.ts")).attachCommand,
  status: async () => (await import("./runs/status.ts")).statusCommand,
  wait: async () => (await import("./runs/wait.ts")).waitCommand,
  logs: async () => (await import("./runs/logs.ts")).logsCommand,
  retrieve: async () => (await import("./runs/attach.ts")).retrieveCommand,
  stop: async () => (await import("./runs/attach.ts")).stopCommand,
  rerun: async () => (await import("./runs/rerun.ts")).rerunCommand,
  results: async () => (await import("./results.ts")).resultsCommand,
  history: async () => (await import("./history.ts")).historyCommand,
  "node-logs": async () => (await import("./node-logs.ts")).nodeLogsCommand,
  coverage: async () => (await import("./coverage.ts")).coverageCommand,
  cleanup: async () => (await import("./runs/cleanup.ts")).cleanupCommand,
  resume: async () => (await import("./runs/resume.ts")).resumeCommand,
  dump: async () => (await import("./dump.ts")).dumpCommand,
  generate: async () => (await import("./generate.ts")).generateCommand,
  submission: async () => (await import("./submission.ts")).submissionCommand,
  ai: async () => (await import("./ai.ts")).aiCommand,
  tests: async () => (await import("./tests.ts")).testsCommand,
  images: async () => (await import("./images.ts")).imagesCommand,
  plugin: async () => (await import("./plugin.ts")).pluginCommand,
  sandbox: async () => (await import("./sandbox.ts")).sandboxCommand,
  options: async () => (await import("./options.ts")).optionsCommand,
  completion: async () => (await import("./completion.ts")).completionCommand,
  version: async () => (await import("./version.ts")).versionCommand,
};

/**
 * Reads the command line and runs its command.
 * @returns the exit code
 * @throws UserError and anything else that a command throws
 */
export async function runProgram(
  given: readonly string[],
  io: Io,
  version: Version,
  name: string,
): Promise<ExitCode> {
  let code: ExitCode = exitCode.passed;
  const argv = commandFirst(given, leadingFlags);
  const words = [...argv];
  const over: Record<string, string> = {};
  const context: Context = {
    io: { ...io, env: overlaidEnv(io.env, over) },
    version,
    name,
    argv: words,
    exit: (given) => {
      code = given;
    },
  };
  const [first = ""] = argv;
  if (first === "__complete") {
    const { completeAction } = await import("./completion/complete.ts");
    await completeAction(context, argv.slice(1));
    return code;
  }
  if (first !== "" && !first.startsWith("-") && !Object.hasOwn(commands, first)) {
    const { noCommand } = await import("./meant.ts");
    throw noCommand(first, await programTree(context), name);
  }
  const program = await programTree(context, Object.hasOwn(commands, first) ? [first] : undefined);
  program.hook("preAction", async (_program, command) => {
    if (takesSettings(command)) {
      const { settle } = await import("./settings.ts");
      words.push(...(await settle(command, io, () => programTree(context))));
    }
    // drawing depends on the variables, and so do the plugins that are started
    Object.assign(over, colorVariables(command.opts().color));
    // it is not one of the command's own flags
    command.setOptionValue("color", undefined);
  });
  try {
    await program.parseAsync([...argv], { from: "user" });
    return code;
  } catch (error) {
    // commander has already printed its own line
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.passed : exitCode.badInput;
    throw error;
  }
}

/** The program with its commands, or only with some of them, as commander knows them; nothing is run yet. */
export async function programTree(
  context: Context,
  only: readonly string[] = Object.keys(commands),
): Promise<CommandUnknownOpts> {
  const { io, name } = context;
  const program = new Command(name)
    .description(
      "Runs the Kubernetes conformance suite on a cluster, shows it live, and leaves a folder that is ready to submit.",
    )
    .helpCommand("help [command...]", "help for a command")
    .option("--version", "print this program's version")
    .configureHelp({ visibleOptions: ownOptions, optionDescription })
    // a command and its subcommands may each have their own -o
    .enablePositionalOptions()
    .showHelpAfterError(`See '${name} --help' for help and examples.`)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      getOutHelpWidth: () => io.stdout.columns ?? 100,
      getErrHelpWidth: () => io.stderr.columns ?? 100,
      // its help has no colors; commander would check the process's streams
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
  const makers = await Promise.all(only.map((word) => commands[word]?.()));
  for (const make of makers)
    if (make !== undefined) program.addCommand(withSettings(make(context), program, name, name));
  return program;
}

/** Gives a command and its subcommands the output and errors of the parent, and their own hint. */
function withSettings(
  command: CommandUnknownOpts,
  above: CommandUnknownOpts,
  words: string,
  name: string,
): CommandUnknownOpts {
  const own = `${words} ${command.name()}`;
  const isParent = command.commands.length > 0 && command.registeredArguments.length === 0;
  if (!isParent && command.name() !== "options") everyFlags(command);
  asKubectlReads(command);
  command.copyInheritedSettings(above).showHelpAfterError(`See '${own} --help' for help and examples.`);
  if (!isParent) command.addHelpText("after", `\n${globalHint(name)}`);
  for (const beneath of command.commands) withSettings(beneath, command, own, name);
  return command;
}

/** The last line of a command's help. */
export function globalHint(name: string): string {
  return `Use "${name} options" for the flags that every command takes, and how a cluster is chosen.`;
}
