import { matches } from "./digest.ts";
import { StoreError } from "./errors.ts";
import type { NewObject, Store } from "./store.ts";

/** What happened to an object: it was sent, it was there already, or something else is there and was kept. */
export type Put = "sent" | "same" | "kept";

/** What to do with an object of other content. */
export type Meeting = "same-or-kept" | "same-or-replaced";

// a store that received something else than what was sent, twice, is not to be trusted with a third
const mostTries = 3;

/**
 * Puts an object unless the same content is there already, and compares its checksum with the store's own afterwards; with a store that has
 * none, it reads the object again.
 * @throws StoreError if the content is not what was sent
 */
export async function put(store: Store, name: string, object: NewObject, meeting: Meeting): Promise<Put> {
  let how: Put = "same";
  for (let tries = 0; tries < mostTries; tries++) {
    const is = await compare(store, name, object.bytes);
    if (is === "same") return how;
    if (is === "other" && meeting === "same-or-kept" && how === "same") return "kept";
    // what another publisher puts at this moment is compared in the next turn
    if (await store.put(name, object, is === "absent" ? "nothing" : "anything")) how = "sent";
  }
  if ((await compare(store, name, object.bytes)) === "same") return how;
  throw new StoreError(`${store.name}: ${name} has another checksum than what was sent`, {
    fault: "other",
    fix: "publish again; if this stays, something between here and the store changes what it passes on",
  });
}

/** Whether a store has this content under a name. Throws StoreError. */
export async function compare(
  store: Store,
  name: string,
  content: Uint8Array,
): Promise<"same" | "other" | "absent"> {
  const digest = await store.digest(name);
  if (digest === undefined) return "absent";
  const known = matches(digest, content);
  if (known !== undefined) return known ? "same" : "other";
  const there = await store.read(name, content.length);
  if (there === undefined) return "absent";
  return Buffer.compare(there.bytes, content) === 0 ? "same" : "other";
}
