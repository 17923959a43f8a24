import { messageOf } from "../../errors.ts";
import { DigestCheck, isKnownDigest } from "../digest.ts";
import { type Descriptor, readManifest } from "../manifest.ts";
import type { Archive } from "./read.ts";
import { pathOf } from "./write.ts";

/** What an archive contains, and what is wrong with it. */
export interface Verified {
  readonly images: number;
  readonly blobs: number;
  readonly bytes: number;
  /** Text for people, one for each fault; empty if the archive is whole. */
  readonly faults: readonly string[];
}

/** Reads an archive to its end: every blob must have its digest, and everything that an image consists of must be there. */
export async function verifyArchive(archive: Archive, onBytes: (count: number) => void): Promise<Verified> {
  const faults: string[] = [];
  let [blobs, bytes] = [0, 0];
  for (const [path, entry] of archive.entries) {
    const digest = /^blobs\/(\w+)\/(\w+)$/.exec(path)?.slice(1).join(":");
    if (digest === undefined) continue;
    if (!isKnownDigest(digest)) {
      faults.push(`${path}: its name is not a digest that can be checked`);
      continue;
    }
    const check = new DigestCheck(digest);
    for await (const part of archive.stream(entry)) {
      check.update(part);
      onBytes(part.length);
    }
    blobs += 1;
    bytes += entry.size;
    if (!check.matches()) faults.push(`${digest}: its bytes have another digest`);
  }
  const seen = new Set<string>();
  for (const { name, descriptor } of archive.images) await walk(archive, descriptor, name, seen, faults);
  return { images: archive.images.length, blobs, bytes, faults };
}

async function walk(
  archive: Archive,
  { digest, mediaType }: Descriptor,
  name: string,
  seen: Set<string>,
  faults: string[],
): Promise<void> {
  if (seen.has(digest)) return;
  seen.add(digest);
  try {
    const manifest = readManifest(await archive.manifest(digest, mediaType), name);
    if (manifest.kind === "index") {
      for (const child of manifest.manifests) await walk(archive, child, name, seen, faults);
      return;
    }
    for (const blob of manifest.blobs) {
      const entry = archive.entries.get(pathOf(blob.digest));
      if (entry === undefined) faults.push(`${name}: ${blob.digest} is missing`);
      else if (entry.size !== blob.size)
        faults.push(`${name}: ${blob.digest} has ${entry.size} bytes instead of ${blob.size}`);
    }
  } catch (error) {
    faults.push(`${name}: ${messageOf(error)}`);
  }
}
