/** Where the results of runs are kept. */
export type ResultsVolume =
  | { readonly kind: "claim"; readonly name: string; readonly make: NewClaim | undefined }
  | { readonly kind: "emptyDir" }
  | { readonly kind: "hostPath"; readonly path: string };

/** A claim that the manifests make, rather than take as it is. */
export interface NewClaim {
  /** A quantity: `10Gi`. */
  readonly size: string;
  /** The cluster's default class where it is undefined. */
  readonly storageClass: string | undefined;
}

/** What a Job or CronJob of runs is made of. */
export interface JobSettings {
  readonly name: string;
  /** Of the Job, and of the suite that it runs. */
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly image: string;
  readonly volume: ResultsVolume;
  /** Further flags of `run`. */
  readonly runFlags: readonly string[];
}

/** When a CronJob starts a run. */
export interface Schedule {
  /** Five fields: `0 2 * * *`. */
  readonly cron: string;
  /** Of the tz database: `Europe/Berlin`; the controller manager's own, mostly UTC, where it is undefined. */
  readonly timeZone: string | undefined;
}

export const defaults = {
  namespace: "conformance",
  serviceAccount: "conformance-runner",
  claim: "conformance-results",
  /** A whole run leaves 10 to 20 MB. */
  size: "10Gi",
} as const;
