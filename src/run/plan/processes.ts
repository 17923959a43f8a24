import type { V1Node } from "@kubernetes/client-node";
import { parseQuantity } from "./quantity.ts";

// 12 processes on two nodes of 2 cores each ran the whole suite of 1.35 green in 27 minutes
const perCore = 3;
// a process rarely has more than a handful of pods at a time
const podsPerProcess = 10;
// the most that Kubernetes' own conformance jobs use
const most = 25;
// a focused run is short: each process adds its own start-up time
const mostFocused = 4;

/**
 * The maximum of `--parallel`. Each process is a whole copy of the suite, which was seen to use 160 MB, all in one pod; and
 * of about 400 specs that may run in parallel, the longest takes as long as 100 processes need for the rest.
 */
export const mostProcesses = 100;

/** How many Ginkgo processes suit the schedulable linux nodes, and why, in words. */
export function autoProcesses(
  nodes: readonly V1Node[],
  focused: boolean,
): { readonly processes: number; readonly reason: string } {
  const usable = nodes.filter(
    (node) =>
      node.spec?.unschedulable !== true &&
      (node.metadata?.labels?.["kubernetes.io/os"] ?? "linux") === "linux",
  );
  const sum = (resource: string) =>
    usable.reduce((total, node) => total + parseQuantity(node.status?.allocatable?.[resource] ?? "0"), 0);
  const cores = sum("cpu");
  const pods = sum("pods");
  const limit = focused ? mostFocused : most;
  const processes = Math.max(1, Math.floor(Math.min(cores * perCore, pods / podsPerProcess, limit)));
  const room = `${usable.length} nodes, ${Number(cores.toFixed(1))} cores, ${pods} pods`;
  return { processes, reason: focused ? `${room}, a focused run` : room };
}
