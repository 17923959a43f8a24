import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { unzipSync } from "fflate";
import type { Tree } from "./images.ts";

/** Where what is held of each release of Kubernetes comes from. */
export interface Source {
  /** All versions there are, prereleases among them: `v1.37.2`, `v1.38.0-beta.0`. */
  versions(): Promise<readonly string[]>;
  /** A file of a version's source; undefined where that version has none at this path. */
  file(version: string, file: string): Promise<string | undefined>;
  /** The files of a version's k8s.io/api whose names match, by their paths. */
  api(version: string, names: RegExp): Promise<ReadonlyMap<string, string>>;
  /** The day a version came out: `2026-08-26`. */
  day(version: string): Promise<string>;
}

const run = promisify(execFile);
const kubernetes = "k8s.io/kubernetes";

/** The Go module of Kubernetes, by the `go` on the PATH, which checks what it downloads against the checksum database. */
export const goModule: Source & Tree = {
  async versions() {
    const { Versions: versions = [] } = await go<{ Versions?: string[] }>(
      ["list", "-m", "-versions"],
      kubernetes,
    );
    return versions;
  },
  async file(version, file) {
    return (await goModule.files(version, (path) => path === file)).get(file);
  },
  files(version, isWanted) {
    return filesOf(`${kubernetes}@${version}`, isWanted);
  },
  async api(version, names) {
    return filesOf(`k8s.io/api@${version.replace(/^v1\./, "v0.")}`, (name) => names.test(name));
  },
  async day(version) {
    const { Time: time = "" } = await go<{ Time?: string }>(["list", "-m"], `${kubernetes}@${version}`);
    return time.slice(0, "2026-08-26".length);
  },
};

/** Some files of a module's archive, by their paths within the module. */
async function filesOf(module: string, isWanted: (file: string) => boolean): Promise<Map<string, string>> {
  const { Zip: zip } = await go<{ Zip?: string }>(["mod", "download"], module);
  if (zip === undefined) throw new Error(`go names no archive of ${module}`);
  const prefix = `${module}/`;
  const found = unzipSync(await readFile(zip), {
    filter: ({ name }) => name.startsWith(prefix) && isWanted(name.slice(prefix.length)),
  });
  const decoder = new TextDecoder();
  return new Map(
    Object.entries(found).map(([name, bytes]) => [name.slice(prefix.length), decoder.decode(bytes)]),
  );
}

/** What go says of a module, in JSON. */
async function go<Answer>(words: readonly string[], module: string): Promise<Answer> {
  // outside of any module
  const env = { ...process.env, GOFLAGS: "-mod=mod" };
  try {
    const { stdout } = await run("go", [...words, "-json", module], { env, maxBuffer: 2 ** 24 });
    return JSON.parse(stdout);
  } catch (error) {
    // an older go than the module asks for has downloaded it all the same, and checked it
    const stdout = error instanceof Error && "stdout" in error ? String(error.stdout) : "";
    if (!/requires go (?:>=|\\u003e=) /.test(stdout)) throw error;
    return JSON.parse(stdout);
  }
}
