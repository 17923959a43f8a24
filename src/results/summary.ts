import { keptAtEndWords } from "./at-end.ts";
import { reportMarkdown } from "./report-markdown.ts";
import { restOf } from "./rest.ts";
import type { RunRecord } from "./run-record.ts";
import type { ViewedSpec } from "./view.ts";
import { coverageWords, verdictWords } from "./words.ts";

/** `summary.md` in a run's folder. */
export function summaryMarkdown(record: RunRecord, specs: readonly ViewedSpec[]): string {
  const { suite, image, times, nodes, kubernetes } = record;
  const kept = keptAtEndWords(record.files);
  const versions = { server: kubernetes.server, suite: suite.version };
  return reportMarkdown({
    title: `Conformance run ${record.id} of Kubernetes ${kubernetes.server}`,
    verdict: record.verdict,
    words: verdictWords(record),
    reason: record.reason,
    facts: [
      ["started", times.started],
      ["finished", times.finished],
      ["image", image.digest === undefined ? image.name : `${image.name} (${image.digest})`],
      ["suite", `${suite.mode} on ${suite.processes} process${suite.processes === 1 ? "" : "es"}`],
      ["nodes", String(nodes.length)],
      ...(record.apiCoverage === undefined
        ? []
        : [["API coverage", coverageWords(record.apiCoverage)] as const]),
      ...(kept === undefined ? [] : [["also kept", kept] as const]),
    ],
    deviations: record.deviations,
    specs,
    causes: record.causes ?? [],
    missing: [],
    rest: record.verdict === "incomplete" ? (restOf({ suite, versions, specs }) ?? []) : [],
    flags: suite.processes === 1 ? ["--parallel", "1"] : [],
    paths: record.files.map((file) => file.path),
  });
}
