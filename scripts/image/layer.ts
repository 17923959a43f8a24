import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { constants, zstdCompress } from "node:zlib";
import { Header } from "tar";

/** A file of the image; its folders come by themselves. */
export interface ImageFile {
  /** From the root, without a leading slash. */
  readonly path: string;
  readonly mode: number;
  readonly data: Uint8Array;
}

export interface Layer {
  readonly bytes: Uint8Array;
  /** Of the tar within, before it was compressed. */
  readonly diffId: string;
}

const block = 512;

/** A layer of these files, all root's, without a time: the same files give the same bytes. `level` is zstd's, up to 19. */
export async function makeLayer(files: readonly ImageFile[], level: number): Promise<Layer> {
  const tar = packFiles(files);
  const compress = promisify(zstdCompress);
  const bytes = await compress(tar, { params: { [constants.ZSTD_c_compressionLevel]: level } });
  return { bytes, diffId: digest(tar) };
}

/** A tar of these files and the folders they stand in, in the order of their names. */
export function packFiles(files: readonly ImageFile[]): Uint8Array {
  const folders = new Set(files.flatMap((file) => foldersOf(file.path)));
  const entries = [
    ...[...folders].map((path) => ({
      path: `${path}/`,
      mode: 0o755,
      type: "Directory" as const,
      data: empty,
    })),
    ...files.map((file) => ({ ...file, type: "File" as const })),
  ].sort((a, b) => (a.path < b.path ? -1 : 1));
  const parts = entries.flatMap(({ path, mode, type, data }) => {
    const head = Buffer.alloc(block);
    new Header({ path, mode, type, size: data.length, uid: 0, gid: 0, mtime: new Date(0) }).encode(head, 0);
    return [head, data, Buffer.alloc(-data.length & (block - 1))];
  });
  return Buffer.concat([...parts, Buffer.alloc(2 * block)]);
}

const empty = new Uint8Array();

function foldersOf(path: string): string[] {
  const parts = path.split("/").slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}

/** As OCI writes it: `sha256:` and hex. */
export function digest(bytes: Uint8Array): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}
