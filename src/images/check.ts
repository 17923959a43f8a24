import { UserError } from "../errors.ts";
import type { Client } from "../oci/client.ts";
import { RegistryError } from "../oci/errors.ts";
import { type Descriptor, type RawManifest, readManifest } from "../oci/manifest.ts";
import type { Reference } from "../oci/reference.ts";
import { Repository } from "../oci/repository.ts";

/** Logins to try in turn: without any, with the pull secret, with that of the user. */
export interface Ways {
  readonly anonymous: Client;
  readonly secret: Client | undefined;
  readonly own: Client;
}

/** What a registry has of an image. */
export type Found =
  /** Whole, for all architectures that were asked for; `way` is the first login that may pull it. */
  | { readonly kind: "there"; readonly way: keyof Ways; readonly platforms: readonly string[] }
  | {
      readonly kind: "incomplete";
      readonly way: keyof Ways;
      readonly platforms: readonly string[];
      /** Text for people: `linux/arm64 is missing`. */
      readonly why: string;
    }
  | { readonly kind: "absent"; readonly why: string }
  | { readonly kind: "refused"; readonly why: string };

const mostOfConfig = 4 * 1024 * 1024;

/**
 * Looks whether an image can be pulled for these architectures of Linux: its manifest, and that every blob of them is there.
 * @throws RegistryError if the registry cannot be reached, and whatever is wrong with the user's own settings
 */
export async function checkImage(
  { host, repository, version }: Reference,
  arches: readonly string[],
  ways: Ways,
): Promise<Found> {
  let refusal = "";
  for (const way of ["anonymous", "secret", "own"] as const) {
    const client = ways[way];
    if (client === undefined) continue;
    const place = new Repository(client, host, repository);
    let manifest: RawManifest;
    try {
      manifest = await place.manifest(version);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const status = error instanceof RegistryError ? error.status : undefined;
      if (status === 401 || status === 403) {
        refusal = error.message;
        continue;
      }
      // some registries answer so to those who may not see it
      if (status === 404)
        return { kind: "absent", why: error.message.replace(`${place.name}:${version} `, "") };
      throw error;
    }
    return { way, ...(await contents(place, manifest, arches)) };
  }
  return { kind: "refused", why: refusal };
}

async function contents(
  place: Repository,
  raw: RawManifest,
  arches: readonly string[],
): Promise<
  | { readonly kind: "there"; readonly platforms: readonly string[] }
  | { readonly kind: "incomplete"; readonly platforms: readonly string[]; readonly why: string }
> {
  const manifest = readManifest(raw, place.name);
  const wanted: RawManifest[] = [];
  let platforms: readonly string[];
  if (manifest.kind === "index") {
    const named = manifest.manifests.filter(
      ({ platform }) => platform !== undefined && platform.os !== "unknown",
    );
    platforms = [...new Set(named.map(platformOf))];
    for (const arch of arches) {
      const one = named.find((child) => platformOf(child) === `linux/${arch}`);
      if (one === undefined) continue;
      const found = await place.manifest(one.digest).catch((error: unknown) => {
        if (error instanceof RegistryError && error.status === 404) return undefined;
        throw error;
      });
      if (found === undefined)
        return {
          kind: "incomplete",
          platforms,
          why: `the manifest for linux/${arch} is listed, but missing`,
        };
      wanted.push(found);
    }
  } else {
    platforms = [await platformIn(place, manifest.blobs[0])];
    wanted.push(raw);
  }
  const missing = arches.map((arch) => `linux/${arch}`).filter((platform) => !platforms.includes(platform));
  if (missing.length > 0)
    return {
      kind: "incomplete",
      platforms,
      why: `not for ${missing.join(", ")}, only for ${platforms.join(", ")}`,
    };
  for (const one of wanted) {
    const { blobs } = readImage(one, place.name);
    const there = await Promise.all(blobs.map((blob) => place.isReadable(blob)));
    const absent = blobs.find((_, index) => there[index] === false);
    if (absent !== undefined)
      return { kind: "incomplete", platforms, why: `its blob ${absent.digest} is missing` };
  }
  return { kind: "there", platforms };
}

function readImage(raw: RawManifest, name: string): { readonly blobs: readonly Descriptor[] } {
  const manifest = readManifest(raw, name);
  return manifest.kind === "image" ? manifest : { blobs: [] };
}

function platformOf({ platform }: Descriptor): string {
  return `${platform?.os}/${platform?.architecture}`;
}

/** The platform of an image without an index, from its configuration. */
async function platformIn(place: Repository, config: Descriptor | undefined): Promise<string> {
  if (config === undefined || config.size > mostOfConfig) return "unknown";
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const bytes of place.blob(config, 0)) {
    parts.push(bytes);
    length += bytes.length;
    if (length > mostOfConfig) return "unknown";
  }
  try {
    const { os, architecture }: { os?: unknown; architecture?: unknown } = JSON.parse(
      Buffer.concat(parts).toString(),
    );
    return `${os}/${architecture}`;
  } catch {
    return "unknown";
  }
}
