import { replayed } from "../../results/deviations.ts";
import type { NodeRecord } from "../../results/run-record.ts";
import { hasRun, type ResultsView, type ViewedSpec } from "../../results/view.ts";
import type { Build, BuildTest, NodeKind } from "./schema.ts";

/** What is published of results, whichever runner made them. */
export function buildOf(
  { results, specs }: ResultsView,
  { job, build, tool }: { readonly job: string; readonly build: string; readonly tool?: string },
): Build {
  const { runner, verdict, reason, certifiable, deviations, counts, seconds, times, versions, suite } =
    results;
  const { server, suite: version } = versions;
  const { mode, focus, skip, dryRun, processes } = suite;
  const record = runner.name === "kubectl conformance" ? runner.record : undefined;
  return {
    schema: 1,
    job,
    build,
    runner: runner.name,
    ...(record && { run: record.id }),
    verdict,
    ...(reason !== undefined && { reason: reason.slice(0, longest) }),
    certifiable,
    deviations: deviations.slice(0, 1000).map((one) => one.slice(0, longest)),
    ...(deviations.includes(replayed) && { replayed: true }),
    counts,
    ...(times.suiteStarted !== undefined && { started: times.suiteStarted }),
    ...(seconds !== undefined && { seconds }),
    versions: {
      ...(server !== undefined && { server }),
      ...(version !== undefined && { suite: version }),
    },
    nodes: kindsOf(results.nodes),
    ...(record && { image: record.image }),
    suite: {
      ...(mode !== undefined && { mode }),
      ...(focus !== undefined && { focus }),
      ...(skip !== undefined && { skip }),
      ...(dryRun !== undefined && { dryRun }),
      ...(processes !== undefined && { processes }),
    },
    ...(results.command !== undefined && { command: results.command }),
    ...(tool !== undefined && { tool }),
    tests: testsOf(specs),
  };
}

const longest = 4096;

/** The tests that ran, in the order of their names. */
export function testsOf(specs: readonly ViewedSpec[]): readonly BuildTest[] {
  return specs
    .filter(hasRun)
    .map(({ name, state, seconds, flaked, cause }) => ({
      name,
      state: state as BuildTest["state"],
      seconds: Math.max(0, Math.round(seconds * 10) / 10),
      ...(flaked === true && { flaked }),
      ...(cause !== undefined && { cause: cause.slice(0, longest) }),
    }))
    .toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** Nodes by kind, the largest kind first: names say nothing from one night to the next. */
function kindsOf(nodes: readonly NodeRecord[]): NodeKind[] {
  const kinds = Map.groupBy(nodes, ({ name: _, ...kind }) => JSON.stringify(kind));
  return [...kinds.values()]
    .flatMap((same) => {
      const [first] = same;
      if (first === undefined) return [];
      const { name: _, ...kind } = first;
      return [{ count: same.length, ...kind }];
    })
    .toSorted((a, b) => b.count - a.count)
    .slice(0, 1000);
}
