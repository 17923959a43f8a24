import { digest, type ImageFile, type Layer, packFiles } from "./layer.ts";

/** One image of an archive, for one kind of machine. */
export interface PlatformImage {
  /** In Go's words: `amd64`, `arm64`. */
  readonly architecture: string;
  readonly layers: readonly Layer[];
}

export interface ImageWords {
  /** What containerd is to call it: `registry.example.com/kubectl-conformance:v0.1.0`. */
  readonly name: string;
  /** RFC 3339. */
  readonly created: string;
  /** `org.opencontainers.image.*`, as labels of each image and annotations of the index. */
  readonly labels: Readonly<Record<string, string>>;
}

/** What the image runs, and as whom. */
export interface RunConfig {
  readonly entrypoint: readonly string[];
  readonly env: readonly string[];
  /** `65532:65532`: in numbers, so that the kubelet can see that it is not root. */
  readonly user: string;
}

interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly [more: string]: unknown;
}

const media = (what: string) => `application/vnd.oci.image.${what}`;

/**
 * An OCI image layout (image-spec `image-layout.md`) as one tar: an index of an image a platform, which `ctr images import`,
 * skopeo and others read.
 */
export function ociArchive(
  images: readonly PlatformImage[],
  words: ImageWords,
  config: RunConfig,
): { readonly archive: Uint8Array; readonly digest: string } {
  const blobs = new Map<string, Uint8Array>();
  const add = (mediaType: string, bytes: Uint8Array): Descriptor => {
    const sha256 = digest(bytes);
    blobs.set(`blobs/sha256/${sha256.slice("sha256:".length)}`, bytes);
    return { mediaType, digest: sha256, size: bytes.length };
  };
  const addJson = (mediaType: string, value: object) => add(mediaType, json(value));

  const manifests = images.map(({ architecture, layers }) => {
    const platform = { architecture, os: "linux" };
    const manifest = {
      schemaVersion: 2,
      mediaType: media("manifest.v1+json"),
      config: addJson(media("config.v1+json"), configOf(architecture, layers, words, config)),
      layers: layers.map((layer) => add(media("layer.v1.tar+zstd"), layer.bytes)),
      annotations: words.labels,
    };
    return { ...addJson(media("manifest.v1+json"), manifest), platform };
  });
  const index = addJson(media("index.v1+json"), {
    schemaVersion: 2,
    mediaType: media("index.v1+json"),
    manifests,
    annotations: words.labels,
  });
  const named = {
    ...index,
    annotations: {
      "io.containerd.image.name": words.name,
      "org.opencontainers.image.ref.name": words.name.slice(words.name.lastIndexOf(":") + 1),
    },
  };
  const files: ImageFile[] = [
    { path: "oci-layout", mode: 0o644, data: json({ imageLayoutVersion: "1.0.0" }) },
    { path: "index.json", mode: 0o644, data: json({ schemaVersion: 2, manifests: [named] }) },
    ...[...blobs].map(([path, data]) => ({ path, mode: 0o644, data })),
  ];
  return { archive: packFiles(files), digest: index.digest };
}

function configOf(
  architecture: string,
  layers: readonly Layer[],
  { created, labels }: ImageWords,
  { entrypoint, env, user }: RunConfig,
): object {
  return {
    created,
    architecture,
    os: "linux",
    config: { User: user, Env: env, Entrypoint: entrypoint, WorkingDir: "/", Labels: labels },
    rootfs: { type: "layers", diff_ids: layers.map((layer) => layer.diffId) },
    history: layers.map(() => ({ created, created_by: "scripts/image.ts" })),
  };
}

function json(value: object): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}
