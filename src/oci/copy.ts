import type { Slots } from "../async/slots.ts";
import { RunError } from "../errors.ts";
import { digestOf } from "./digest.ts";
import { cutIndex, type Descriptor, type RawManifest, readManifest } from "./manifest.ts";
import type { ImageSource, ImageTarget } from "./places.ts";

/** What happens to the blobs of a copy. */
export type CopyEvent =
  /** It must be sent: so many more bytes. */
  | { readonly kind: "planned"; readonly bytes: number }
  | { readonly kind: "sent"; readonly bytes: number }
  /** The target had it already, or took it from another of its repositories. */
  | { readonly kind: "there"; readonly bytes: number; readonly mounted: boolean };

/** A repository that has a blob. */
export interface BlobPlace {
  readonly host: string;
  readonly repository: string;
}

export interface CopyOptions {
  /** Architectures of Linux that are kept of an index; all platforms if undefined. */
  readonly arches: readonly string[] | undefined;
  /** Whether signatures and whatever else refers to the image are copied too. */
  readonly referrers: boolean;
  /** Only looks: nothing is written. */
  readonly dryRun: boolean;
  /** Limits how many blobs are under way at once, over all images that are copied. */
  readonly slots: Slots;
  /** Where each blob is, or will be once it has been sent: it is mounted from there. Grows with each copy. */
  readonly known: Map<string, Promise<BlobPlace | undefined>>;
  readonly onEvent: (event: CopyEvent) => void;
}

export interface Copied {
  /** Of the copy; another than the original's if its index was cut. */
  readonly digest: string;
  readonly isCut: boolean;
  /** Wanted architectures that the image is not published for. */
  readonly missing: readonly string[];
  /** Whether the tag was there already, with this digest. */
  readonly unchanged: boolean;
}

/**
 * Copies an image: the blobs first, then manifests by their digests, the tag last, so that a tag never names something incomplete.
 * @throws RunError if a place refuses, or bytes do not have their digest
 */
export async function copyImage(
  source: ImageSource,
  version: string,
  target: ImageTarget,
  tag: string,
  options: CopyOptions,
): Promise<Copied> {
  const top = await source.manifest(version);
  const name = `${source.name}:${version}`;
  const chosen = choose(top, name, options.arches);
  const unchanged = await target.hasManifest(tag, chosen.manifest.digest);
  const result = { digest: chosen.manifest.digest, isCut: chosen.isCut, missing: chosen.missing, unchanged };
  if (!unchanged) await copyManifest(source, target, chosen.manifest, name, options);
  if (options.referrers) await copyReferrers(source, target, top.digest, name, options);
  if (!unchanged && !options.dryRun) await target.putManifest(tag, chosen.manifest);
  return result;
}

interface Choice {
  readonly manifest: RawManifest;
  readonly isCut: boolean;
  readonly missing: readonly string[];
}

function choose(top: RawManifest, name: string, arches: readonly string[] | undefined): Choice {
  const manifest = readManifest(top, name);
  if (arches === undefined || manifest.kind === "image") return { manifest: top, isCut: false, missing: [] };
  const isWanted = ({ platform }: Descriptor) =>
    platform !== undefined && platform.os === "linux" && arches.includes(platform.architecture);
  const wanted = manifest.manifests.filter(isWanted);
  const missing = arches.filter((arch) => !wanted.some(({ platform }) => platform?.architecture === arch));
  if (wanted.length === 0)
    throw new RunError(`${name} is not published for ${arches.join(" or ")}`, {
      fix: "`images build-plan --arch` shows how to build it",
    });
  const digests = new Set(wanted.map(({ digest }) => digest));
  // what buildx says of an image is beside it in the index
  const isAbout = (one: Descriptor) => digests.has(one.annotations?.["vnd.docker.reference.digest"] ?? "");
  const bytes = cutIndex(top.bytes, (one) => isWanted(one) || isAbout(one));
  if (bytes === top.bytes) return { manifest: top, isCut: false, missing };
  return { manifest: { mediaType: top.mediaType, bytes, digest: digestOf(bytes) }, isCut: true, missing };
}

/** Everything below a manifest, but not the manifest itself. */
async function copyManifest(
  source: ImageSource,
  target: ImageTarget,
  raw: RawManifest,
  name: string,
  options: CopyOptions,
): Promise<void> {
  const manifest = readManifest(raw, name);
  if (manifest.kind === "image") {
    await all(manifest.blobs.map((blob) => copyBlob(source, target, blob, options)));
    return;
  }
  await all(
    manifest.manifests.map(async (child) => {
      if (await target.hasManifest(child.digest, child.digest)) return;
      const found = await source.manifest(child.digest);
      await copyManifest(source, target, found, `${name}@${child.digest}`, options);
      if (!options.dryRun) await target.putManifest(child.digest, found);
    }),
  );
}

async function copyBlob(
  source: ImageSource,
  target: ImageTarget,
  blob: Descriptor,
  { slots, known, dryRun, onEvent }: CopyOptions,
): Promise<void> {
  await slots.run(async () => {
    if (await target.hasBlob(blob)) return onEvent({ kind: "there", bytes: blob.size, mounted: false });
    onEvent({ kind: "planned", bytes: blob.size });
    if (dryRun) return;
    // another image of the copy may be sending the same blob just now
    const sentBy = known.get(blob.digest);
    const own = Promise.withResolvers<BlobPlace | undefined>();
    if (sentBy === undefined) known.set(blob.digest, own.promise);
    let place: BlobPlace | undefined;
    try {
      const from = (await sentBy) ?? source.mountable;
      if (from !== undefined && (await target.mount(blob, from))) {
        onEvent({ kind: "planned", bytes: -blob.size });
        onEvent({ kind: "there", bytes: blob.size, mounted: true });
      } else
        await target.putBlob(
          blob,
          (offset) => source.blob(blob, offset),
          (bytes) => onEvent({ kind: "sent", bytes }),
        );
      place = target.mountable;
    } finally {
      own.resolve(place);
      if (place === undefined && sentBy === undefined) known.delete(blob.digest);
    }
  });
}

async function copyReferrers(
  source: ImageSource,
  target: ImageTarget,
  digest: string,
  name: string,
  options: CopyOptions,
): Promise<void> {
  for (const referrer of await source.referrers(digest)) {
    const version = referrer.kind === "tag" ? referrer.tag : referrer.digest;
    const found = await source.manifest(version);
    if (await target.hasManifest(version, found.digest)) continue;
    await copyManifest(source, target, found, `${name}: ${version}`, options);
    if (!options.dryRun) await target.putManifest(version, found);
    // a signature may itself be signed
    if (referrer.kind === "subject") await copyReferrers(source, target, found.digest, name, options);
  }
}

/** Waits for all, and then fails with the first failure: nothing is left under way. */
async function all(work: readonly Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(work);
  const failed = results.find((result) => result.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}
