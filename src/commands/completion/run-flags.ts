import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { refusedRunFlags } from "../generate/refused.ts";
import { runFlags } from "../run/flags.ts";

/** The flags of `run` that may follow `--` of a command, as a command's own; undefined for commands that take none. */
export function runFlagsBehind(command: CommandUnknownOpts): CommandUnknownOpts | undefined {
  if (command.registeredArguments[0]?.name() !== "run-flags") return undefined;
  const behind = new Command("run").helpOption(false);
  for (const option of runFlags().options) if (!refusedRunFlags.has(option.name())) behind.addOption(option);
  return behind;
}
