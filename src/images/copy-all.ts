import { Slots } from "../async/slots.ts";
import { InputError, Interrupted, UserError } from "../errors.ts";
import type { Copied, CopyEvent, CopyOptions } from "../oci/copy.ts";
import { copyImage } from "../oci/copy.ts";
import { RegistryError } from "../oci/errors.ts";
import type { ImageSource, ImageTarget } from "../oci/places.ts";

/** One image to copy. */
export interface Job {
  /** What it is called in messages. */
  readonly from: string;
  readonly to: string;
  readonly source: ImageSource;
  readonly version: string;
  readonly target: ImageTarget;
  readonly tag: string;
}

export type Outcome =
  | { readonly kind: "copied"; readonly job: Job; readonly copied: Copied }
  | { readonly kind: "failed"; readonly job: Job; readonly error: UserError }
  /** Not tried, because an earlier failure would have met it too. */
  | { readonly kind: "left"; readonly job: Job };

export interface CopyAllOptions extends Pick<CopyOptions, "arches" | "referrers" | "dryRun"> {
  /** How many images, and how many blobs of all of them, are under way at once. */
  readonly parallel: number;
  /** Whether the first failure ends everything, as where everything goes into one file. */
  readonly stopsAtFailure: boolean;
  readonly onBlob: (event: CopyEvent) => void;
  readonly onOutcome: (outcome: Outcome) => void;
}

/**
 * Copies images side by side. One that fails does not stop the others, unless what failed would fail for each of them: a login, a flag.
 * Gives the outcomes in the order of the jobs.
 * @throws anything that is not meant for a user, and the reason of an aborted signal
 */
export async function copyAll(jobs: readonly Job[], options: CopyAllOptions): Promise<readonly Outcome[]> {
  const images = new Slots(options.parallel);
  const blobs = new Slots(options.parallel);
  const known: CopyOptions["known"] = new Map();
  let isOver = false;
  const { arches, referrers, dryRun } = options;
  const shared = { arches, referrers, dryRun, slots: blobs, known, onEvent: options.onBlob };
  const one = async (job: Job): Promise<Outcome> => {
    if (isOver) return { kind: "left", job };
    try {
      const copied = await copyImage(job.source, job.version, job.target, job.tag, shared);
      return { kind: "copied", job, copied };
    } catch (error) {
      isOver ||= options.stopsAtFailure || error instanceof InputError || isOfHost(error);
      if (!(error instanceof UserError) || error instanceof Interrupted) throw error;
      return { kind: "failed", job, error };
    }
  };
  const outcomes = jobs.map((job) =>
    images.run(async () => {
      const outcome = await one(job);
      options.onOutcome(outcome);
      return outcome;
    }),
  );
  const settled = await Promise.allSettled(outcomes);
  const broken = settled.find((result) => result.status === "rejected");
  if (broken !== undefined) throw broken.reason;
  return settled.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
}

function isOfHost(error: unknown): boolean {
  return error instanceof RegistryError && error.isOfHost;
}
