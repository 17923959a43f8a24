import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { minorOf } from "../../src/results/layout.ts";
import { releaseOf } from "../../src/run/plan/image.ts";

const root = path.resolve(import.meta.dir, "../..");
const bun = path.join(root, "node_modules/.bin/bun");

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program under way. */
export interface Running {
  readonly ended: Promise<Ended>;
  kill(signal: NodeJS.Signals): void;
}

/** A new folder that the test may fill. */
export function newFolder(): string {
  return mkdtempSync(path.join(tmpdir(), "conformance-test-"));
}

/** Starts `kubectl conformance` with these words, from the source. */
export function conformance(...args: string[]): Running {
  return start(bun, [path.join(root, "src/main.ts"), ...args]);
}

/** Starts a program and gathers what it writes. */
export function start(program: string, args: readonly string[]): Running {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], cwd: newFolder() });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on("data", (chunk) => out.push(chunk));
  child.stderr.on("data", (chunk) => err.push(chunk));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) =>
      resolve({ code, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() }),
    );
  });
  return { ended, kill: (signal) => child.kill(signal) };
}

/** Runs real kubectl to its end and gives what it wrote. */
export function kubectl(...args: string[]): string {
  const run = spawnSync("kubectl", args, { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
  if (run.status !== 0) throw new Error(`kubectl ${args.join(" ")}: ${run.stderr}`);
  return run.stdout;
}

/** The server's release: `v1.37.2`. */
export function serverRelease(): string {
  const { serverVersion } = JSON.parse(kubectl("version", "-o", "json"));
  return releaseOf(serverVersion.gitVersion) ?? "";
}

/** The folder that results of this cluster are in: `v1.37`. */
export function serverMinor(): string {
  return minorOf(serverRelease());
}

/** All that a run may leave behind: namespaces, cluster roles and their bindings. */
export function standing(): string[] {
  return kubectl("get", "namespaces,clusterroles,clusterrolebindings", "-o", "name")
    .trim()
    .split("\n")
    .sort();
}

/** The cells of a printed row, its AGE left out. */
export function cells(row: string): string {
  return row
    .trim()
    .split(/\s{2,}/)
    .slice(0, -1)
    .join(" | ");
}
