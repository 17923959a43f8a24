import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { connectionFlags } from "./connection-flags.ts";
import type { Context } from "./context.ts";
import { judgedBy } from "./judged.ts";
import { runFlags } from "./run/flags.ts";
import { fleetFlags } from "./run/fleet/flags.ts";
import { judgeRunFlags } from "./run/judge-flags.ts";
import { withFlags } from "./with-flags.ts";

/** `run`: the conformance suite on a cluster, followed to a folder ready to submit. */
export function runCommand(context: Context): CommandUnknownOpts {
  const { name } = context;
  const command = new Command("run")
    .summary("run the conformance suite and keep its results")
    .description(
      "Runs the conformance suite on the cluster, shows its pods and its progress, and leaves a folder with the four files of a submission to cncf/k8s-conformance.",
    );
  const declared = withFlags(withFlags(withFlags(command, runFlags), fleetFlags), connectionFlags);
  return judgedBy(declared, judgeRunFlags(context))
    .addHelpText("after", examples(name))
    .action(async (flags) => {
      if (flags.contexts !== undefined || flags.kubeconfigs !== undefined) {
        const { fleetAction } = await import("./run/fleet/action.ts");
        return context.exit(await fleetAction(context, flags));
      }
      const { runAction } = await import("./run/begin.ts");
      context.exit((await runAction(context, flags)).code);
    });
}

function examples(name: string): string {
  return `
Examples:
  # certify a cluster, with the description of your product
  ${name} run --product PRODUCT.yaml
  # does a run work here at all?
  ${name} run --mode quick
  # the specs of one special interest group
  ${name} run --sig network
  # what would it create in the cluster? nothing is created
  ${name} run --dry-run=client
  # leave it running, and wait for it elsewhere
  id=$(${name} run --detach -o name) && ${name} wait "$id"
  # one area, one spec after the other
  ${name} run --focus '\\[sig-network\\].*\\[Conformance\\]' --parallel 1
  # nodes with a taint of your own: without this the suite waits 30 minutes for them
  ${name} run --extra-args=--non-blocking-taints=node-role.kubernetes.io/control-plane,example.com/gpu
  # no internet access
  ${name} run --image-repo registry.example.com/k8s --image-pull-secret default/registry
  # in CI: one event per line, and exit code 4 if the run could not certify
  ${name} run -o jsonl --certifiable
  # do not watch: a message at the end, and a command of your own
  ${name} run --notify https://hooks.slack.com/services/T000/B000/XXXX --on-finish 'tar czf results.tgz "$CONFORMANCE_FOLDER"'
  # watch it in a browser: the address is printed first
  ${name} run --web
  # several clusters side by side, each with its own folder
  ${name} run --contexts staging,prod --results-dir out
  # without a cluster
  ${name} run --sandbox

Exit codes:
  0 passed   1 tests failed   2 bad usage or input   3 no verdict: the cluster or the run failed
  4 passed, but not certifiable (--certifiable)   130 interrupted
  for several clusters the worst, in the order 130, 3, 2, 1, 4, 0`;
}
