import { gzipSync, type Zippable, zipSync } from "fflate";
import { Header } from "tar";

/** A file of an archive, which stands at its top. */
export interface ArchiveFile {
  readonly name: string;
  readonly mode: number;
  readonly data: Uint8Array;
}

const block = 512;

/** A `.tar.gz` of these files in the order of their names, all root's: the same files and time give the same bytes. */
export function tarGz(files: readonly ArchiveFile[], time: Date): Uint8Array {
  const parts = sorted(files).flatMap(({ name, mode, data }) => {
    const head = Buffer.alloc(block);
    new Header({ path: name, mode, type: "File", size: data.length, uid: 0, gid: 0, mtime: time }).encode(
      head,
      0,
    );
    return [head, data, Buffer.alloc(-data.length & (block - 1))];
  });
  // fflate's own deflate: zlib's differs from one runtime's build to another's
  return gzipSync(Buffer.concat([...parts, Buffer.alloc(2 * block)]), { level: 9, mtime: time });
}

/** A `.zip` of these files in the order of their names, with their modes: the same files and time give the same bytes. */
export function zip(files: readonly ArchiveFile[], time: Date): Uint8Array {
  const entries: Zippable = {};
  for (const { name, mode, data } of sorted(files))
    entries[name] = [data, { level: 9, mtime: zipTime(time), os: unix, attrs: (regularFile | mode) << 16 }];
  return zipSync(entries);
}

// PKWARE APPNOTE 4.4.2 and 4.4.15: the host system whose attributes stand in the upper half
const unix = 3;
const regularFile = 0o100000;

/** A zip holds a local time without a zone; UTC's is written wherever it is made. */
function zipTime(time: Date): Date {
  return new Date(
    time.getUTCFullYear(),
    time.getUTCMonth(),
    time.getUTCDate(),
    time.getUTCHours(),
    time.getUTCMinutes(),
    time.getUTCSeconds(),
  );
}

function sorted(files: readonly ArchiveFile[]): ArchiveFile[] {
  return [...files].sort((a, b) => (a.name < b.name ? -1 : 1));
}
