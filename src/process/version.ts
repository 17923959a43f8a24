import os from "node:os";
import manifest from "../../package.json" with { type: "json" };

// a build fills these in (scripts/release/compile.ts); they are undefined when run from source
declare const BUILD_COMMIT: string | undefined;
declare const BUILD_DATE: string | undefined;

/** What this program is and what it runs on. */
export interface Version {
  readonly version: string;
  /** The hash of the commit it was built from, followed by `-dirty` if there were changes; unknown when run from source. */
  readonly commit?: string;
  /** The commit's time, RFC 3339. */
  readonly buildDate?: string;
  /** `bun 1.4.5`, `deno 2.9.6`, `node 22.23.3`. */
  readonly runtime: string;
  /** `linux/amd64`, in Go's terms as in kubectl. */
  readonly platform: string;
}

const goArchitectures: Readonly<Record<string, string>> = { x64: "amd64", ia32: "386" };
const goSystems: Readonly<Record<string, string>> = { win32: "windows" };

/** The program's version; `versions` is the runtime's own list (`process.versions`). */
export function readVersion(versions: Readonly<Record<string, string | undefined>>): Version {
  const runtime = ["bun", "deno", "node"].find((name) => versions[name] !== undefined) ?? "node";
  const system = goSystems[os.platform()] ?? os.platform();
  return {
    version: `v${manifest.version}`,
    ...(typeof BUILD_COMMIT === "string" ? { commit: BUILD_COMMIT } : {}),
    ...(typeof BUILD_DATE === "string" ? { buildDate: BUILD_DATE } : {}),
    runtime: `${runtime} ${versions[runtime] ?? ""}`.trim(),
    platform: `${system}/${goArchitectures[os.arch()] ?? os.arch()}`,
  };
}

/** The `User-Agent` of every request, in kubectl's form. */
export function userAgent(version: Version): string {
  return `kubectl-conformance/${version.version} (${version.platform})`;
}
