import { Header } from "tar";
import { InputError } from "../../errors.ts";
import { safe } from "../../text/safe.ts";
import { algorithmOf, digestOf } from "../digest.ts";
import { RegistryError } from "../errors.ts";
import { type Descriptor, mostOfManifest, type RawManifest, readManifest } from "../manifest.ts";
import type { ImageSource, Referrer } from "../places.ts";
import { isDigest } from "../reference.ts";
import { VolumeReader } from "./volumes.ts";
import { pathOf } from "./write.ts";

const block = 512;
const mostEntries = 200_000;
// a manifest of a signature or an SBOM has a few kilobytes
const mostOfReferrer = 1024 * 1024;

/** A file in an archive. */
export interface Entry {
  readonly start: number;
  readonly size: number;
}

/** An image of an archive. */
export interface ArchivedImage {
  /** `registry.k8s.io/pause:3.10`; a bare tag in some archives of other programs. */
  readonly name: string;
  readonly descriptor: Descriptor;
}

/** An OCI image layout in a tar: what `images save` wrote, and what Skopeo, Docker and others write. */
export class Archive {
  readonly file: string;
  readonly images: readonly ArchivedImage[];
  readonly entries: ReadonlyMap<string, Entry>;
  readonly #volumes: VolumeReader;

  private constructor(
    file: string,
    volumes: VolumeReader,
    entries: ReadonlyMap<string, Entry>,
    images: readonly ArchivedImage[],
  ) {
    this.file = file;
    this.images = images;
    this.entries = entries;
    this.#volumes = volumes;
  }

  /**
   * Finds the files of an archive; their contents are read when they are needed, and are not checked here.
   * @throws InputError if it is cut short, is not an archive of images, or has an unreadable list
   */
  static async open(file: string): Promise<Archive> {
    const volumes = await VolumeReader.open(file);
    try {
      const entries = await scan(volumes, file);
      const index = entries.get("index.json");
      if (index === undefined)
        throw new InputError(
          entries.has("manifest.json")
            ? `${safe(file)} is an archive in Docker's old form, which is not supported`
            : `${safe(file)} has no index.json: it is not an archive of images, or was cut short`,
        );
      if (index.size > mostOfManifest) throw new InputError(`${safe(file)}: its index.json is too large`);
      const bytes = await volumes.read(index.start, index.size);
      const list = readManifest(
        { mediaType: "application/vnd.oci.image.index.v1+json", bytes },
        `${file}: index.json`,
      );
      const manifests = list.kind === "index" ? list.manifests : [];
      return new Archive(
        file,
        volumes,
        entries,
        manifests.map((descriptor) => ({ name: nameIn(descriptor), descriptor })),
      );
    } catch (error) {
      await volumes.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#volumes.close();
  }

  /** The bytes of a file in it. */
  stream({ start, size }: Entry, offset = 0): AsyncIterable<Uint8Array> {
    return this.#volumes.stream(start + offset, size - offset);
  }

  /** A manifest by its digest. @throws RegistryError if it is not there, or has another digest */
  async manifest(digest: string, mediaType = ""): Promise<RawManifest> {
    const entry = this.#entryOf(digest);
    if (entry.size > mostOfManifest)
      throw new RegistryError(`${this.file}: ${digest} is too large to be a manifest`);
    const bytes = await this.#volumes.read(entry.start, entry.size);
    if (digestOf(bytes, algorithmOf(digest)) !== digest)
      throw new RegistryError(`${this.file}: the bytes of ${digest} have another digest`);
    return { mediaType: declaredType(bytes) ?? mediaType, digest, bytes };
  }

  /** One of its images as a place to copy from. */
  source({ name, descriptor }: ArchivedImage): ImageSource {
    const tagged = new Map(this.images.map((image) => [image.name.replace(/^.*:/, ""), image.descriptor]));
    return {
      name,
      manifest: async (version) => {
        if (isDigest(version)) return this.manifest(version);
        const found = name.endsWith(version) ? descriptor : tagged.get(version);
        if (found === undefined) throw new RegistryError(`${this.file} has no ${version}`);
        return this.manifest(found.digest, found.mediaType);
      },
      blob: (blob, offset) => this.stream(this.#entryOf(blob.digest), offset),
      referrers: (digest) => this.#referrers(digest),
    };
  }

  #entryOf(digest: string): Entry {
    const entry = this.entries.get(pathOf(digest));
    if (entry === undefined) throw new RegistryError(`${this.file} lacks ${digest}`);
    return entry;
  }

  #bySubject: Promise<ReadonlyMap<string, readonly string[]>> | undefined;

  async #referrers(digest: string): Promise<readonly Referrer[]> {
    this.#bySubject ??= this.#findSubjects();
    const subjects = (await this.#bySubject).get(digest) ?? [];
    const prefix = digest.replace(":", "-");
    const tags = this.images
      .map(({ name }) => name.replace(/^.*:/, ""))
      .filter((tag) => tag.startsWith(prefix));
    return [
      ...subjects.map((one) => ({ kind: "subject" as const, digest: one })),
      ...[...new Set(tags)].map((tag) => ({ kind: "tag" as const, tag })),
    ];
  }

  async #findSubjects(): Promise<ReadonlyMap<string, readonly string[]>> {
    const found = new Map<string, string[]>();
    for (const [path, { start, size }] of this.entries) {
      const [, algorithm, hex] = /^blobs\/(\w+)\/([0-9a-f]+)$/.exec(path) ?? [];
      if (hex === undefined || size > mostOfReferrer || size < 2) continue;
      const bytes = await this.#volumes.read(start, size);
      if (bytes[0] !== "{".charCodeAt(0)) continue;
      const subject = subjectOf(bytes);
      if (subject !== undefined) found.set(subject, [...(found.get(subject) ?? []), `${algorithm}:${hex}`]);
    }
    return found;
  }
}

function subjectOf(bytes: Uint8Array): string | undefined {
  try {
    const { subject }: { subject?: { digest?: unknown } } = JSON.parse(new TextDecoder().decode(bytes));
    return typeof subject?.digest === "string" ? subject.digest : undefined;
  } catch {
    return undefined;
  }
}

function declaredType(bytes: Uint8Array): string | undefined {
  try {
    const { mediaType }: { mediaType?: unknown } = JSON.parse(new TextDecoder().decode(bytes));
    return typeof mediaType === "string" ? mediaType : undefined;
  } catch {
    return undefined;
  }
}

function nameIn({ annotations = {} }: Descriptor): string {
  return annotations["io.containerd.image.name"] ?? annotations["org.opencontainers.image.ref.name"] ?? "";
}

async function scan(volumes: VolumeReader, file: string): Promise<ReadonlyMap<string, Entry>> {
  const entries = new Map<string, Entry>();
  const short = (what: string) => new InputError(`${safe(file)} ends in ${what}: it was cut short`);
  for (let at = 0; ; ) {
    if (at + block > volumes.size)
      throw entries.size === 0
        ? new InputError(`${safe(file)} is not a tar archive`)
        : short("the middle of its list of files");
    const head = Buffer.from(await volumes.read(at, block));
    if (head.every((byte) => byte === 0)) return entries;
    let header: Header;
    try {
      header = new Header(head, 0);
    } catch {
      throw new InputError(`${safe(file)} is not a tar archive`);
    }
    const { path = "", size = 0, type } = header;
    if (!header.cksumValid)
      throw new InputError(
        entries.size === 0
          ? `${safe(file)} is not a tar archive`
          : `${safe(file)} is damaged after ${safe([...entries.keys()].at(-1) ?? "")}`,
      );
    const start = at + block;
    if (start + size > volumes.size) throw short(`the middle of ${safe(path)}`);
    if (entries.size === mostEntries)
      throw new InputError(`${safe(file)} has more than ${mostEntries} files`);
    if (type === "File" || type === "OldFile") entries.set(path.replace(/^\.\//, ""), { start, size });
    at = start + Math.ceil(size / block) * block;
  }
}
