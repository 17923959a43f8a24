import { Header } from "tar";
import { Slots } from "../../async/slots.ts";
import { DigestCheck } from "../digest.ts";
import { type PassingError, RegistryError } from "../errors.ts";
import type { Descriptor, RawManifest } from "../manifest.ts";
import type { ImageTarget } from "../places.ts";
import { isDigest } from "../reference.ts";
import { type Read, resumed } from "../resumed.ts";
import type { VolumeWriter } from "./volumes.ts";

const block = 512;

/** How an archive names an image. */
export interface Named {
  /** `registry.k8s.io/pause:3.10` */
  readonly name: string;
  readonly annotations: Readonly<Record<string, string>>;
}

/** Writes an OCI image layout (image-spec `image-layout.md`) as one tar: the list of its images comes last. */
export class ArchiveWriter {
  readonly #volumes: VolumeWriter;
  readonly #pause: (error: PassingError, tries: number) => Promise<void>;
  readonly #written = new Set<string>();
  readonly #entries: Descriptor[] = [];
  // a tar is one stream
  readonly #turn = new Slots(1);

  constructor(volumes: VolumeWriter, pause: (error: PassingError, tries: number) => Promise<void>) {
    this.#volumes = volumes;
    this.#pause = pause;
  }

  async begin(): Promise<void> {
    await this.#file("oci-layout", json({ imageLayoutVersion: "1.0.0" }));
  }

  /** Where an image is written to; its tag becomes an entry of the list. */
  target({ name, annotations }: Named): ImageTarget {
    return {
      name,
      hasBlob: async ({ digest }) => this.#written.has(digest),
      mount: async () => false,
      putBlob: (blob, read, onBytes) => this.#turn.run(() => this.#blob(blob, read, onBytes)),
      hasManifest: async (version) => isDigest(version) && this.#written.has(version),
      putManifest: (version, manifest) =>
        this.#turn.run(async () => {
          await this.#manifest(manifest);
          if (!isDigest(version)) this.#list(version, manifest, { name, annotations });
        }),
    };
  }

  /** Writes the list of images and the end of the archive. */
  async finish(): Promise<void> {
    const manifests = this.#entries.toSorted((a, b) => (refName(a) < refName(b) ? -1 : 1));
    await this.#file("index.json", json({ schemaVersion: 2, mediaType: indexType, manifests }));
    await this.#volumes.write(Buffer.alloc(2 * block));
  }

  #list(tag: string, { mediaType, digest, bytes }: RawManifest, { name, annotations }: Named): void {
    const repository = name.replace(/(?::[^:/]*)?(?:@.*)?$/, "");
    // what cosign adds has a tag that is made of a digest
    const isOfOther = /^sha256-[0-9a-f]{64}/.test(tag);
    const full = isOfOther ? `${repository}:${tag}` : name;
    this.#entries.push({
      mediaType,
      digest,
      size: bytes.length,
      annotations: {
        "io.containerd.image.name": full,
        "org.opencontainers.image.ref.name": full,
        ...(isOfOther ? {} : annotations),
      },
    });
  }

  async #manifest({ digest, bytes }: RawManifest): Promise<void> {
    if (this.#written.has(digest)) return;
    await this.#file(pathOf(digest), bytes);
    this.#written.add(digest);
  }

  async #blob(blob: Descriptor, read: Read, onBytes: (count: number) => void): Promise<void> {
    if (this.#written.has(blob.digest)) return onBytes(blob.size);
    const check = new DigestCheck(blob.digest);
    await this.#volumes.write(header(pathOf(blob.digest), blob.size));
    for await (const bytes of resumed(blob, read, this.#pause)) {
      check.update(bytes);
      await this.#volumes.write(bytes);
      onBytes(bytes.length);
    }
    if (!check.matches()) throw new RegistryError(`blob ${blob.digest}: its bytes have another digest`);
    await this.#volumes.write(padding(blob.size));
    this.#written.add(blob.digest);
  }

  async #file(path: string, bytes: Uint8Array): Promise<void> {
    await this.#volumes.write(header(path, bytes.length));
    await this.#volumes.write(bytes);
    await this.#volumes.write(padding(bytes.length));
  }
}

const indexType = "application/vnd.oci.image.index.v1+json";

function refName({ annotations }: Descriptor): string {
  return annotations?.["org.opencontainers.image.ref.name"] ?? "";
}

/** `blobs/sha256/…` */
export function pathOf(digest: string): string {
  return `blobs/${digest.replace(":", "/")}`;
}

function header(path: string, size: number): Uint8Array {
  const head = Buffer.alloc(block);
  new Header({ path, mode: 0o644, type: "File", size, uid: 0, gid: 0, mtime: new Date(0) }).encode(head, 0);
  return head;
}

function padding(size: number): Uint8Array {
  return Buffer.alloc(-size & (block - 1));
}

function json(value: object): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}
