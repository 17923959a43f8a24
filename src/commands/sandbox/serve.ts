import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

export interface ServedSandbox {
  /** A file that only its owner can read; gone when the sandbox is. */
  readonly kubeconfig: string;
  close(): Promise<void>;
}

/** Starts the sandbox and writes the kubeconfig of it to a file of its own. */
export async function serveSandbox(options: { speed: number; port?: number }): Promise<ServedSandbox> {
  const { startSandbox } = await import("../../sandbox/sandbox.ts");
  const folder = await mkdtemp(path.join(tmpdir(), "kubectl-conformance-sandbox-"));
  const sandbox = await startSandbox(options);
  const kubeconfig = path.join(folder, "kubeconfig");
  await writeFile(kubeconfig, sandbox.kubeconfig, { mode: 0o600 });
  return {
    kubeconfig,
    async close() {
      await sandbox.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
