import { Command, type CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { showNames } from "../../display/show.ts";
import { connectionFlags } from "../connection-flags.ts";
import type { Context } from "../context.ts";
import { judgedBy } from "../judged.ts";
import { repeated } from "../repeated.ts";
import {
  anyPort,
  dumpFlag,
  evidenceFlag,
  evidenceNames,
  keptNames,
  maxFailuresFlag,
  nodeLogsFlag,
  notifyFlag,
  onFinishFlag,
  publishFlag,
  showFlag,
  watchPodsFlag,
  watchPodsNames,
  webFlag,
} from "../run/flags.ts";
import type { AttachFlags, AttachHow } from "../run/take-up.ts";
import { withFlags } from "../with-flags.ts";
import { runArgument, whereFlags } from "./where-flags.ts";

/** `attach [RUN]`: follows a run that was started elsewhere, or detached from. */
export function attachCommand(context: Context): CommandUnknownOpts {
  const command = taking(context, "attach", {
    summary: "follow a run to its end and fetch its results",
    description:
      "Follows a run that was started elsewhere or detached from, from its first spec to its folder, as `run` would have.",
    examples: [
      "attach",
      "attach 20261120-2215-k3x9 --product PRODUCT.yaml",
      "attach -n conformance-nightly",
      "attach --on-finish 'echo \"$CONFORMANCE_VERDICT\" >> verdicts'",
    ],
  })
    .option("--keep", "leave the run's pod and namespace in the cluster")
    .option("--certifiable", "exit with code 4 if all tests passed but the run cannot certify")
    .addOption(new Option(...onFinishFlag))
    .addOption(new Option(...notifyFlag).argParser(repeated))
    .addOption(new Option(...publishFlag))
    .addOption(new Option(...webFlag).preset(anyPort))
    .addOption(new Option(...showFlag).choices(showNames))
    .addOption(new Option(...watchPodsFlag).choices(watchPodsNames).default("run"))
    .addOption(new Option(...maxFailuresFlag))
    .addOption(new Option(...evidenceFlag).choices(evidenceNames).default("failed"))
    .addOption(new Option(...nodeLogsFlag).choices(keptNames).default("none"))
    .addOption(new Option(...dumpFlag).choices(keptNames).default("none"));
  return judgedBy(command, judge(context)).action((run, flags) => takeUp(context, run, flags, "follow"));
}

/** `retrieve [RUN]`: fetches a finished run's results and leaves it in the cluster. */
export function retrieveCommand(context: Context): CommandUnknownOpts {
  const command = taking(context, "retrieve", {
    summary: "fetch a finished run's results and leave it in the cluster",
    description:
      "Fetches the results of a run whose suite has ended into a folder, and leaves the run in the cluster.",
    examples: ["retrieve", "retrieve 20261120-2215-k3x9 --results-dir out"],
  });
  return judgedBy(command, judge(context)).action((run, flags) => takeUp(context, run, flags, "fetch"));
}

/** `stop [RUN]`: ends the suite, fetches the results so far, and cleans up. */
export function stopCommand(context: Context): CommandUnknownOpts {
  const command = taking(context, "stop", {
    summary: "end a run's suite, fetch the results so far, clean up",
    description:
      "Interrupts a run's suite so that it still writes its report, fetches the results so far, and removes the run from the cluster.",
    examples: ["stop", "stop k3x9 --keep"],
  }).option("--keep", "leave the run's pod and namespace in the cluster");
  return judgedBy(command, judge(context)).action((run, flags) => takeUp(context, run, flags, "stop"));
}

function taking(
  { name }: Context,
  verb: string,
  words: { readonly summary: string; readonly description: string; readonly examples: readonly string[] },
) {
  const command = new Command(verb)
    .summary(words.summary)
    .description(words.description)
    .argument("[run]", `${runArgument}; required if there are several`)
    .option("-q, --quiet", "show only warnings, failures and the verdict")
    .option("--results-dir <folder>", "the folder for the results (default: conformance-results/<run>)")
    .option("--product <file>", "PRODUCT.yaml, or the folder of an earlier submission, to reuse")
    .addOption(
      new Option("-o, --output <format>", "how to show it").choices(["table", "jsonl"]).default("table"),
    );
  return withFlags(withFlags(command, whereFlags), connectionFlags).addHelpText(
    "after",
    `\nExamples:\n${words.examples.map((example) => `  ${name} ${example}`).join("\n")}`,
  );
}

/** How their flags' values are checked. */
function judge({ io }: Context) {
  return async (command: { opts(): AttachFlags }): Promise<void> => {
    const { readAttachFlags } = await import("../run/take-up.ts");
    await readAttachFlags(command.opts(), io.cwd);
  };
}

async function takeUp(
  context: Context,
  run: string | undefined,
  flags: AttachFlags,
  how: AttachHow,
): Promise<void> {
  const { attachAction } = await import("../run/take-up.ts");
  const { meantRun, takeUpPlugins } = await import("../plugin/known.ts");
  const meant = await meantRun(context, run, flags);
  if (meant !== undefined) {
    context.exit(await takeUpPlugins(context, meant, flags, how));
    return;
  }
  context.exit((await attachAction(context, run, flags, how)).code);
}
