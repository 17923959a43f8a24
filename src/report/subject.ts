import { keptAtEndWords } from "../results/at-end.ts";
import { seenCauses } from "../results/cause-groups.ts";
import type { Runner } from "../results/results.ts";
import type {
  ApiCoverage,
  CauseRecord,
  NodeRecord,
  RunCounts,
  RunRecord,
  RunTimes,
  Verdict,
} from "../results/run-record.ts";
import { missingOf, type ResultsView, type ViewedSpec } from "../results/view.ts";
import { coverageWords } from "../results/words.ts";

/** The subject of a report: a run, whichever runner it had. */
export interface Subject {
  /** The run's id, or where the results were found. */
  readonly name: string;
  readonly verdict: Verdict;
  /** Why there is no verdict. */
  readonly reason?: string | undefined;
  readonly certifiable: boolean;
  /** Why the run cannot certify. */
  readonly deviations: readonly string[];
  readonly counts: RunCounts;
  /** How long the suite took, by its own account. */
  readonly seconds?: number | undefined;
  readonly specs: readonly ViewedSpec[];
  /** What was seen to keep specs from running. */
  readonly causes: readonly CauseRecord[];
  /** Required tests that did not run. */
  readonly missing: readonly string[];
  readonly processes?: number | undefined;
  readonly times: Partial<RunTimes>;
  /** What else is known about it, each fact with its label. */
  readonly facts: readonly (readonly [label: string, value: string])[];
  /** Where its log was found. */
  readonly logName?: string | undefined;
}

/** The subject of results that were read. */
export function subjectOf({ results, specs, missing }: ResultsView): Subject {
  const { runner, versions, times, suite, nodes, command, files, counts } = results;
  const by = runnerWords(runner);
  const record = runner.name === "kubectl conformance" ? runner.record : undefined;
  return {
    name: record?.id ?? results.origin,
    verdict: results.verdict,
    reason: results.reason,
    certifiable: results.certifiable,
    deviations: results.deviations,
    counts,
    seconds: results.seconds,
    specs,
    causes: seenCauses(results),
    missing,
    processes: suite.processes,
    times,
    facts: factsOf({
      server: versions.server,
      suite: versions.suite,
      processes: suite.processes,
      image: record?.image,
      kept: record && keptAtEndWords(record.files),
      nodes,
      times,
      command,
      by,
      apiCoverage: record?.apiCoverage,
    }),
    logName: files.log?.origin,
  };
}

/** The subject of a run that has just ended, from the record that its folder is about to contain. */
export function subjectOfRecord(record: RunRecord, specs: readonly ViewedSpec[]): Subject {
  const { kubernetes, suite, image, nodes, times, command } = record;
  const log = record.files.find(({ path }) => path.endsWith("e2e.log"))?.path;
  return {
    name: record.id,
    verdict: record.verdict,
    reason: record.reason,
    certifiable: record.certifiable,
    deviations: record.deviations,
    counts: record.counts,
    seconds: suite.seconds,
    specs,
    causes: record.causes ?? [],
    missing: missingOf({ specs, versions: { server: kubernetes.server, suite: suite.version } }),
    processes: suite.processes,
    times,
    facts: factsOf({
      server: kubernetes.server,
      suite: suite.version,
      processes: suite.processes,
      image,
      nodes,
      times,
      command,
      apiCoverage: record.apiCoverage,
      kept: keptAtEndWords(record.files),
    }),
    logName: log,
  };
}

function runnerWords(runner: Runner): string | undefined {
  if (runner.name === "sonobuoy") return `Sonobuoy ${runner.version ?? ""}`.trim();
  return runner.name === "ai-conformance" ? "the tests of Kubernetes AI Conformance" : undefined;
}

interface Facts {
  readonly server: string | undefined;
  readonly suite: string | undefined;
  readonly processes: number | undefined;
  readonly image?: RunRecord["image"] | undefined;
  readonly nodes: readonly NodeRecord[];
  readonly times: Partial<RunTimes>;
  readonly command?: readonly string[] | undefined;
  readonly by?: string | undefined;
  readonly apiCoverage?: ApiCoverage | undefined;
  readonly kept?: string | undefined;
}

function factsOf({
  server,
  suite,
  processes,
  image,
  nodes,
  times,
  command,
  by,
  apiCoverage,
  kept,
}: Facts): (readonly [string, string])[] {
  const on = processes === undefined ? "" : ` on ${processes} ${processes === 1 ? "process" : "processes"}`;
  const facts: (readonly [string, string | undefined])[] = [
    ["Kubernetes", server],
    ["Suite", suite === undefined ? undefined : `${suite}${on}`],
    ["Started", times.suiteStarted ?? times.started],
    ["Ended", times.suiteFinished],
    ["Nodes", nodesWords(nodes)],
    [
      "Image",
      image && (image.digest === undefined ? image.name : `${image.name} (${image.digest.slice(0, 19)}…)`),
    ],
    ["Runner", by],
    ["API coverage", apiCoverage && coverageWords(apiCoverage)],
    ["Command", command?.join(" ")],
    ["Also kept", kept],
  ];
  return facts.flatMap(([label, value]) =>
    value === undefined || value === "" ? [] : [[label, value] as const],
  );
}

/** `2 · linux/amd64, v1.35.4, containerd://2.1.4`: each value once. */
function nodesWords(nodes: readonly NodeRecord[]): string | undefined {
  if (nodes.length === 0) return undefined;
  const kinds = (of: (node: NodeRecord) => string) =>
    [...new Set(nodes.map(of))].filter((kind) => kind !== "").slice(0, 4);
  const words = [
    ...kinds(({ os, architecture }) => `${os}/${architecture}`),
    ...kinds(({ kubelet }) => kubelet),
    ...kinds(({ containerRuntime }) => containerRuntime),
  ];
  return `${nodes.length} · ${words.join(", ")}`;
}
