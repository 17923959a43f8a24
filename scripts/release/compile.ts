import path from "node:path";
import type { Commit } from "./commit.ts";

export const root = path.resolve(import.meta.dirname, "../..");

/** What src/version.ts tells of a build; nothing where the commit is not known. */
export function buildDefines(commit: Commit | undefined): Record<string, string> {
  if (commit === undefined) return {};
  return {
    BUILD_COMMIT: JSON.stringify(commit.name),
    BUILD_DATE: JSON.stringify(rfc3339(commit.time)),
  };
}

/** To the second, as kubectl writes its build date. */
export function rfc3339(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, "Z");
}

/**
 * Compiles the program into one file. Bun fetches the runtime of another machine than this from npm once and keeps it.
 * @param target this machine by default
 */
export async function compile(
  outfile: string,
  commit: Commit | undefined,
  target?: Bun.Build.CompileTarget,
): Promise<void> {
  const built = await Bun.build({
    entrypoints: [path.join(root, "src/main.ts")],
    // compiled to bytecode it starts in half the time
    bytecode: true,
    minify: true,
    define: buildDefines(commit),
    compile: {
      outfile,
      // the program's settings are its own: none of Bun's from the folder it is called in
      autoloadDotenv: false,
      autoloadBunfig: false,
      ...(target === undefined ? {} : { target }),
    },
  });
  if (!built.success) throw new AggregateError(built.logs, "the build failed");
}
