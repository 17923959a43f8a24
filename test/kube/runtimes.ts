import { afterAll, beforeAll, expect } from "bun:test";
import { type ChildProcess, type SpawnSyncReturns, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { makeCertificates } from "./certificates.ts";

const root = path.resolve(import.meta.dir, "../..");
const binaries = path.join(root, "node_modules/.bin");

/** A runtime, with the words that run a file in it. */
interface Runtime {
  readonly runtime: string;
  readonly words: readonly string[];
}

export const runtimes: readonly Runtime[] = [
  { runtime: "bun", words: ["run"] },
  { runtime: "deno", words: ["run", "-A"] },
  { runtime: "node", words: [] },
];

/**
 * Starts the servers of tls-server.ts for the tests of a file. What it gives runs a check against them in a runtime; it must say nothing on
 * stderr.
 */
export function withServers(): (
  runtime: Runtime,
  check: string,
  options?: { readonly more?: readonly string[]; readonly env?: Record<string, string> },
) => SpawnSyncReturns<string> {
  const certificates = JSON.stringify(makeCertificates());
  let server: ChildProcess;
  let ports: string;

  beforeAll(async () => {
    // Bun's server does not report a client's certificate, so this one runs on Node
    const script = path.join(import.meta.dir, "tls-server.ts");
    server = spawn(path.join(binaries, "node"), [script, certificates], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    if (server.stdout === null) throw new Error("no output to read the ports from");
    const [line] = await once(server.stdout, "data");
    ports = String(line);
  });

  afterAll(() => {
    server.kill();
  });

  return ({ runtime, words }, check, { more = [], env = {} } = {}) => {
    const run = spawnSync(path.join(binaries, runtime), [...words, check, certificates, ports, ...more], {
      cwd: root,
      encoding: "utf8",
      env: { ...process.env, ...env },
      timeout: 60_000,
    });
    expect(run.stderr.replaceAll(/.*(ExperimentalWarning|trace-warnings).*\n/g, "")).toBe("");
    return run;
  };
}
