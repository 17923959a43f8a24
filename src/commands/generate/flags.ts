import { Command } from "@commander-js/extra-typings";
import { defaults } from "../../generate/settings.ts";
import type { FlagsOf } from "../with-flags.ts";

export type RbacFlags = FlagsOf<typeof rbacFlags>;

export type JobFlags = FlagsOf<typeof jobFlags>;

export type CronJobFlags = FlagsOf<typeof cronJobFlags>;

/** The flags of `generate rbac`, which those of a Job begin with. */
export function rbacFlags(command = new Command()) {
  return command
    .option("-n, --namespace <name>", "of the runner and of its runs", defaults.namespace)
    .option("--service-account <name>", "the runner's", defaults.serviceAccount);
}

/** The flags of `generate job`, which those of a CronJob begin with. */
export function jobFlags(command = new Command(), name = "conformance") {
  return rbacFlags(command)
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

/** The flags of `generate cronjob`. */
export function cronJobFlags(command = new Command()) {
  return jobFlags(command, "conformance-nightly")
    .option("--schedule <cron>", "when to start; e.g. --schedule '30 1 * * 1-5'", "0 2 * * *")
    .option(
      "--time-zone <name>",
      "the schedule's time zone; e.g. --time-zone Europe/Berlin (default: the cluster's, mostly UTC)",
    );
}
