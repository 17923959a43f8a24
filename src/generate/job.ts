import type { V1CronJob, V1Job, V1JobSpec, V1PersistentVolumeClaim } from "@kubernetes/client-node";
import { exitCode } from "../errors.ts";
import { containerName, podTemplate } from "./pod.ts";
import type { Comment, Manifest } from "./print.ts";
import type { JobSettings, Schedule } from "./settings.ts";

// the outcome is still visible after a long weekend
const keepJob = 7 * 24 * 3600;

/** One run, now: a claim for its results if there is none yet, and a Job. */
export function jobManifests(settings: JobSettings): Manifest[] {
  const job: V1Job = {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: metadata(settings),
    spec: { ttlSecondsAfterFinished: keepJob, ...jobSpec(settings) },
  };
  return [...claimManifests(settings), { object: job, comments: jobComments(["spec"]) }];
}

/** A run at each time of a schedule, never two at once: the claim, and a CronJob. */
export function cronJobManifests(settings: JobSettings, { cron, timeZone }: Schedule): Manifest[] {
  const cronJob: V1CronJob = {
    apiVersion: "batch/v1",
    kind: "CronJob",
    metadata: metadata(settings),
    spec: {
      schedule: cron,
      ...(timeZone === undefined ? {} : { timeZone }),
      concurrencyPolicy: "Forbid",
      startingDeadlineSeconds: 3600,
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 3,
      jobTemplate: { metadata: { labels }, spec: jobSpec(settings) },
    },
  };
  return [
    ...claimManifests(settings),
    {
      object: cronJob,
      comments: [
        [["spec", "concurrencyPolicy"], "two suites in one cluster disturb each other"],
        [["spec", "startingDeadlineSeconds"], "a missed start is made up for within the hour, or skipped"],
        ...jobComments(["spec", "jobTemplate", "spec"]),
      ],
    },
  ];
}

const labels = { "app.kubernetes.io/name": "kubectl-conformance" };

function metadata({ name, namespace }: JobSettings) {
  return { name, namespace, labels };
}

function jobSpec(settings: JobSettings): V1JobSpec {
  return {
    backoffLimit: 2,
    podFailurePolicy: {
      rules: [
        {
          action: "FailJob",
          onExitCodes: {
            containerName,
            operator: "In",
            values: [exitCode.testsFailed, exitCode.badInput, exitCode.notCertifiable],
          },
        },
        { action: "Ignore", onPodConditions: [{ type: "DisruptionTarget", status: "True" }] },
      ],
    },
    template: podTemplate(settings),
  };
}

function jobComments(spec: readonly string[]): readonly Comment[] {
  const pod = [...spec, "template", "spec"];
  return [
    [
      [...spec, "backoffLimit"],
      "a runner that was killed is replaced, and the next one continues the same run",
    ],
    [
      [...spec, "podFailurePolicy", "rules", 0],
      "tests failed, flags that cannot be used, not certifiable: another try would say the same",
    ],
    [[...spec, "podFailurePolicy", "rules", 1], "a drained node is nobody's fault"],
    [[...pod, "tolerations", 0], "the suite's own eviction specs would evict its runner"],
    [
      [...pod, "terminationGracePeriodSeconds"],
      "when it is terminated, the runner leaves the suite running; at the very end of the run it cleans up first",
    ],
  ];
}

function claimManifests({ namespace, volume }: JobSettings): Manifest[] {
  if (volume.kind !== "claim" || volume.make === undefined) return [];
  const { size, storageClass } = volume.make;
  const claim: V1PersistentVolumeClaim = {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name: volume.name, namespace, labels },
    spec: {
      accessModes: ["ReadWriteOnce"],
      ...(storageClass === undefined ? {} : { storageClassName: storageClass }),
      resources: { requests: { storage: size } },
    },
  };
  return [{ object: claim }];
}
