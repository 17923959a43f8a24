import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import type { Context } from "./context.ts";
import { accountFlags, cronJobFlags, jobFlags } from "./generate/flags.ts";
import { withFlags } from "./with-flags.ts";

/** `generate`: manifests for runs inside the cluster. */
export function generateCommand(context: Context): CommandUnknownOpts {
  const { name } = context;
  return new Command("generate")
    .summary("print manifests for runs inside the cluster")
    .description(
      "Prints manifests for runs inside the cluster: the permissions to do so, a Job that runs the suite now, a CronJob that runs it every night. The results are kept on a volume. Nothing is sent to a cluster.",
    )
    .addCommand(rbacCommand(context))
    .addCommand(jobCommand(context))
    .addCommand(cronJobCommand(context))
    .addHelpText(
      "after",
      `\nExamples:\n  ${name} generate rbac | kubectl apply -f -\n  ${name} generate job --image registry.example.com/kubectl-conformance:v0.1.0 | kubectl apply -f -\n  ${name} generate cronjob --image registry.example.com/kubectl-conformance:v0.1.0 --schedule '0 2 * * *' > nightly.yaml`,
    );
}

function rbacCommand(context: Context): CommandUnknownOpts {
  const { name } = context;
  return withFlags(new Command("rbac"), accountFlags)
    .summary("print the namespace, the service account and the permissions of a runner")
    .description(
      "Prints the namespace, the service account of the runner, and the smallest set of permissions with which it works, each with its purpose. The suite needs cluster-admin and the runner does not; but anyone who can start the suite can become what the suite is.",
    )
    .argument("[run-flags...]", "the flags of run for the Job, after --; some need more permissions")
    .addHelpText(
      "after",
      `\nExamples:\n  ${name} generate rbac | kubectl apply -f -\n  ${name} generate rbac -n conformance-nightly -- --image-pull-secret default/registry`,
    )
    .action(async (runFlags, flags) => {
      const { printRbac } = await import("./generate/print.ts");
      printRbac(context, flags, runFlags);
    });
}

function jobCommand(context: Context): CommandUnknownOpts {
  const { name } = context;
  return withFlags(new Command("job"), jobFlags)
    .argument("[run-flags...]", "flags of run, after --")
    .summary("print a Job that runs the suite now")
    .description(
      "Prints a Job whose pod runs the suite with its service account's credentials and keeps the results on a volume, and the claim for that volume. Put flags of run after --.",
    )
    .addHelpText(
      "after",
      `\nExamples:\n  ${name} generate job --image registry.example.com/kubectl-conformance:v0.1.0 | kubectl apply -f -\n  # no way to the internet, at most three hours\n  ${name} generate job --image registry.example.com/kubectl-conformance:v0.1.0 -- --image-repo registry.example.com/k8s --timeout 3h`,
    )
    .action(async (runFlags, flags) => {
      const { printJob } = await import("./generate/print.ts");
      printJob(context, flags, runFlags);
    });
}

function cronJobCommand(context: Context): CommandUnknownOpts {
  const { name } = context;
  return withFlags(new Command("cronjob"), cronJobFlags)
    .argument("[run-flags...]", "flags of run, after --")
    .summary("print a CronJob that runs the suite every night")
    .description(
      "Prints a CronJob that runs the suite every night, never two at once, and keeps each run's results in its own folder on a volume. Put flags of run after --.",
    )
    .addHelpText(
      "after",
      `\nExamples:\n  ${name} generate cronjob --image registry.example.com/kubectl-conformance:v0.1.0 | kubectl apply -f -\n  ${name} generate cronjob --image registry.example.com/kubectl-conformance:v0.1.0 --schedule '0 1 * * 0' --time-zone Europe/Berlin --claim results -- --certifiable\n  # each night becomes a build that history grid compares with the others\n  ${name} generate cronjob --image registry.example.com/kubectl-conformance:v0.1.0 --publish gs://acme-conformance/logs/nightly-v1.35`,
    )
    .action(async (runFlags, flags) => {
      const { printCronJob } = await import("./generate/print.ts");
      printCronJob(context, flags, runFlags);
    });
}
