import type { Digest } from "./digest.ts";

/** An object to put into a store. */
export interface NewObject {
  readonly bytes: Uint8Array;
  /** Its media type: `application/json`. */
  readonly type: string;
  /** Whether readers must ask for it each time, because it changes. */
  readonly isChanging?: boolean;
}

/** An object that was read. */
export interface ReadObject {
  readonly bytes: Uint8Array;
  readonly version: Version;
}

/** What a store calls this content of an object: it changes whenever the object does. */
export type Version = string & { readonly __brand?: "version" };

/** What is directly below a folder. */
export interface Listing {
  /** Names of folders, without a slash at the end. */
  readonly folders: readonly string[];
  readonly objects: readonly string[];
}

/** What may be there already when an object is put: nothing, exactly this version, or anything. */
export type Over = "nothing" | "anything" | { readonly version: Version };

/**
 * Objects by their names below one place: a folder, or a prefix in a bucket. Nothing outside that place can be named. Every call is tried
 * again, paced, while the store reports a temporary problem.
 */
export interface Store {
  /** As it was given, without secrets: `gs://bucket/logs/nightly`. */
  readonly name: string;
  /** What opens it again, from any folder: with the settings after the `?`, and as an absolute path. */
  readonly address: string;
  /** What is directly below a folder of the store; "" is its root. Throws StoreError. */
  list(folder?: string): Promise<Listing>;
  /** The content of an object, at most `most` bytes; undefined if there is none. Throws StoreError, TooLarge. */
  read(name: string, most: number): Promise<ReadObject | undefined>;
  /** What the store itself says about an object's content; undefined if there is none. Throws StoreError. */
  digest(name: string): Promise<Digest | undefined>;
  /** Puts an object, whole or not at all. False if something else was there than `over` allows. Throws StoreError. */
  put(name: string, object: NewObject, over: Over): Promise<boolean>;
  /** Removes an object; one that is not there is fine. Throws StoreError. */
  remove(name: string): Promise<void>;
  /** The same for a place further down. */
  below(folder: string): Store;
}
