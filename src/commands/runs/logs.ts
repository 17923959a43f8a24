import { Command } from "commander";
import type { ConnectionFlags } from "../../kube/flags.ts";
import { addConnectionFlags } from "../connection-flags.ts";
import type { Context } from "../context.ts";
import { openFlags } from "../open.ts";

interface LogsFlags extends ConnectionFlags {
  readonly follow?: boolean;
}

/** `logs [RUN]`: e2e.log, byte for byte. */
export function logsCommand(context: Context): Command {
  const { name } = context;
  const command = new Command("logs")
    .summary("print a run's e2e.log, byte for byte")
    .description(
      "Prints a run's e2e.log, byte for byte. With -f it goes on until the suite ends, and survives cut connections.",
    )
    .argument("[run]", "a run's id, the beginning of it, or its namespace")
    .option("-f, --follow", "go on until the suite has ended");
  return addConnectionFlags(command)
    .addHelpText(
      "after",
      `\nExamples:\n  ${name} logs | grep FAILED\n  ${name} logs 20261120-2215-k3x9 -f > e2e.log`,
    )
    .action(async (run: string | undefined, flags: LogsFlags) => {
      const { printLog } = await import("./logs-action.ts");
      await printLog(context, await openFlags(context, flags), run, flags.follow === true);
    });
}
