import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { Header } from "tar";

const fixture = path.resolve(import.meta.dir, "../../fixtures/suite/ginkgo2");

/** The real log and junit of a small suite. */
export const suiteFile = async (name: "e2e.log" | "junit_01.xml", suite = "serial"): Promise<Buffer> =>
  Buffer.from(await Bun.file(path.join(fixture, suite, name)).bytes());

export function newFolder(): string {
  return mkdtempSync(path.join(tmpdir(), "read-results-"));
}

/** Writes files, by their paths beneath `folder`. */
export function write(folder: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [name, data] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), data);
  }
}

export interface Entry {
  readonly path: string;
  readonly data?: string | Uint8Array;
  readonly type?: "File" | "SymbolicLink" | "Link" | "CharacterDevice" | "Directory";
  readonly linkpath?: string;
  /** What the header says, where that is not the size of the data. */
  readonly size?: number;
}

/** A tarball with headers as they are given, good or evil. */
export function tarball(entries: readonly Entry[], packed = true): Buffer {
  const blocks = entries.flatMap(({ path: name, data = "", type = "File", linkpath, size }) => {
    const bytes = Buffer.from(data);
    const block = Buffer.alloc(512);
    new Header({
      path: name,
      mode: 0o644,
      size: size ?? bytes.length,
      type,
      mtime: new Date(0),
      ...(linkpath === undefined ? {} : { linkpath }),
    }).encode(block, 0);
    return [block, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)];
  });
  const whole = Buffer.concat([...blocks, Buffer.alloc(1024)]);
  return packed ? gzipSync(whole) : whole;
}

const global = "plugins/e2e/results/global";

/** What `sonobuoy retrieve` gives, as far as it is read, and something that is not. */
export async function snapshot(): Promise<Entry[]> {
  const node = {
    metadata: { name: "node-1" },
    status: { nodeInfo: { kubeletVersion: "v1.35.4", operatingSystem: "linux", architecture: "arm64" } },
  };
  return [
    { path: "meta/", type: "Directory" },
    { path: "meta/info.json", data: JSON.stringify({ version: "v0.57.3" }) },
    { path: "podlogs/kube-system/dns/dns.log", data: "a log\n".repeat(500) },
    { path: `${global}/e2e.log`, data: await suiteFile("e2e.log") },
    { path: `${global}/junit_01.xml`, data: await suiteFile("junit_01.xml") },
    { path: "resources/cluster/core_v1_nodes.json", data: JSON.stringify({ items: [node] }) },
    {
      path: "serverversion.json",
      data: JSON.stringify({ major: "1", minor: "35", gitVersion: "v1.35.4+k3s1" }),
    },
  ];
}
