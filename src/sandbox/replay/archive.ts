import { gzipSync } from "node:zlib";
import { Header } from "tar";
import type { Content } from "../node/files.ts";

const block = 512;

/** A `.tar.gz` of some files, as the suite's runner packs its results. */
export function archive(files: ReadonlyMap<string, Content>, modified: Date): Buffer {
  const blocks = [...files].flatMap(([path, content]) => {
    const bytes = Buffer.concat([...content.pieces(0)]);
    const header = new Header({ path, mode: 0o644, size: bytes.length, mtime: modified, type: "File" });
    header.encode();
    return [header.block ?? Buffer.alloc(0), bytes, Buffer.alloc((block - (bytes.length % block)) % block)];
  });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(2 * block)]));
}
