/** How the suite waits for nodes before its first spec. */
export interface SuiteWait {
  /** Keys of taints that it waits for nobody to take away. */
  readonly nonBlocking: readonly string[];
  /** Nodes that may stay unready; -1 is no wait at all. */
  readonly allowedNotReady: number;
}

export const controlPlaneTaint = "node-role.kubernetes.io/control-plane";

/** Reads it from the suite's arguments; Go's flags take one dash or two, and the last one counts (`test/e2e/framework/test_context.go`). */
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
