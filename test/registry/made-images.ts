import { createHash, randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import { packFiles } from "../../scripts/image/layer.ts";

const digest = (bytes: Uint8Array) => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
const json = (value: object) => new TextEncoder().encode(JSON.stringify(value));

/** A layer with a file of so many bytes, which no compression makes smaller. */
export function makeLayer(size: number): Layer {
  const tar = packFiles([{ path: "file", mode: 0o644, data: randomBytes(size) }]);
  const bytes = new Uint8Array(gzipSync(tar, { level: 1 }));
  return { bytes, digest: digest(bytes), diffId: digest(tar) };
}

interface Layer {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly digest: string;
  readonly diffId: string;
}

export interface Made {
  readonly digest: string;
  /** By platform. */
  readonly manifests: ReadonlyMap<string, string>;
}

export interface Recipe {
  readonly platforms: readonly string[];
  /** Bytes of each layer, which are others each time. */
  readonly layers: readonly number[];
  /** Layers that all platforms have in addition. */
  readonly shared?: readonly Layer[];
  /** Docker's schema 2 instead of OCI. */
  readonly docker?: boolean;
  /** Referring to a manifest, as a signature does. */
  readonly subject?: { readonly digest: string; readonly size: number; readonly mediaType: string };
}

/** Pushes an image that was made up to a registry without login, by the plainest requests there are. */
export async function pushMade(host: string, repository: string, tag: string, recipe: Recipe): Promise<Made> {
  const kind =
    recipe.docker === true
      ? {
          image: "application/vnd.docker.distribution.manifest.v2+json",
          index: "application/vnd.docker.distribution.manifest.list.v2+json",
          config: "application/vnd.docker.container.image.v1+json",
          layer: "application/vnd.docker.image.rootfs.diff.tar.gzip",
        }
      : {
          image: "application/vnd.oci.image.manifest.v1+json",
          index: "application/vnd.oci.image.index.v1+json",
          config: "application/vnd.oci.image.config.v1+json",
          layer: "application/vnd.oci.image.layer.v1.tar+gzip",
        };
  const put = async (path: string, type: string, body: Uint8Array<ArrayBuffer>) => {
    const response = await fetch(new URL(path, `http://${host}`), {
      method: "PUT",
      headers: { "Content-Type": type },
      body,
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  };
  const blob = async (bytes: Uint8Array<ArrayBuffer>, mediaType: string) => {
    const begun = await fetch(`http://${host}/v2/${repository}/blobs/uploads/`, { method: "POST" });
    const location = begun.headers.get("location") ?? "";
    await put(
      `${location}${location.includes("?") ? "&" : "?"}digest=${digest(bytes)}`,
      "application/octet-stream",
      bytes,
    );
    return { mediaType, digest: digest(bytes), size: bytes.length };
  };
  const manifests = new Map<string, string>();
  const entries: object[] = [];
  for (const platform of recipe.platforms) {
    const [os = "", architecture = ""] = platform.split("/");
    const layers = [];
    const made = [...(recipe.shared ?? []), ...recipe.layers.map(makeLayer)];
    for (const { bytes } of made) layers.push(await blob(bytes, kind.layer));
    const config = await blob(
      new Uint8Array(
        json({ os, architecture, rootfs: { type: "layers", diff_ids: made.map(({ diffId }) => diffId) } }),
      ),
      kind.config,
    );
    const bytes = new Uint8Array(
      json({
        schemaVersion: 2,
        mediaType: kind.image,
        config,
        layers,
        ...(recipe.subject === undefined ? {} : { subject: recipe.subject }),
      }),
    );
    const name = recipe.platforms.length === 1 && tag !== "" ? tag : digest(bytes);
    await put(`/v2/${repository}/manifests/${name}`, kind.image, bytes);
    manifests.set(platform, digest(bytes));
    entries.push({
      mediaType: kind.image,
      digest: digest(bytes),
      size: bytes.length,
      platform: { os, architecture },
    });
  }
  const [only = ""] = manifests.values();
  if (recipe.platforms.length === 1) return { digest: only, manifests };
  const index = new Uint8Array(
    json({
      schemaVersion: 2,
      mediaType: kind.index,
      manifests: entries,
      annotations: { "org.example.kept": "yes" },
    }),
  );
  await put(`/v2/${repository}/manifests/${tag}`, kind.index, index);
  return { digest: digest(index), manifests };
}
