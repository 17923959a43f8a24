import { Slots } from "../async/slots.ts";
import type { Store } from "../stores/store.ts";
import type { BuildHead } from "./build/metadata.ts";
import type { Indexes, Kept } from "./index-file.ts";
import { newestFirst } from "./layout.ts";
import { jobOf } from "./publish/publish.ts";
import { listBuilds, type Reading, readBuild, readHead, type WholeBuild } from "./read.ts";

/** A job with its builds, the newest first. */
export interface Job<T> {
  readonly name: string;
  /** What opens its store. */
  readonly store: string;
  readonly builds: readonly Reading<T>[];
}

export interface LoadOptions {
  /** At most so many of the newest builds. */
  readonly last: number;
  readonly indexes: Indexes;
  readonly signal: AbortSignal;
  /** Reads everything again. */
  readonly isAgain?: boolean;
  /** Gets a line for a person. */
  readonly note: (line: string) => void;
  /** Shared by all jobs that are loaded at the same time. */
  readonly slots?: Slots;
}

// requests at the same time
const width = 24;

/** Slots for the requests of one command. */
export function loadSlots(): Slots {
  return new Slots(width);
}

/** Whole builds, each read from the store if the index does not have it. Throws StoreError, and the signal's reason. */
export async function loadJob(store: Store, options: LoadOptions): Promise<Job<WholeBuild>> {
  const name = jobOf(store);
  return load(
    store,
    options,
    ({ head, build }) => (build === undefined ? undefined : { head, build }),
    (build) => readBuild(store, build, name, options.signal),
    (value) => value,
  );
}

/** Only the heads of builds: one small object each, a fleet's worth of them in seconds. Throws like `loadJob`. */
export async function loadHeads(store: Store, options: LoadOptions): Promise<Job<BuildHead>> {
  return load(
    store,
    options,
    ({ head }) => head,
    (build) => readHead(store, build),
    (head) => ({ head }),
  );
}

async function load<T>(
  store: Store,
  { last, indexes, isAgain = false, note, slots = loadSlots() }: LoadOptions,
  known: (kept: Kept) => T | undefined,
  read: (build: string) => Promise<Reading<T>>,
  keep: (value: T) => Kept,
): Promise<Job<T>> {
  const [all, index] = await Promise.all([slots.run(() => listBuilds(store)), indexes.read(store.address)]);
  const before = isAgain ? new Map<string, Kept>() : index.builds;
  const builds = await Promise.all(
    all.slice(0, last).map(async (build): Promise<Reading<T>> => {
      const kept = before.get(build);
      const value = kept && known(kept);
      return value === undefined ? slots.run(() => read(build)) : { kind: "complete", build, value };
    }),
  );
  const isThere = new Set(all);
  const now = new Map([...before].filter(([build]) => isThere.has(build)));
  let isChanged = now.size !== index.builds.size;
  for (const one of builds) {
    if (one.kind !== "complete" || (now.has(one.build) && known(now.get(one.build) as Kept) !== undefined))
      continue;
    now.set(one.build, keep(one.value));
    isChanged = true;
  }
  if (isChanged || isAgain) {
    const sorted = new Map([...now].toSorted(([a], [b]) => newestFirst(a, b)));
    const why = await indexes.write({ store: store.address, builds: sorted });
    if (why !== undefined) note(`note: the index was not kept: ${why}`);
  }
  return { name: jobOf(store), store: store.address, builds };
}

/** The builds that an index has, without asking the store. */
export function jobOfIndex(
  { store, builds }: { readonly store: string; readonly builds: ReadonlyMap<string, Kept> },
  last: number,
): Job<WholeBuild> {
  const whole = [...builds.values()].flatMap(({ head, build }): Reading<WholeBuild>[] =>
    build === undefined ? [] : [{ kind: "complete", build: head.build, value: { head, build } }],
  );
  return {
    name: jobOf({ name: store.replace(/\?.*$/s, "") }),
    store,
    builds: whole.toSorted((a, b) => newestFirst(a.build, b.build)).slice(0, last),
  };
}

/** A job of whole builds with only their heads. */
export function headsOf(job: Job<WholeBuild>): Job<BuildHead> {
  return {
    ...job,
    builds: job.builds.map((one) => (one.kind === "complete" ? { ...one, value: one.value.head } : one)),
  };
}
