import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { command, fail, measure } from "./process.ts";

/** A runner of the suite: the commands that take a run from nothing to its results with the cluster clean. */
export interface Tool {
  readonly name: string;
  commands(focus: string, dir: string): readonly (readonly string[])[];
}

const ours: Tool = {
  name: "kubectl-conformance",
  commands: (focus, dir) => [
    [command, "run", "--focus", focus, "--parallel", "1", "--results-dir", join(dir, "results")],
  ],
};

const hydrophoneVersion = "v0.8.0";

function hydrophone(binary: string): Tool {
  return {
    name: `hydrophone ${hydrophoneVersion}`,
    commands: (focus, dir) => [[binary, "--focus", focus, "--parallel", "1", "--output-dir", dir]],
  };
}

const sonobuoy: Tool = {
  name: "sonobuoy",
  commands: (focus, dir) => [
    ["sonobuoy", "run", "--wait", "--plugin", "e2e", "--e2e-focus", focus, "--e2e-skip", ""],
    ["sonobuoy", "retrieve", dir, "--extract"],
    ["sonobuoy", "delete", "--wait"],
  ],
};

/** Ours, hydrophone (built once into the user's cache) and, where it is on PATH, sonobuoy. */
export async function tools(): Promise<readonly Tool[]> {
  if (!existsSync(command)) fail(`${command} is missing: npm run build`);
  const peers = [hydrophone(await buildHydrophone())];
  return Bun.which("sonobuoy") === null ? [ours, ...peers] : [ours, ...peers, sonobuoy];
}

async function buildHydrophone(): Promise<string> {
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache");
  const bin = join(cache, "kubectl-conformance-bench", `hydrophone-${hydrophoneVersion}`);
  const binary = join(bin, "hydrophone");
  if (existsSync(binary)) return binary;
  process.stderr.write(`bench: building hydrophone ${hydrophoneVersion}\n`);
  const words = ["env", `GOBIN=${bin}`, "go", "install", `sigs.k8s.io/hydrophone@${hydrophoneVersion}`];
  const log = join(bin, "install.log");
  if ((await measure(words, log)).exitCode !== 0) fail(`go install of hydrophone failed: see ${log}`);
  return binary;
}

/**
 * The suite's own seconds: those of the log's line «Ran N of M Specs in S seconds», which every runner keeps.
 * Undefined where no e2e.log with that line lies under `dir`.
 */
export async function suiteSeconds(dir: string): Promise<number | undefined> {
  for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true })) {
    if (entry.name !== "e2e.log") continue;
    const text = await Bun.file(join(entry.parentPath, entry.name)).text();
    const seconds = /^Ran \d+ of \d+ Specs in ([\d.]+) seconds/m.exec(text)?.[1];
    if (seconds !== undefined) return Number(seconds);
  }
  return undefined;
}
