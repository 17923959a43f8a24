import { readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import manifest from "../../package.json" with { type: "json" };
import { imageFault } from "../../src/run/plan/image.ts";
import type { Commit } from "./commit.ts";
import { signAdHoc, signatureFault } from "./mach-o.ts";

export const root = path.resolve(import.meta.dirname, "../..");

/** What a build starts from: the program, and what it runs in a thread of its own. */
export const entrypoints = ["src/main.ts", "src/coverage/log/worker.ts"].map((file) => path.join(root, file));

/**
 * What src/process/version.ts reports of a build, as far as the commit is known, and the image that src/generate/published.ts names.
 * @param repository where the image of this version is published, `ghcr.io/owner/kubectl-conformance`; undefined if it is not
 * @throws Error if that is not a repository
 */
export function buildDefines(
  commit: Commit | undefined,
  repository = process.env.KUBECTL_CONFORMANCE_IMAGE,
): Record<string, string> {
  const image = repository ? `${repository}:v${manifest.version}` : undefined;
  const fault = image === undefined ? undefined : imageFault(image);
  if (fault !== undefined) throw new Error(`KUBECTL_CONFORMANCE_IMAGE=${repository}: ${fault}`);
  return {
    ...(commit === undefined
      ? {}
      : {
          BUILD_COMMIT: JSON.stringify(commit.name),
          BUILD_DATE: JSON.stringify(rfc3339(commit.time)),
        }),
    ...(image === undefined ? {} : { BUILD_IMAGE: JSON.stringify(image) }),
  };
}

/** To the second, as kubectl writes its build date. */
export function rfc3339(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, "Z");
}

/**
 * Compiles the program into one file, signed where that is for macOS. Bun fetches the runtime of another machine than
 * this from npm once and keeps it.
 * @param target this machine by default
 * @returns the modules that are in it, by their paths from the repository's root
 */
export async function compile(
  outfile: string,
  commit: Commit | undefined,
  target?: Bun.Build.CompileTarget,
): Promise<readonly string[]> {
  const built = await Bun.build({
    entrypoints,
    // compiled to bytecode it starts in half the time
    bytecode: true,
    format: "esm",
    // a command loads what it needs alone, as from source
    splitting: true,
    minify: true,
    metafile: true,
    define: buildDefines(commit),
    compile: {
      outfile,
      // a command is over before machine code of its functions would pay
      jitPolicy: 4,
      // the program's settings are its own: none of Bun's from the folder it is called in
      autoloadDotenv: false,
      autoloadBunfig: false,
      ...(target === undefined ? {} : { target }),
    },
  });
  if (!built.success || built.metafile === undefined)
    throw new AggregateError(built.logs, "the build failed");
  if ((target ?? process.platform).includes("darwin")) await signIfWrong(outfile);
  return Object.keys(built.metafile.inputs).map((file) => path.relative(root, file));
}

async function signIfWrong(file: string): Promise<void> {
  const program = await readFile(file);
  if (signatureFault(program) === undefined) return;
  // macOS remembers a signature with the file it saw it in: another file takes the place
  await writeFile(`${file}.tmp`, signAdHoc(program, "kubectl-conformance"), { mode: 0o755 });
  await rename(`${file}.tmp`, file);
}
