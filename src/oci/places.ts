import type { Descriptor, RawManifest } from "./manifest.ts";

/** Where an image is read from: a repository of a registry, or an archive. */
export interface ImageSource {
  /** The place in messages: `registry.k8s.io/pause`. */
  readonly name: string;
  /** A manifest by its tag or digest. @throws RegistryError if there is none; the digest is checked */
  manifest(version: string): Promise<RawManifest>;
  /** The bytes of a blob from `offset` on; it may break off with a PassingError. They are not checked. */
  blob(blob: Descriptor, offset: number): AsyncIterable<Uint8Array>;
  /** The manifests that refer to one, such as signatures and SBOMs; tags that do by convention among them. */
  referrers(digest: string): Promise<readonly Referrer[]>;
  /** If a registry has it: where a blob of it can be mounted from. */
  readonly mountable?: { readonly host: string; readonly repository: string };
}

/** Something that refers to a manifest: by its `subject`, or by a tag that is made of the digest, as cosign does. */
export type Referrer =
  | { readonly kind: "subject"; readonly digest: string }
  | { readonly kind: "tag"; readonly tag: string };

/** Where an image is written to. */
export interface ImageTarget {
  readonly name: string;
  /** If it is in a registry: where other repositories of it can mount its blobs from. */
  readonly mountable?: { readonly host: string; readonly repository: string };
  hasBlob(blob: Descriptor): Promise<boolean>;
  /** Takes a blob from another place of the same registry; false if it cannot. */
  mount(blob: Descriptor, from: { readonly host: string; readonly repository: string }): Promise<boolean>;
  /**
   * Stores a blob, whose bytes are checked on the way.
   * @param read opens the source at an offset, as often as needed
   * @param onBytes is called with the number of bytes that arrived; a negative number if they must be sent again
   */
  putBlob(
    blob: Descriptor,
    read: (offset: number) => AsyncIterable<Uint8Array>,
    onBytes: (count: number) => void,
  ): Promise<void>;
  hasManifest(version: string, digest: string): Promise<boolean>;
  /** Stores a manifest under a tag or its digest. */
  putManifest(version: string, manifest: RawManifest): Promise<void>;
}
