import { type ChildProcess, execFile, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { homedir, tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

const root = path.resolve(import.meta.dir, "../..");
const cache =
  process.env.REGISTRY_TOOLS ??
  path.join(process.env.XDG_CACHE_HOME ?? path.join(homedir(), ".cache"), "kubectl-conformance/registry");
const craneVersion = "v0.22.1";

export const run = promisify(execFile);

/** The registry of github.com/distribution/distribution, built from source once. */
export async function registryProgram(): Promise<string> {
  const program = path.join(cache, "registry");
  if (!existsSync(program)) {
    mkdirSync(cache, { recursive: true });
    const source = path.join(root, "test/registry/program");
    await run("go", ["build", "-o", program, "."], {
      cwd: source,
      env: { ...process.env, CGO_ENABLED: "0" },
    });
  }
  return program;
}

/** crane of github.com/google/go-containerregistry: another reader of registries. */
export async function crane(...args: readonly string[]): Promise<string> {
  const program = path.join(cache, "crane");
  if (!existsSync(program))
    await run("go", ["install", `github.com/google/go-containerregistry/cmd/crane@${craneVersion}`], {
      env: { ...process.env, GOBIN: cache, CGO_ENABLED: "0" },
    });
  const { stdout } = await run(program, [...args], { maxBuffer: 64 * 1024 * 1024 });
  return stdout.trimEnd();
}

export function newFolder(): string {
  return mkdtempSync(path.join(tmpdir(), "registry-test-"));
}

/** A port of the loopback that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}

export interface RunningRegistry {
  readonly host: string;
  readonly folder: string;
  stop(): Promise<void>;
}

/** A registry on the loopback that keeps its images in a folder; `more` are settings of it. */
export async function startRegistry(
  more: Record<string, unknown> = {},
  folder: string = newFolder(),
): Promise<RunningRegistry> {
  const host = `127.0.0.1:${await freePort()}`;
  const config = path.join(newFolder(), "config.yaml");
  const settings = {
    version: 0.1,
    log: { level: "error", accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: folder }, delete: { enabled: true } },
    http: { addr: host },
    ...more,
  };
  writeFileSync(config, JSON.stringify(settings));
  return {
    host,
    folder,
    ...(await startServer(await registryProgram(), ["serve", config], {
      url: `http://${host}/v2/`,
      env: { OTEL_TRACES_EXPORTER: "none" },
    })),
  };
}

/** Starts a server program, and waits until it answers at the URL, whatever it answers. */
export async function startServer(
  program: string,
  args: readonly string[],
  { url, env = {} }: { readonly url: string; readonly env?: Readonly<Record<string, string>> },
): Promise<{ stop(): Promise<void> }> {
  const child = spawn(program, [...args], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr?.on("data", (bytes) => {
    said = `${said}${bytes}`.slice(-4000);
  });
  for (let tries = 0; tries < 200; tries++) {
    if (child.exitCode !== null) throw new Error(`${path.basename(program)} ended: ${said}`);
    const response = await fetch(url).catch(() => undefined);
    if (response !== undefined) return { stop: () => ended(child) };
    await Bun.sleep(50);
  }
  await ended(child);
  throw new Error(`${path.basename(program)} does not answer: ${said}`);
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const over = new Promise((resolve) => child.once("close", resolve));
  child.kill("SIGKILL");
  await over;
}
