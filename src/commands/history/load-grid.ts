import { InputError } from "../../errors.ts";
import { type Fleet, fleetOf } from "../../history/grid/fleet.ts";
import { type Grid, gridOf } from "../../history/grid/grid.ts";
import { headsOf, loadHeads } from "../../history/load.ts";
import type { Io } from "../../process/io.ts";
import { safe } from "../../text/safe.ts";
import {
  defaultLast,
  jobStores,
  type LoadFlags,
  loadJobs,
  loadOptions,
  reportUnreadable,
} from "./load-flags.ts";

/** What a grid shows. */
export type Loaded =
  | { readonly by: "tests"; readonly grid: Grid }
  | { readonly by: "jobs"; readonly fleet: Fleet };

/** Loads jobs as tests by runs, or as jobs by nights. Throws InputError, StoreError. */
export async function loadGrid(
  stores: readonly string[],
  flags: LoadFlags & { readonly by?: "tests" | "jobs" | undefined; readonly focus?: string | undefined },
  io: Io,
): Promise<Loaded> {
  const focus = flags.focus === undefined ? undefined : patternOf(flags.focus);
  if (stores.length === 0) {
    const jobs = await loadJobs(stores, flags, io);
    if ((flags.by ?? "tests") === "tests") return { by: "tests", grid: focused(gridOf(jobs), focus) };
    return { by: "jobs", fleet: fleetOf(jobs.map(headsOf), flags.last ?? defaultLast) };
  }
  const jobs = await jobStores(stores, io);
  const isFolder = jobs.length > stores.length;
  if ((flags.by ?? (isFolder ? "jobs" : "tests")) === "tests") {
    const places = jobs.map(({ address }) => address);
    return { by: "tests", grid: focused(gridOf(await loadJobs(places, flags, io)), focus) };
  }
  if (focus !== undefined)
    throw new InputError("--focus is about tests, and the rows are jobs", { fix: "add --by tests" });
  const options = await loadOptions(flags, io);
  const heads = await Promise.all(jobs.map((store) => loadHeads(store, options)));
  reportUnreadable(heads, io);
  return { by: "jobs", fleet: fleetOf(heads, options.last) };
}

function patternOf(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch (cause) {
    throw new InputError(`--focus ${safe(text)} is not a regexp`, { cause });
  }
}

function focused(grid: Grid, focus: RegExp | undefined): Grid {
  return focus === undefined ? grid : { ...grid, rows: grid.rows.filter(({ name }) => focus.test(name)) };
}
