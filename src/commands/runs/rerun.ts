import { Command, Option } from "commander";
import type { ConnectionFlags } from "../../kube/flags.ts";
import { addConnectionFlags } from "../connection-flags.ts";
import type { Context } from "../context.ts";
import { addRunFlags, type RunFlags } from "../run/flags.ts";

export interface RerunFlags extends RunFlags, ConnectionFlags {
  readonly failed?: string;
  readonly rest?: string;
}

/** `rerun`: the failed specs of an earlier run once more, or those that never ran. */
export function rerunCommand(context: Context): Command {
  const { name } = context;
  const command = new Command("rerun")
    .summary("run the failed specs of an earlier run once more")
    .description(
      "Runs the failed specs of an earlier run once more and tells which fail again and which were flaky, or runs those that never ran because the run was cut short. Takes a results folder of this program, the tarball of sonobuoy retrieve, or any folder with a junit_01.xml in it. Such a run never certifies: run all of it again for that.",
    )
    .addOption(
      new Option("--failed <results>", "the results folder or tarball whose failed specs to run").conflicts([
        "rest",
        "focus",
        "skip",
      ]),
    )
    .addOption(
      new Option(
        "--rest <results>",
        "the results folder or tarball of a run that was cut short, whose remaining specs to run",
      ).conflicts(["failed", "focus", "skip"]),
    );
  return addConnectionFlags(addRunFlags(command))
    .addHelpText(
      "after",
      `\nExamples:\n  ${name} rerun --failed conformance-results/20261120-2215-k3x9\n  ${name} rerun --rest conformance-results/20261120-2215-k3x9 --parallel 4`,
    )
    .action(async (flags: RerunFlags) => {
      const { rerunAction } = await import("./rerun-action.ts");
      context.exit(await rerunAction(context, flags));
    });
}
