import { createHash } from "node:crypto";
import { unzipSync } from "fflate";
import { Parser } from "tar";
import type { ArchiveFile } from "./archive.ts";

/** An archive as krew gets it. */
export interface Archive {
  /** In hex. */
  readonly sha256: string;
  /** In their order in the archive. */
  readonly files: readonly ArchiveFile[];
}

/**
 * Reads a `.tar.gz` or a `.zip`, recognized by their first bytes, as in krew.
 * @throws Error for what is neither, is damaged, or has something in it that is no plain file: krew unpacks no links
 */
export function unpack(data: Uint8Array): Archive {
  const sha256 = createHash("sha256").update(data).digest("hex");
  if (data[0] === 0x1f && data[1] === 0x8b) return { sha256, files: untarGz(data) };
  return { sha256, files: unzip(data) };
}

function untarGz(data: Uint8Array): readonly ArchiveFile[] {
  const files: ArchiveFile[] = [];
  const parser = new Parser({
    strict: true,
    onReadEntry: (entry) => {
      if (entry.type !== "File") throw new Error(`${entry.path} is a ${entry.type}`);
      const parts: Buffer[] = [];
      entry.on("data", (part) => parts.push(part));
      entry.on("end", () => {
        files.push({ name: entry.path, mode: (entry.mode ?? 0) & 0o7777, data: Buffer.concat(parts) });
      });
    },
  });
  // what is handed over at once is read at once
  parser.end(Buffer.from(data.buffer, data.byteOffset, data.byteLength));
  return files;
}

// PKWARE APPNOTE 4.3.12 and 4.3.16: a file's entry in the central directory, and the end of that
const centralEntry = 0x02014b50;
const end = 0x06054b50;
const endSize = 22;
const plainFile = 0o10;

/** fflate gives the data, the central directory the modes; a directory's end with a comment is not looked for. */
function unzip(data: Uint8Array): readonly ArchiveFile[] {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const contents = unzipSync(data);
  const endAt = bytes.length - endSize;
  if (endAt < 0 || bytes.readUInt32LE(endAt) !== end) throw new Error("no zip archive");
  const files: ArchiveFile[] = [];
  let at = bytes.readUInt32LE(endAt + 16);
  while (at < endAt) {
    if (bytes.readUInt32LE(at) !== centralEntry) throw new Error("a damaged zip archive");
    const [nameSize = 0, ...others] = [28, 30, 32].map((field) => bytes.readUInt16LE(at + field));
    const name = bytes.toString("utf8", at + 46, at + 46 + nameSize);
    const attributes = bytes.readUInt16LE(at + 40);
    const content = contents[name];
    if (content === undefined || attributes >> 12 !== plainFile) throw new Error(`${name} is no plain file`);
    files.push({ name, mode: attributes & 0o7777, data: content });
    at += 46 + nameSize + others.reduce((sum, size) => sum + size, 0);
  }
  return files;
}
