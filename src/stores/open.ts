import path from "node:path";
import type { Io } from "../process/io.ts";
import { storeIn } from "./bucket.ts";
import { type Location, locationOf } from "./location.ts";
import type { Store } from "./store.ts";

/** What a store needs of the process. */
export type StoreIo = Pick<Io, "env" | "cwd" | "now" | "monotonic" | "sleep" | "signal">;

/**
 * Opens a store; whether it exists and may be used, the first call shows.
 * @throws InputError if `given` does not name a store, or its settings cannot be used
 */
export async function openStore(given: string, io: StoreIo): Promise<Store> {
  return openLocation(locationOf(given, io.cwd), given, io);
}

async function openLocation(location: Location, given: string, io: StoreIo): Promise<Store> {
  const { name } = location;
  switch (location.kind) {
    case "local": {
      const { localBucket } = await import("./local.ts");
      return storeIn(localBucket(location.path), "", { name, address: path.resolve(location.path) });
    }
    case "gcs": {
      const { gcsBucket } = await import("./gcs/gcs.ts");
      return storeIn(gcsBucket(location, io), location.prefix, { name, address: given });
    }
    case "s3": {
      const { s3Bucket } = await import("./s3/s3.ts");
      return storeIn(await s3Bucket(location, io), location.prefix, { name, address: given });
    }
  }
}
