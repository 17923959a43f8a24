/** Where the results of runs are kept. */
export type ResultsVolume =
  | { readonly kind: "claim"; readonly name: string; readonly make: NewClaim | undefined }
  | { readonly kind: "emptyDir" }
  | { readonly kind: "hostPath"; readonly path: string };

/** A claim that the manifests create, instead of using an existing one. */
export interface NewClaim {
  /** A quantity: `10Gi`. */
  readonly size: string;
  /** The cluster's default class if undefined. */
  readonly storageClass: string | undefined;
}

/** Where results are published from inside the cluster. */
export interface Publish {
  readonly to: string;
  readonly kind: "gcs" | "s3";
  /** The name of a secret with credentials. */
  readonly secret: string | undefined;
}

/** The settings of a Job or CronJob for runs. */
export interface JobSettings {
  readonly name: string;
  /** The namespace of the Job, and of the suite that it runs. */
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly image: string;
  readonly volume: ResultsVolume;
  /** Where each run publishes its results. */
  readonly publish: Publish | undefined;
  /** Further flags of `run`. */
  readonly runFlags: readonly string[];
}

/** When a CronJob starts a run. */
export interface Schedule {
  /** Five fields: `0 2 * * *`. */
  readonly cron: string;
  /** From the tz database: `Europe/Berlin`; if undefined, the time zone of the controller manager, usually UTC. */
  readonly timeZone: string | undefined;
}

export const defaults = {
  namespace: "conformance",
  serviceAccount: "conformance-runner",
  claim: "conformance-results",
  /** A complete run leaves 10 to 20 MB. */
  size: "10Gi",
} as const;
