import { Command, Option } from "@commander-js/extra-typings";
import { publishedImage } from "../../generate/published.ts";
import { defaults } from "../../generate/settings.ts";
import { repeated } from "../repeated.ts";
import type { FlagsOf } from "../with-flags.ts";

export type RbacFlags = FlagsOf<typeof accountFlags>;

export type JobFlags = FlagsOf<typeof jobFlags>;

export type CronJobFlags = FlagsOf<typeof cronJobFlags>;

/** The flags of `generate rbac`, which a Job's flags start with. */
export function rbacFlags(command = new Command()) {
  return command
    .option("-n, --namespace <name>", "the namespace of the runner and its runs", defaults.namespace)
    .option("--service-account <name>", "the runner's", defaults.serviceAccount);
}

/** What only `generate rbac` has. */
export function accountFlags(command = new Command()) {
  return rbacFlags(command).option(
    "--account-annotation <key=value>",
    "an annotation of the service account, for a cloud that gives it an identity with which the runner publishes, may be repeated; e.g. --account-annotation eks.amazonaws.com/role-arn=arn:aws:iam::111122223333:role/conformance",
    repeated,
  );
}

/** The flags of `generate job`, which a CronJob's flags start with. */
export function jobFlags(command = new Command(), name = "conformance", published = publishedImage()) {
  const image = new Option(
    "--image <image>",
    "the image of this program; e.g. --image registry.example.com/kubectl-conformance:v0.1.0",
  ).makeOptionMandatory();
  return rbacFlags(command)
    .addOption(published === undefined ? image : image.default(published))
    .option("--name <name>", "the name of the object", name)
    .option(
      "--volume <pvc|emptyDir|hostPath:/path>",
      "where to keep the results: a claim; a folder of the pod, deleted with the pod; or a folder on the node that user 65532 can write to, which the restricted Pod Security profile forbids",
      "pvc",
    )
    .option("--claim <name>", "an existing claim, instead of a new one")
    .option(
      "--storage-size <quantity>",
      `the size of a new claim (default: ${defaults.size}); a run leaves 10 to 20 MB`,
    )
    .option("--storage-class <name>", "the class of a new claim (default: the cluster's default)")
    .option(
      "--publish <store>",
      "where each run publishes its results as a build: gs://BUCKET/PREFIX/JOB or s3://BUCKET/PREFIX/JOB; e.g. --publish gs://acme-conformance/logs/nightly-v1.35",
    )
    .option(
      "--publish-secret <name>",
      "a secret with the credentials for that, if the service account itself has no identity in the cloud: for s3:// AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, for gs:// a service account's key in key.json",
    );
}

/** The flags of `generate cronjob`. */
export function cronJobFlags(command = new Command()) {
  return jobFlags(command, "conformance-nightly")
    .option("--schedule <cron>", "when to start; e.g. --schedule '30 1 * * 1-5'", "0 2 * * *")
    .option(
      "--time-zone <name>",
      "the schedule's time zone; e.g. --time-zone Europe/Berlin (default: the cluster's, usually UTC)",
    );
}
