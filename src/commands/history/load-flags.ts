import { type Command, InvalidArgumentError } from "@commander-js/extra-typings";
import type { Indexes } from "../../history/index-file.ts";
import type { Job, LoadOptions } from "../../history/load.ts";
import type { WholeBuild } from "../../history/read.ts";
import type { Io } from "../../process/io.ts";
import type { Store } from "../../stores/store.ts";

/** The flags of the commands that read builds. */
export function loadFlags(command: Command) {
  return command
    .option("--last <n>", "only the n newest builds of each job; e.g. --last 14 (default: 30)", wholeNumber)
    .option(
      "--index <folder|none>",
      "where what was read of stores is kept, so that it is read once; e.g. --index .history (default: kubectl-conformance/history in the user's cache)",
    );
}

export interface LoadFlags {
  readonly last?: number | undefined;
  readonly index?: string | undefined;
}

export const defaultLast = 30;

/** Reads a whole number of 1 or more. */
export function wholeNumber(value: string): number {
  if (!/^[1-9]\d{0,6}$/.test(value)) throw new InvalidArgumentError("It is not a whole number of 1 or more.");
  return Number(value);
}

/** The indexes that the flags name. */
export async function openIndexes({ index }: LoadFlags, io: Pick<Io, "env" | "cwd">): Promise<Indexes> {
  const path = await import("node:path");
  const { indexesIn, indexFolder } = await import("../../history/index-file.ts");
  if (index === "none") return indexesIn(undefined);
  return indexesIn(index === undefined ? indexFolder(io) : path.resolve(io.cwd, index));
}

/** How builds are loaded by these flags. */
export async function loadOptions(flags: LoadFlags, io: Io): Promise<LoadOptions> {
  const { safe } = await import("../../text/safe.ts");
  const { loadSlots } = await import("../../history/load.ts");
  return {
    last: flags.last ?? defaultLast,
    indexes: await openIndexes(flags, io),
    signal: io.signal,
    note: (line) => io.stderr.write(`${safe(line)}\n`),
    slots: loadSlots(),
  };
}

/**
 * The jobs of the stores, or without any those that were imported, as they were then. A store below which there are jobs and no builds stands
 * for all of them. Throws InputError if there is nothing, StoreError.
 */
export async function loadJobs(
  stores: readonly string[],
  flags: LoadFlags,
  io: Io,
): Promise<readonly Job<WholeBuild>[]> {
  const { jobOfIndex, loadJob } = await import("../../history/load.ts");
  const options = await loadOptions(flags, io);
  if (stores.length === 0) {
    const jobs = (await options.indexes.all()).map((one) => jobOfIndex(one, options.last));
    const { InputError } = await import("../../errors.ts");
    const found = jobs.filter(({ builds }) => builds.length > 0);
    if (found.length > 0) return found;
    throw new InputError("no store is named, and none was imported", {
      fix: "name one, or import it first: history import STORE",
    });
  }
  const jobs = await jobStores(stores, io);
  const loaded = await Promise.all(jobs.map((store) => loadJob(store, options)));
  reportUnreadable(loaded, io);
  return loaded;
}

/** The stores of the jobs in the named places: a place without builds is a folder of jobs. */
export async function jobStores(places: readonly string[], io: Io): Promise<readonly Store[]> {
  const { openStore } = await import("../../stores/open.ts");
  const { jobsIn } = await import("../../history/jobs.ts");
  const found = await Promise.all(places.map(async (place) => jobsIn(await openStore(place, io))));
  return found.flat();
}

/** A line for each build that was left out. */
export function reportUnreadable(
  jobs: readonly Pick<Job<unknown>, "name" | "builds">[],
  io: Pick<Io, "stderr">,
): void {
  for (const { name, builds } of jobs)
    for (const one of builds)
      if (one.kind === "unreadable")
        io.stderr.write(`warning: build ${one.build} of ${name} ${one.why}; it is left out\n`);
}
