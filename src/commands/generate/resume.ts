import { Command } from "commander";
import type { ConnectionFlags } from "../../kube/flags.ts";
import { addConnectionFlags } from "../connection-flags.ts";
import type { Context } from "../context.ts";
import { addRunFlags, type RunFlags } from "../run/flags.ts";

/** `resume`: what the pod of a generated Job does, so that one that was killed is replaced and nothing is lost. */
export function resumeCommand(context: Context): Command {
  const { name } = context;
  const command = new Command("resume")
    .summary("take up the run of a namespace, or begin one where there is none")
    .description(
      "Takes up the run of the namespace and sees it to its end, as attach does; where there is none it begins one, as run does. For what may be killed and started again at any time: the pod of a Job, a step of CI.",
    );
  return addConnectionFlags(addRunFlags(command))
    .addHelpText(
      "after",
      `\nExamples:\n  ${name} resume\n  ${name} resume -n conformance-nightly --certifiable --timeout 3h`,
    )
    .action(async (flags: RunFlags & ConnectionFlags) => {
      const { resumeAction } = await import("./resume-action.ts");
      context.exit((await resumeAction(context, flags)).code);
    });
}
