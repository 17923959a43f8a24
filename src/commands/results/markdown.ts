import { seenCauses } from "../../results/cause-groups.ts";
import { reportMarkdown } from "../../results/report-markdown.ts";
import { restOf } from "../../results/rest.ts";
import { resultWords } from "../../results/words.ts";
import { factsOf } from "./facts.ts";
import type { Printed } from "./printed.ts";

/** `-o markdown`: for a comment or a job's summary. */
export function asMarkdown({ view, chosen, isChosen }: Printed): string[] {
  const { results, missing } = view;
  const { verdict, versions, suite, runner } = results;
  const report = reportMarkdown({
    title: `Conformance of Kubernetes ${versions.server ?? versions.suite ?? "of an unknown version"}`,
    verdict,
    words: resultWords(results),
    reason: results.reason,
    facts: factsOf(results),
    deviations: results.deviations,
    specs: chosen,
    causes: seenCauses(results),
    missing: isChosen ? [] : missing,
    rest: verdict === "incomplete" && !isChosen ? (restOf(results) ?? []) : [],
    flags: suite.processes === 1 ? ["--parallel", "1"] : [],
    paths: runner.name === "kubectl conformance" ? runner.record.files.map((file) => file.path) : [],
  });
  return [report];
}
