import type { Store } from "../stores/store.ts";
import { objectNames } from "./layout.ts";
import { listBuilds } from "./read.ts";

/**
 * The builds of a job that are older than its `keep` newest complete ones, the newest of them first. Builds without finished.json are removed with
 * those around them, and do not count. Throws StoreError.
 */
export async function pruneable(store: Store, keep: number): Promise<readonly string[]> {
  const builds = await listBuilds(store);
  let complete = 0;
  for (const [index, build] of builds.entries()) {
    if ((await store.digest(`${build}/${objectNames.finished}`)) === undefined) continue;
    complete += 1;
    if (complete === keep) return builds.slice(index + 1);
  }
  return [];
}

// a build has fewer than ten objects, and other publishers' have folders of logs
const mostDepth = 8;

/**
 * Removes a build with everything in it; finished.json goes first, so that it never looks whole, and started.json last, so that it is
 * found again if this is cut. Returns how many objects there were. Throws StoreError, and the signal's reason between two objects.
 */
export async function removeBuild(store: Store, build: string, signal: AbortSignal): Promise<number> {
  const first = `${build}/${objectNames.finished}`;
  const last = `${build}/${objectNames.started}`;
  const names = await namesBelow(store, build, mostDepth);
  const between = names.filter((name) => name !== first && name !== last);
  for (const name of [first, ...between, last]) {
    signal.throwIfAborted();
    if (names.includes(name)) await store.remove(name);
  }
  return names.length;
}

async function namesBelow(store: Store, folder: string, depth: number): Promise<readonly string[]> {
  const { folders, objects } = await store.list(folder);
  const below =
    depth === 0
      ? []
      : await Promise.all(folders.map((name) => namesBelow(store, `${folder}/${name}`, depth - 1)));
  return [...objects.map((name) => `${folder}/${name}`), ...below.flat()];
}
