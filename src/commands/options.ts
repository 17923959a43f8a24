import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import type { Context } from "./context.ts";
import { globalFlags } from "./global-flags.ts";
import { withFlags } from "./with-flags.ts";

/** `options`: the flags that do not belong to a single command, which no other help repeats. */
export function optionsCommand({ io, name }: Context): CommandUnknownOpts {
  const command = new Command("options");
  return withFlags(command, globalFlags)
    .summary("list the flags that every command takes, and how a cluster is chosen")
    .description(
      "Lists the flags that do not belong to a single command: those that every command takes, and those of all commands that talk to a cluster, which mean the same as in kubectl.",
    )
    .addHelpText(
      "after",
      `\nExamples:\n  ${name} options\n  ${name} --context staging status\n  ${name} run --server https://192.0.2.1:6443 --token "$TOKEN" --color never`,
    )
    .action(() => {
      io.stdout.write(command.helpInformation().replace(/^Usage:.*\n\n/, ""));
    });
}
