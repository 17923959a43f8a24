import path from "node:path";
import { InputError } from "../../errors.ts";
import { scheduleFault } from "../../generate/cron.ts";
import { resultsPath } from "../../generate/pod.ts";
import type { RbacSettings } from "../../generate/rbac.ts";
import {
  defaults,
  type JobSettings,
  type Publish,
  type ResultsVolume,
  type Schedule,
} from "../../generate/settings.ts";
import { timeZoneFault } from "../../generate/time-zone.ts";
import { checkSkipped } from "../../preflight/preflight.ts";
import { imageFault } from "../../run/plan/image.ts";
import { isLabelKey } from "../../run/plan/names.ts";
import { locationOf } from "../../stores/location.ts";
import { asKubectlReads } from "../flag-words.ts";
import { checkPublish } from "../run/flag-values.ts";
import { runFlags } from "../run/flags.ts";
import { readRunFlags } from "../run/read-flags.ts";
import { refuseReserved } from "../run/reserved.ts";
import type { CronJobFlags, JobFlags, RbacFlags } from "./flags.ts";
import { refusedRunFlags } from "./refused.ts";

/** Reads the flags of `generate rbac`. Throws InputError naming the one that cannot be used. */
export function readRbacFlags(flags: RbacFlags, words: readonly string[]): RbacSettings {
  const { testRepoList, imagePullSecret } = readGivenRunFlags(words);
  return {
    namespace: namespaceOf(flags.namespace),
    serviceAccount: nameOf("--service-account", flags.serviceAccount, 253),
    repoList: testRepoList !== undefined && !isUrl(testRepoList),
    pullSecret: imagePullSecret,
    annotations: Object.fromEntries((flags.accountAnnotation ?? []).map(annotation)),
  };
}

/** Reads the flags of `generate job`. Throws InputError naming the one that cannot be used. */
export function readJobFlags(flags: JobFlags, words: readonly string[]): JobSettings {
  const given = readGivenRunFlags(words);
  if (flags.publish !== undefined && given.publish !== undefined)
    throw new InputError("--publish is given twice, before and after --");
  return {
    // a pod's name is its Job's with eleven more characters, and labels can have 63
    name: nameOf("--name", flags.name, 52),
    namespace: namespaceOf(flags.namespace),
    serviceAccount: nameOf("--service-account", flags.serviceAccount, 253),
    image: imageOf(flags.image),
    volume: volumeOf(flags),
    publish: publishOf(flags),
    runFlags: words,
  };
}

/** Reads the flags that only `generate cronjob` has. Throws InputError naming the one that cannot be used. */
export function readSchedule({ schedule, timeZone }: CronJobFlags): Schedule {
  const given = schedule.trim();
  const fault = scheduleFault(given);
  if (fault !== undefined)
    throw new InputError(`--schedule '${schedule}': not a cron schedule: ${fault}`, {
      fix: "write minute, hour, day, month and weekday: '0 2 * * *' is two o'clock every night",
    });
  const zoneFault = timeZone === undefined ? undefined : timeZoneFault(timeZone);
  if (zoneFault !== undefined)
    throw new InputError(`--time-zone ${timeZone}: ${zoneFault.why}`, { fix: zoneFault.fix });
  return { cron: given, timeZone };
}

function volumeOf(flags: JobFlags): ResultsVolume {
  const { volume, claim, storageSize, storageClass } = flags;
  if (claim !== undefined && volume !== "pvc")
    throw new InputError(`--claim and --volume ${volume} cannot be combined`);
  const ofNewClaim = storageSize === undefined ? storageClass && "--storage-class" : "--storage-size";
  if (ofNewClaim && (claim !== undefined || volume !== "pvc"))
    throw new InputError(
      `${ofNewClaim} is for a new claim, which ${claim === undefined ? `--volume ${volume}` : "--claim"} does not create`,
    );
  if (volume === "emptyDir") return { kind: "emptyDir" };
  if (volume.startsWith("hostPath:/")) return { kind: "hostPath", path: volume.slice("hostPath:".length) };
  if (volume !== "pvc") throw new InputError(`--volume ${volume}: choose pvc, emptyDir or hostPath:/path`);
  if (claim !== undefined) return { kind: "claim", name: nameOf("--claim", claim, 253), make: undefined };
  const size = storageSize ?? defaults.size;
  if (!/^[1-9]\d*(\.\d+)?([KMGTPE]i?)?$/.test(size))
    throw new InputError(`--storage-size ${size}: not a quantity`, { fix: "write it like 500Mi or 10Gi" });
  return { kind: "claim", name: defaults.claim, make: { size, storageClass } };
}

function nameOf(flag: string, text: string, longest: number): string {
  if (/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(text) && text.length <= longest) return text;
  throw new InputError(`${flag} ${text}: not a name that Kubernetes accepts`, {
    fix: `use at most ${longest} lower-case letters, digits and dashes`,
  });
}

function namespaceOf(text: string): string {
  const namespace = nameOf("--namespace", text, 63);
  refuseReserved(namespace);
  return namespace;
}

function imageOf(text: string): string {
  const fault = imageFault(text);
  if (fault === undefined) return text;
  throw new InputError(`--image '${text}': ${fault}`, {
    fix: "write it like registry.example.com/kubectl-conformance:v0.1.0",
  });
}

/** An annotation of an account: its key may have a prefix. Throws InputError. */
function annotation(text: string): [string, string] {
  const [, key = "", value = ""] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (!isLabelKey(key))
    throw new InputError(`--account-annotation ${text}: not a key and a value`, {
      fix: "write it like --account-annotation iam.gke.io/gcp-service-account=conformance@acme.iam.gserviceaccount.com",
    });
  return [key, value];
}

function publishOf({ publish, publishSecret }: JobFlags): Publish | undefined {
  if (publish === undefined) {
    if (publishSecret === undefined) return undefined;
    throw new InputError("--publish-secret: there is no --publish");
  }
  checkPublish(publish, "/");
  const { kind } = locationOf(publish, "/");
  if (kind === "local")
    throw new InputError(`--publish ${publish}: a folder would be one inside the pod`, {
      fix: "publish to gs://BUCKET/PREFIX/JOB or s3://BUCKET/PREFIX/JOB",
    });
  const secret = publishSecret === undefined ? undefined : nameOf("--publish-secret", publishSecret, 253);
  return { to: publish, kind, secret };
}

interface GivenRunFlags {
  readonly publish: string | undefined;
  readonly testRepoList: string | undefined;
  readonly imagePullSecret: RbacSettings["pullSecret"];
}

/** The flags of `run` after `--`, so that a mistake is reported now and not at night. Throws InputError. */
function readGivenRunFlags(words: readonly string[]): GivenRunFlags {
  const command = runFlags()
    .exitOverride()
    .allowExcessArguments(false)
    .configureOutput({ writeErr: () => undefined, writeOut: () => undefined });
  asKubectlReads(command);
  try {
    command.parse([...words], { from: "user" });
  } catch (error) {
    const what = error instanceof Error ? error.message.replace(/^error: /, "") : String(error);
    throw new InputError(`the flags of run after --: ${what}`, { fix: "run --help lists them all" });
  }
  const refused = command.options.find(
    (option) =>
      refusedRunFlags.has(option.name()) &&
      command.getOptionValueSource(option.attributeName()) === "cli" &&
      command.getOptionValue(option.attributeName()) !== undefined,
  );
  if (refused !== undefined) {
    throw new InputError(`the flags of run after --: ${refused.long} is not possible in a Job`, {
      ...(refused.name() === "namespace"
        ? { fix: "put --namespace before --: the run uses the namespace of its Job" }
        : {}),
    });
  }
  const { testRepoList, product, ...rest } = command.opts();
  // a file is one inside the Job's pod, and cannot be checked here
  for (const [flag, file] of [
    ["--test-repo-list", testRepoList !== undefined && isUrl(testRepoList) ? undefined : testRepoList],
    ["--product", product],
  ] as const) {
    if (file !== undefined && !file.startsWith("/"))
      throw new InputError(`the flags of run after --: ${flag} ${file}: not a path inside the Job's pod`, {
        fix: `put the file on the results' volume and name it ${resultsPath}/${path.basename(file)}, or mount it`,
      });
  }
  const { skipPreflight, request } = readRunFlags(rest, "/");
  if (skipPreflight !== "all") checkSkipped(skipPreflight);
  const { imagePullSecret } = request;
  return { testRepoList, imagePullSecret, publish: rest.publish };
}

function isUrl(text: string): boolean {
  return /^https?:\/\//.test(text);
}
