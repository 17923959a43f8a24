import { setTimeout as sleep } from "node:timers/promises";

const kinds = "namespaces,clusterroles,clusterrolebindings";

async function kubectl(...words: readonly string[]): Promise<string> {
  const child = Bun.spawn(["kubectl", ...words], { stdin: "ignore", stdout: "pipe", stderr: "pipe" });
  const [out, err] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  if ((await child.exited) !== 0) throw new Error(`kubectl ${words.join(" ")}: ${err.trim()}`);
  return out;
}

/** The names of all objects of the kinds that a runner makes outside of namespaces. */
export async function snapshot(): Promise<ReadonlySet<string>> {
  return new Set((await kubectl("get", kinds, "-o", "name")).split("\n").filter((name) => name !== ""));
}

/** What is in the cluster now and was not there at the snapshot. */
export async function leftSince(before: ReadonlySet<string>): Promise<readonly string[]> {
  return [...(await snapshot())].filter((name) => !before.has(name));
}

/** Waits until nothing is left of what came after the snapshot; false when `ms` are over before. */
export async function awaitClean(before: ReadonlySet<string>, ms: number): Promise<boolean> {
  const end = performance.now() + ms;
  while ((await leftSince(before)).length > 0) {
    if (performance.now() > end) return false;
    await sleep(200);
  }
  return true;
}

/** Deletes what came after the snapshot, so that the next round finds the cluster as this one did. */
export async function restore(before: ReadonlySet<string>): Promise<void> {
  const left = await leftSince(before);
  if (left.length > 0) await kubectl("delete", "--ignore-not-found", "--wait", "--timeout=300s", ...left);
}
