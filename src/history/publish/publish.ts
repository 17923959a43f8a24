import { InputError } from "../../errors.ts";
import { StoreError } from "../../stores/errors.ts";
import { type Put, put } from "../../stores/put.ts";
import type { Store } from "../../stores/store.ts";
import { readStarted } from "../build/metadata.ts";
import { isBuildId, isSnowflake, latestBuild, newestFirst, objectNames } from "../layout.ts";
import {
  type BuildObject,
  finishedObject,
  middleObjects,
  type Publication,
  publicationOf,
  startedObject,
} from "./objects.ts";

export { type Publication, publicationOf };

/** A build that is complete in its store. */
export interface Published {
  /** The build's number. */
  readonly build: string;
  /** Where it is: `gs://bucket/logs/nightly/1795200964`. */
  readonly place: string;
  /** Whether it had been complete before. */
  readonly wasThere: boolean;
}

/** What happened to an object, as it happens. */
export type OnObject = (object: BuildObject, how: Put) => void;

// runs that start in the same second are published by different clusters into one job
const mostNumbers = 10;
const mostOfSmall = 64 * 1024;

/**
 * Publishes results as a build of the job that the store is, in the order that its readers rely on: started.json, the log and the artifacts,
 * finished.json, then latest-build.txt. A build that was cut is continued; each object's checksum is compared with the store's own; a
 * complete build is never changed.
 * @throws InputError if the job is numbered otherwise, or the build is complete with other content; StoreError
 */
export async function publish(
  store: Store,
  publication: Publication,
  onObject: OnObject,
): Promise<Published> {
  const job = jobOf(store);
  await refuseOtherNumbers(store, publication.build);
  const { build, at } = await claim(store, publication, onObject);
  const place = `${store.name.replace(/\/+$/, "")}/${build}`;
  const finished = finishedObject(publication, job, build);
  const wasThere = (await at.digest(finished.name)) !== undefined;
  if (!wasThere) {
    for (const object of middleObjects(publication, job, build))
      onObject(object, await put(at, object.name, object, "same-or-replaced"));
    const how = await put(at, finished.name, finished, "same-or-kept");
    onObject(finished, how === "kept" ? "same" : how);
  }
  await raiseLatest(store, build, onObject);
  return { build, place, wasThere };
}

/** The name of a job: the last part of its address. */
export function jobOf(store: Pick<Store, "name">): string {
  return store.name.replace(/\/+$/, "").split(/[/\\]/).at(-1) ?? "";
}

/** The build's own folder, with started.json in it. */
async function claim(store: Store, publication: Publication, onObject: OnObject) {
  const object = startedObject(publication);
  for (let tries = 0; tries < mostNumbers; tries++) {
    const build = String(BigInt(publication.build) + BigInt(tries));
    const at = store.below(build);
    const there = await at.read(object.name, mostOfSmall);
    if (there === undefined && (await at.digest(objectNames.finished)) === undefined) {
      const how = await put(at, object.name, object, "same-or-kept");
      if (how !== "kept") {
        onObject(object, how);
        return { build, at };
      }
    }
    if (isOurs((await at.read(object.name, mostOfSmall))?.bytes, publication)) return { build, at };
  }
  throw new InputError(
    `${store.name} has other builds with the number ${publication.build} and the next ones`,
    {
      fix: "publish the runs of each cluster to a job with its own name",
    },
  );
}

function isOurs(bytes: Uint8Array | undefined, { results }: Publication): boolean {
  if (bytes === undefined) return false;
  try {
    return readStarted(new TextDecoder().decode(bytes)).results === results;
  } catch {
    return false;
  }
}

/** Numbers of one job have to grow, and Prow's are always larger. */
async function refuseOtherNumbers(store: Store, build: string): Promise<void> {
  let folders: readonly string[];
  try {
    ({ folders } = await store.list());
  } catch (error) {
    // a folder that is created by the first build; the bucket itself is reported by the first object
    if (error instanceof StoreError && error.fault === "absent" && !/^(?:gs|s3):/.test(store.name)) return;
    throw error;
  }
  const other = folders.find((name) => isBuildId(name) && isSnowflake(name) !== isSnowflake(build));
  if (other === undefined) return;
  throw new InputError(
    `${store.name} has builds with Prow's numbers, like ${other}, and ${build} would come before them`,
    {
      fix: "publish to a job with its own name",
    },
  );
}

const mostRaces = 10;

/** Lets latest-build.txt name this build, if it names an older one. */
async function raiseLatest(store: Store, build: string, onObject: OnObject): Promise<void> {
  const object: BuildObject = {
    name: latestBuild,
    type: "text/plain; charset=utf-8",
    // digits and nothing else
    bytes: new TextEncoder().encode(build),
    isChanging: true,
  };
  for (let tries = 0; tries < mostRaces; tries++) {
    const there = await store.read(latestBuild, mostOfSmall);
    const text = there === undefined ? "" : new TextDecoder().decode(there.bytes).trim();
    if (isBuildId(text) && newestFirst(text, build) <= 0) return onObject(object, "same");
    const over = there === undefined ? "nothing" : { version: there.version };
    if (await store.put(latestBuild, object, over)) return onObject(object, "sent");
  }
  throw new StoreError(`${store.name}: other publishers keep changing ${latestBuild}`, {
    fault: "other",
    fix: "publish again: what is already there is not sent twice",
  });
}
