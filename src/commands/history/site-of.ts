import { objectNames } from "../../history/layout.ts";
import { type SiteFile, siteOf } from "../../history/site/site.ts";
import type { Io } from "../../process/io.ts";
import { openStore } from "../../stores/open.ts";
import type { Store } from "../../stores/store.ts";
import { defaultLast, type LoadFlags, loadJobs } from "./load-flags.ts";

const mostOfReport = 64 * 2 ** 20;

/** The site of the builds in these stores, as they are now. Throws InputError, StoreError, and the signal's reason. */
export async function loadSite(
  places: readonly string[],
  flags: LoadFlags,
  reports: number,
  io: Io,
): Promise<ReadonlyMap<string, SiteFile>> {
  const jobs = await loadJobs(places, flags, io);
  const stores = new Map<string, Promise<Store>>();
  const storeAt = (address: string) => {
    const opened = stores.get(address) ?? openStore(address, io);
    stores.set(address, opened);
    return opened;
  };
  return siteOf(jobs, {
    last: flags.last ?? defaultLast,
    reports,
    readReport: async ({ store }, build) => {
      const found = await (await storeAt(store)).read(`${build}/${objectNames.report}`, mostOfReport);
      return found?.bytes;
    },
  });
}
