import { existsSync, mkdirSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { freePort, newFolder, run, startServer } from "../../registry/tools.ts";

const cache =
  process.env.STORE_TOOLS ??
  path.join(process.env.XDG_CACHE_HOME ?? path.join(homedir(), ".cache"), "kubectl-conformance/stores");
const fakeGcsVersion = "v1.56.1";

export const kinds = ["gs", "s3"] as const;
export type Kind = (typeof kinds)[number];

/** The bucket that each server has. */
export const bucket = "conformance";

/** A running server of objects. */
export interface Server {
  readonly host: string;
  /** The bucket's folder on the disk: an object is a file at its key. */
  readonly folder: string;
  stop(): Promise<void>;
}

/** Builds the servers from source, once. It takes minutes, so it does not belong into a test or a hook, which have a time limit. */
export async function buildServers(): Promise<void> {
  for (const kind of kinds) await serverProgram(kind);
}

/** The program of a server, built once: fake-gcs-server of github.com/fsouza/fake-gcs-server, or rclone with what `serve s3` needs. */
export async function serverProgram(kind: Kind): Promise<string> {
  const program = path.join(cache, kind === "gs" ? "fake-gcs-server" : "rclone-s3");
  if (existsSync(program)) return program;
  mkdirSync(cache, { recursive: true });
  const env = { ...process.env, CGO_ENABLED: "0" };
  if (kind === "gs")
    await run("go", ["install", `github.com/fsouza/fake-gcs-server@${fakeGcsVersion}`], {
      env: { ...env, GOBIN: cache },
    });
  else await run("go", ["build", "-o", program, "."], { cwd: path.join(import.meta.dir, "s3"), env });
  return program;
}

export const keys = { id: "AKIDEXAMPLE", secret: "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY" };

/** A server with an empty bucket, which keeps its objects in a folder. */
export async function startStore(kind: Kind): Promise<Server> {
  const root = newFolder();
  const folder = path.join(root, bucket);
  mkdirSync(folder);
  const port = await freePort();
  const host = `127.0.0.1:${port}`;
  const words =
    kind === "gs"
      ? ["-scheme", "http", "-host", "127.0.0.1", "-port", String(port), "-filesystem-root", root]
      : ["serve", "s3", root, "--addr", host, "--auth-key", `${keys.id},${keys.secret}`, "--config", ""];
  const url = kind === "gs" ? `http://${host}/storage/v1/b/${bucket}` : `http://${host}/`;
  return { host, folder, ...(await startServer(await serverProgram(kind), words, { url })) };
}

/** The environment in which the program reaches a store at this host. */
export function reaching(kind: Kind, host: string): Record<string, string> {
  if (kind === "gs") return { STORAGE_EMULATOR_HOST: host };
  return {
    AWS_ENDPOINT_URL: `http://${host}`,
    AWS_ACCESS_KEY_ID: keys.id,
    AWS_SECRET_ACCESS_KEY: keys.secret,
  };
}
