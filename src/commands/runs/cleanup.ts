import { Command } from "commander";
import { InputError } from "../../errors.ts";
import type { ConnectionFlags } from "../../kube/flags.ts";
import { addConnectionFlags } from "../connection-flags.ts";
import type { Context } from "../context.ts";

export interface CleanupFlags extends ConnectionFlags {
  readonly all?: boolean;
  readonly dryRun?: boolean;
  readonly force?: boolean;
}

/** `cleanup [RUN]`: removes a run and what its suite left, without fetching anything. */
export function cleanupCommand(context: Context): Command {
  const { name } = context;
  const command = new Command("cleanup")
    .summary("remove a run and what its suite left, without fetching anything")
    .description(
      "Removes what a run made and what its suite left in the cluster: namespaces, objects outside of them, labels, taints and extended resources of nodes. Only what is proven to be the run's is touched. Results that were not fetched are lost. A run whose suite is running is removed only where its whole id is given; its suite is stopped first.",
    )
    .argument("[run]", "a run's id, the beginning of it, or its namespace; needed where there are several")
    .option("--all", "every run of the cluster whose suite is not running")
    .option("--dry-run", "print what would be removed, and remove nothing")
    .option("--force", "remove a run whose suite is running, or cannot be stopped, without asking");
  return addConnectionFlags(command)
    .addHelpText(
      "after",
      `\nExamples:\n  ${name} cleanup --dry-run\n  ${name} cleanup 20261120-2215-k3x9\n  ${name} cleanup 20261120-2215-k3x9 --force\n  ${name} cleanup --all\n\nExit codes:\n  0 nothing is left   2 bad usage or input   3 something is left, or the cluster could not be asked`,
    )
    .action(async (run: string | undefined, flags: CleanupFlags) => {
      if (run !== undefined && flags.all === true)
        throw new InputError("--all and a run's name do not go together");
      const { cleanupAction } = await import("./cleanup-action.ts");
      await cleanupAction(context, run, flags);
    });
}
