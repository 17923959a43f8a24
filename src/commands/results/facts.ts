import type { Results } from "../../results/results.ts";

/** What is known about a run besides its verdict, each fact with its label. */
export function factsOf(results: Results): (readonly [string, string])[] {
  const { origin, runner, versions, times, suite, nodes } = results;
  const by = runner.name === "sonobuoy" ? `sonobuoy ${runner.version ?? ""}`.trim() : runner.name;
  const processes =
    suite.processes === undefined
      ? []
      : [`on ${suite.processes} ${suite.processes === 1 ? "process" : "processes"}`];
  return [
    ["results", origin],
    ["runner", by],
    ...(runner.name === "kubectl conformance" ? ([["run", runner.record.id]] as const) : []),
    ...(versions.server === undefined ? [] : ([["Kubernetes", versions.server]] as const)),
    ...(versions.suite === undefined ? [] : ([["suite", [versions.suite, ...processes].join(" ")]] as const)),
    ...(times.suiteStarted === undefined ? [] : ([["started", times.suiteStarted]] as const)),
    ...(nodes.length === 0 ? [] : ([["nodes", String(nodes.length)]] as const)),
  ];
}
