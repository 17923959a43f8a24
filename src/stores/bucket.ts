import { below } from "./address.ts";
import type { Digest } from "./digest.ts";
import { StoreError } from "./errors.ts";
import type { Listing, NewObject, Over, ReadObject, Store } from "./store.ts";

/** What each kind of store does with whole keys; `Store` is a view of it below one prefix. */
export interface Bucket {
  /** All pages of what is directly below a prefix, which is empty or ends with a slash; whole keys. */
  list(prefix: string): AsyncIterable<Page>;
  read(key: string, most: number): Promise<ReadObject | undefined>;
  digest(key: string): Promise<Digest | undefined>;
  put(key: string, object: NewObject, over: Over): Promise<boolean>;
  remove(key: string): Promise<void>;
}

/** A page of a listing: keys of objects, and prefixes with a slash at the end. */
export interface Page {
  readonly prefixes: readonly string[];
  readonly keys: readonly string[];
}

// a job with a build every hour for eleven years
const mostListed = 100_000;

/** How a store is called: in messages, and by what opens it again. */
export interface StoreNames {
  readonly name: string;
  readonly address: string;
}

/** The objects of a bucket below a prefix, which has no slash at its end. */
export function storeIn(bucket: Bucket, prefix: string, names: StoreNames): Store {
  const { name, address } = names;
  const keyOf = (given: string) => {
    const key = prefix === "" ? given : `${prefix}/${given}`;
    if (!isName(given)) throw new TypeError(`${JSON.stringify(given)} is not the name of an object`);
    return key;
  };
  return {
    name,
    address,
    async list(folder = "") {
      const above = folder === "" ? (prefix === "" ? "" : `${prefix}/`) : `${keyOf(folder)}/`;
      const listing = { folders: [] as string[], objects: [] as string[] } satisfies Listing;
      for await (const { prefixes, keys } of bucket.list(above)) {
        // what a store answers is not to be trusted: names that nobody could have asked for are left out
        listing.folders.push(...prefixes.map((one) => one.slice(above.length, -1)).filter(isSegment));
        listing.objects.push(...keys.map((one) => one.slice(above.length)).filter(isSegment));
        if (listing.folders.length + listing.objects.length > mostListed)
          throw new StoreError(`${name} has more than ${mostListed} entries in one folder`, {
            fault: "other",
            fix: "name a folder further down",
          });
      }
      return listing;
    },
    read: (given, most) => bucket.read(keyOf(given), most),
    digest: (given) => bucket.digest(keyOf(given)),
    put: (given, object, over) => bucket.put(keyOf(given), object, over),
    remove: (given) => bucket.remove(keyOf(given)),
    below: (folder) =>
      storeIn(bucket, keyOf(folder), { name: below(name, folder), address: below(address, folder) }),
  };
}

/** Whether a name has only plain segments, so that it cannot leave its place. */
function isName(name: string): boolean {
  return name.length <= 1024 && name.split("/").every(isSegment);
}

function isSegment(name: string): boolean {
  return name !== "" && name !== "." && name !== ".." && !/[/\\\p{Cc}]/u.test(name);
}
