import type { V1Node } from "@kubernetes/client-node";

/** How the suite waits for nodes before its first spec. */
export interface SuiteWait {
  /** Keys of taints that it does not wait for anybody to remove. */
  readonly nonBlocking: readonly string[];
  /** Nodes that may stay unready; -1 means no wait at all. */
  readonly allowedNotReady: number;
}

export const controlPlaneTaint = "node-role.kubernetes.io/control-plane";

/** From the suite's arguments; Go's flags take one dash or two, and the last one counts (`test/e2e/framework/test_context.go`). */
export function suiteWait(suiteArgs: readonly string[]): SuiteWait {
  const taints = lastValue(suiteArgs, "non-blocking-taints") ?? controlPlaneTaint;
  const allowed = Number(lastValue(suiteArgs, "allowed-not-ready-nodes") ?? "0");
  return {
    nonBlocking: taints
      .split(",")
      .map((key) => key.trim())
      .filter((key) => key !== ""),
    allowedNotReady: Number.isInteger(allowed) ? allowed : 0,
  };
}

function lastValue(args: readonly string[], flag: string): string | undefined {
  let value: string | undefined;
  args.forEach((arg, index) => {
    const found = /^--?([a-z-]+)(?:=(.*))?$/s.exec(arg);
    if (found?.[1] === flag) value = found[2] ?? args[index + 1];
  });
  return value;
}

/** Nodes that the suite waits for, and the taints on ready nodes that make it wait for them. */
export interface BlockingNodes {
  readonly names: readonly string[];
  readonly taints: readonly string[];
}

/**
 * The nodes that the suite waits for: not ready, without a network, or with a blocking taint; it ignores cordoned ones
 * (`test/e2e/framework/node/wait.go`). `nonBlocking` are the taints that its `--non-blocking-taints` names.
 */
export function blockingNodes(
  nodes: readonly V1Node[],
  nonBlocking: readonly string[] = [controlPlaneTaint],
): BlockingNodes {
  const names: string[] = [];
  const taints = new Set<string>();
  for (const node of nodes) {
    if (node.spec?.unschedulable === true) continue;
    const blocking = (node.spec?.taints ?? []).filter(
      ({ key, effect }) => (effect === "NoSchedule" || effect === "NoExecute") && !nonBlocking.includes(key),
    );
    const ready = has(node, "Ready") && !has(node, "NetworkUnavailable");
    if (ready && blocking.length === 0) continue;
    names.push(node.metadata?.name ?? "");
    if (ready) for (const taint of blocking) taints.add(taint.key);
  }
  return { names, taints: [...taints] };
}

function has(node: V1Node, type: string): boolean {
  return (
    node.status?.conditions?.some((condition) => condition.type === type && condition.status === "True") ===
    true
  );
}
