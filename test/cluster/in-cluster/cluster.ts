import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";

/** The sockets of the nodes' containerds, where `test/cluster/up` made the cluster; none for any other cluster. */
export function nodesOfThisMachine(): string[] {
  const state = path.dirname(process.env.KUBECONFIG ?? "");
  return [1, 2]
    .map((node) => path.join(state, `node${node}/run/containerd.sock`))
    .filter((socket) => existsSync(socket));
}

/** Makes what the manifests say and gives them, for `remove`. */
export async function apply(manifests: string, ...flags: string[]): Promise<string> {
  call(["apply", ...flags, "-f", "-"], manifests);
  return `---\n${manifests}`;
}

/** Removes all of it and waits until it is gone. */
export async function remove(manifests: string): Promise<void> {
  call(["delete", "--ignore-not-found", "--wait", "-f", "-"], manifests);
}

function call(args: readonly string[], input: string): void {
  const run = spawnSync("kubectl", args, { input, encoding: "utf8" });
  if (run.status !== 0) throw new Error(`kubectl ${args.join(" ")}: ${run.stderr}`);
}
