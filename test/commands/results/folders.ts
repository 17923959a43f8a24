import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { newFolder, snapshot, suiteFile, tarball, write } from "../../results/read/shapes.ts";
import { sample } from "../../results/sample.ts";
import { program } from "../program.ts";

/** The same small suite as four runners leave it, in one folder: `ours`, `hydrophone`, `sonobuoy.tar.gz`, and the files themselves. */
export async function allShapes(): Promise<string> {
  const cwd = newFolder();
  const files = { "e2e.log": await suiteFile("e2e.log"), "junit_01.xml": await suiteFile("junit_01.xml") };
  write(path.join(cwd, "hydrophone"), files);
  write(cwd, files);
  writeFileSync(path.join(cwd, "sonobuoy.tar.gz"), tarball(await snapshot()));
  ours(path.join(cwd, "ours"), files);
  return cwd;
}

/** A folder of this program with these two files. */
export function ours(folder: string, files: Readonly<Record<string, Uint8Array>>): void {
  const place = (name: string) => `v1.35/acme/${name}`;
  write(folder, {
    ...Object.fromEntries(Object.entries(files).map(([name, data]) => [place(name), data])),
    "run.json": JSON.stringify({
      ...sample,
      counts: { total: 14, passed: 5, failed: 8, skipped: 3 },
      files: Object.entries(files).map(([name, data]) => ({
        path: place(name),
        bytes: data.length,
        sha256: createHash("sha256").update(data).digest("hex"),
        verified: true,
      })),
    }),
  });
}

/** Runs `results` with these words in a folder. */
export const results = (cwd: string, ...words: string[]) => program(["results", ...words], { cwd });
