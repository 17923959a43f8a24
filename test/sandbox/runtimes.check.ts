// Run by each runtime in turn: serves a sandbox until it is ended, its kubeconfig in the file that is named.
import { writeFileSync } from "node:fs";
import { startSandbox } from "../../src/sandbox/sandbox.ts";

async function serve(file: string): Promise<void> {
  const sandbox = await startSandbox({ speed: 1000 });
  writeFileSync(file, sandbox.kubeconfig);
  process.stdout.write("ready\n");
}

void serve(process.argv[2] ?? "");
