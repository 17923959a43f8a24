import { RunError } from "../errors.ts";
import { safe } from "../text/safe.ts";
import { isKnownDigest } from "./digest.ts";

/** What points to a blob or a manifest (image-spec `descriptor.md`). */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly platform?: Platform;
  readonly annotations?: Readonly<Record<string, string>>;
  /** Fields that are kept as they are. */
  readonly [more: string]: unknown;
}

export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly [more: string]: unknown;
}

/** A manifest as a registry has it. */
export interface RawManifest {
  readonly mediaType: string;
  readonly digest: string;
  readonly bytes: Uint8Array;
}

/** What a manifest consists of: other manifests, or blobs. */
export type Manifest =
  | { readonly kind: "index"; readonly manifests: readonly Descriptor[] }
  | { readonly kind: "image"; readonly blobs: readonly Descriptor[] };

/** Bytes of a manifest: the limit of registries (distribution-spec, 4 MiB). */
export const mostOfManifest = 4 * 1024 * 1024;

const indexTypes = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
];
const imageTypes = [
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
];

/** What a client accepts: OCI and Docker's schema 2. */
export const acceptedTypes = [...indexTypes, ...imageTypes];

/**
 * Reads a manifest, whose `name` is for messages. Layers that may not be distributed, as those of Windows once were, are left out: they stay
 * where their URLs are.
 * @throws RunError if it is not a manifest of a known kind, or names what cannot be checked
 */
export function readManifest({ mediaType, bytes }: Omit<RawManifest, "digest">, name: string): Manifest {
  const refuse = (why: string) => new RunError(`${name}: ${why}`);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw refuse("its manifest is not JSON");
  }
  if (!isRecord(value)) throw refuse("its manifest is not an object");
  const type = typeof value.mediaType === "string" ? value.mediaType : mediaType;
  const list = (of: unknown): readonly Descriptor[] => {
    if (!Array.isArray(of) || of.length > 10_000) throw refuse("its manifest has no list where one belongs");
    return of.map((one) => descriptor(one, refuse));
  };
  if (indexTypes.includes(type)) return { kind: "index", manifests: list(value.manifests) };
  if (imageTypes.includes(type)) {
    const layers = list(value.layers).filter(({ mediaType: kind }) => !/foreign|nondistributable/.test(kind));
    return { kind: "image", blobs: [descriptor(value.config, refuse), ...layers] };
  }
  if (type.includes("manifest.v1"))
    throw refuse("its manifest has Docker's schema 1, which was given up in 2017");
  throw refuse(`its manifest is of an unknown kind: ${safe(type)}`);
}

function descriptor(value: unknown, refuse: (why: string) => RunError): Descriptor {
  if (!isRecord(value)) throw refuse("its manifest has something that is not a descriptor");
  const { mediaType, digest, size, platform, annotations } = value;
  if (
    typeof mediaType !== "string" ||
    typeof digest !== "string" ||
    typeof size !== "number" ||
    !Number.isSafeInteger(size) ||
    size < 0
  )
    throw refuse("its manifest has a descriptor without type, digest or size");
  if (!isKnownDigest(digest))
    throw refuse(`its manifest has a digest that cannot be checked: ${safe(digest)}`);
  if (platform !== undefined && !isPlatform(platform))
    throw refuse("its manifest has a platform without a name");
  const words = isRecord(annotations)
    ? Object.fromEntries(
        Object.entries(annotations).flatMap(([key, word]) => (typeof word === "string" ? [[key, word]] : [])),
      )
    : undefined;
  const { platform: _platform, annotations: _annotations, ...rest } = value;
  return {
    ...rest,
    mediaType,
    digest,
    size,
    ...(platform === undefined ? {} : { platform }),
    ...(words === undefined ? {} : { annotations: words }),
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isPlatform(value: unknown): value is Platform {
  return isRecord(value) && typeof value.os === "string" && typeof value.architecture === "string";
}

/**
 * An index with fewer manifests; everything else in it stays as it is. The same manifests leave it as it is, to the byte.
 */
export function cutIndex(bytes: Uint8Array, keeps: (manifest: Descriptor) => boolean): Uint8Array {
  const value: { manifests: Descriptor[] } = JSON.parse(new TextDecoder().decode(bytes));
  const manifests = value.manifests.filter(keeps);
  if (manifests.length === value.manifests.length) return bytes;
  return new TextEncoder().encode(JSON.stringify({ ...value, manifests }));
}
