import { Command } from "commander";
import { defaults } from "../generate/settings.ts";
import type { Context } from "./context.ts";
import type { CronJobFlags, JobFlags, RbacFlags } from "./generate/flags.ts";

/** `generate`: manifests for runs inside the cluster. */
export function generateCommand(context: Context): Command {
  const { name } = context;
  return new Command("generate")
    .summary("print manifests for runs inside the cluster")
    .description(
      "Prints manifests for runs inside the cluster: what may do it, a Job that does it now, a CronJob that does it night by night. They keep the results on a volume. Nothing is sent to a cluster.",
    )
    .addCommand(rbacCommand(context))
    .addCommand(jobCommand(context))
    .addCommand(cronJobCommand(context))
    .addHelpText(
      "after",
      `\nExamples:\n  ${name} generate rbac | kubectl apply -f -\n  ${name} generate job --image registry.example.com/kubectl-conformance:v0.1.0 | kubectl apply -f -\n  ${name} generate cronjob --image registry.example.com/kubectl-conformance:v0.1.0 --schedule '0 2 * * *' > nightly.yaml`,
    );
}

function rbacCommand(context: Context): Command {
  const { name } = context;
  return withNames(new Command("rbac"))
    .summary("print the namespace, the service account and the least rights of a runner")
    .description(
      "Prints the namespace, the service account of the runner, and the least rights with which it works, each with what it is for. The suite needs cluster-admin, the runner does not; but who may start the suite may become what the suite is.",
    )
    .argument("[run-flags...]", "the flags of run that the Job gets, behind --: some ask for more rights")
    .addHelpText(
      "after",
      `\nExamples:\n  ${name} generate rbac | kubectl apply -f -\n  ${name} generate rbac -n conformance-nightly -- --image-pull-secret default/registry`,
    )
    .action(async (runFlags: readonly string[], flags: RbacFlags) => {
      const { printRbac } = await import("./generate/print.ts");
      printRbac(context, flags, runFlags);
    });
}

function jobCommand(context: Context): Command {
  const { name } = context;
  return withJobFlags(new Command("job"), "conformance")
    .summary("print a Job that runs the suite now")
    .description(
      "Prints a Job whose pod runs the suite with its service account's credentials and keeps the results on a volume, and the claim to that volume. Flags of run stand behind --.",
    )
    .addHelpText(
      "after",
      `\nExamples:\n  ${name} generate job --image registry.example.com/kubectl-conformance:v0.1.0 | kubectl apply -f -\n  # no way to the internet, at most three hours\n  ${name} generate job --image registry.example.com/kubectl-conformance:v0.1.0 -- --image-repo registry.example.com/k8s --timeout 3h`,
    )
    .action(async (runFlags: readonly string[], flags: JobFlags) => {
      const { printJob } = await import("./generate/print.ts");
      printJob(context, flags, runFlags);
    });
}

function cronJobCommand(context: Context): Command {
  const { name } = context;
  return withJobFlags(new Command("cronjob"), "conformance-nightly")
    .option("--schedule <cron>", "when to start; e.g. --schedule '30 1 * * 1-5'", "0 2 * * *")
    .option(
      "--time-zone <name>",
      "the schedule's time zone; e.g. --time-zone Europe/Berlin (default: the cluster's, mostly UTC)",
    )
    .summary("print a CronJob that runs the suite night by night")
    .description(
      "Prints a CronJob that runs the suite night by night, never two at once, and keeps each run's results in a folder of its own on a volume. Flags of run stand behind --.",
    )
    .addHelpText(
      "after",
      `\nExamples:\n  ${name} generate cronjob --image registry.example.com/kubectl-conformance:v0.1.0 | kubectl apply -f -\n  ${name} generate cronjob --image registry.example.com/kubectl-conformance:v0.1.0 --schedule '0 1 * * 0' --time-zone Europe/Berlin --claim results -- --certifiable`,
    )
    .action(async (runFlags: readonly string[], flags: CronJobFlags) => {
      const { printCronJob } = await import("./generate/print.ts");
      printCronJob(context, flags, runFlags);
    });
}

function withNames(command: Command): Command {
  return command
    .option("-n, --namespace <name>", "of the runner and of its runs", defaults.namespace)
    .option("--service-account <name>", "the runner's", defaults.serviceAccount);
}

function withJobFlags(command: Command, name: string): Command {
  return withNames(command)
    .argument("[run-flags...]", "flags of run, behind --")
    .requiredOption(
      "--image <image>",
      "the image of this program; e.g. --image registry.example.com/kubectl-conformance:v0.1.0",
    )
    .option("--name <name>", "what to call it", name)
    .option(
      "--volume <pvc|emptyDir|hostPath:/path>",
      "where the results are kept: a claim, the pod's own folder, which goes with the pod, or a folder of the node that user 65532 may write, which the restricted Pod Security profile forbids",
      "pvc",
    )
    .option("--claim <name>", "a claim that is there, instead of making one")
    .option(
      "--storage-size <quantity>",
      `how much a claim that is made asks for (default: ${defaults.size}); a run leaves 10 to 20 MB`,
    )
    .option("--storage-class <name>", "the class of a claim that is made (default: the cluster's default)");
}
