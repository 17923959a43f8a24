import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { firstLine, RunError } from "../../errors.ts";

export interface ServedSandbox {
  /** A file that only its owner can read; removed with the sandbox. */
  readonly kubeconfig: string;
  close(): Promise<void>;
}

/**
 * Starts the sandbox and writes its kubeconfig to a separate file.
 * @throws RunError if there is no temporary folder to write to
 */
export async function serveSandbox(options: { speed: number; port?: number }): Promise<ServedSandbox> {
  const { startSandbox } = await import("../../sandbox/sandbox.ts");
  const folder = await newFolder();
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

async function newFolder(): Promise<string> {
  try {
    return await mkdtemp(path.join(tmpdir(), "kubectl-conformance-sandbox-"));
  } catch (cause) {
    throw new RunError(`the sandbox has no folder for its files: ${firstLine(cause)}`, {
      fix: "set TMPDIR to a writable folder",
      cause,
    });
  }
}
