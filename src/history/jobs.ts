import { Slots } from "../async/slots.ts";
import { InputError } from "../errors.ts";
import type { Store } from "../stores/store.ts";
import { isBuildId } from "./layout.ts";

// listings at the same time
const width = 24;

/**
 * The jobs at a place: the place itself if it has builds, otherwise the folders in it that have some.
 * @throws InputError if there is no build at all, StoreError
 */
export async function jobsIn(store: Store): Promise<readonly Store[]> {
  const { folders } = await store.list();
  if (folders.some(isBuildId)) return [store];
  const slots = new Slots(width);
  const below = folders.map((name) => store.below(name));
  const have = await Promise.all(
    below.map((one) => slots.run(async () => (await one.list()).folders.some(isBuildId))),
  );
  const jobs = below.filter((_, index) => have[index]);
  if (jobs.length > 0) return jobs;
  throw new InputError(`${store.name} has no builds`, {
    fix: "name a job: the folder in which each build has its number",
  });
}
