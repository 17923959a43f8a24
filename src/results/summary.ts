import { focusFor, sigOf } from "../suite/names.ts";
import { hasFailed, type SpecResult } from "../suite/spec.ts";
import { fenced, inline, table } from "./markdown.ts";
import { restOf } from "./rest.ts";
import type { RunRecord } from "./run-record.ts";
import { shellWords, tookText, verdictWords } from "./words.ts";

/** `summary.md`: the verdict, what failed with its words and place, the slowest specs, a table by SIG, what to run again. */
export function summaryMarkdown(record: RunRecord, specs: readonly SpecResult[]): string {
  const ran = specs.filter((spec) => spec.state === "passed" || hasFailed(spec.state));
  const failed = ran.filter((spec) => hasFailed(spec.state));
  const sections = [
    `# ${title(record)}`,
    `**${record.verdict}** · ${inline(verdictWords(record))}`,
    ...(record.reason === undefined ? [] : [`There is no verdict: ${inline(record.reason)}.`]),
    facts(record),
    ...(record.deviations.length === 0 ? [] : [deviations(record)]),
    ...(failed.length === 0 ? [] : [failures(failed), rerun(record, failed)]),
    ...(ran.length === 0 ? [] : [slowest(ran), bySig(ran)]),
    ...(record.verdict === "incomplete" ? rest(record, specs) : []),
  ];
  return `${sections.join("\n\n")}\n`;
}

function title(record: RunRecord): string {
  return `Conformance run ${inline(record.id)} of Kubernetes ${inline(record.kubernetes.server)}`;
}

function facts(record: RunRecord): string {
  const { suite, image, times } = record;
  return table(
    ["", ""],
    [
      ["started", inline(times.started)],
      ["finished", inline(times.finished)],
      ["image", inline(image.digest === undefined ? image.name : `${image.name} (${image.digest})`)],
      ["suite", `${inline(suite.mode)} on ${suite.processes} process${suite.processes === 1 ? "" : "es"}`],
      ["nodes", String(record.nodes.length)],
    ],
  );
}

function deviations(record: RunRecord): string {
  return `## Why it cannot certify\n\n${record.deviations.map((why) => `- ${inline(why)}`).join("\n")}`;
}

function failures(failed: readonly SpecResult[]): string {
  const one = (spec: SpecResult) =>
    [
      `### ${inline(spec.name)}`,
      `${spec.state} after ${tookText(spec.seconds)}${spec.location === undefined ? "" : `, at ${inline(spec.location)}`}`,
      ...(spec.message === undefined ? [] : [fenced(spec.message)]),
    ].join("\n\n");
  return ["## What failed", ...failed.map(one)].join("\n\n");
}

function rerun(record: RunRecord, failed: readonly SpecResult[]): string {
  const command = focusedRun(
    record,
    failed.map((spec) => spec.name),
  );
  return `## Run these again\n\n${command}`;
}

/** Of the tests that a run which was cut short owes; none where they are not known by name. */
function rest(record: RunRecord, specs: readonly SpecResult[]): string[] {
  const { suite, kubernetes } = record;
  const versions = { server: kubernetes.server, suite: suite.version };
  const names = restOf({ suite, versions, specs }) ?? [];
  if (names.length === 0) return [];
  const count = names.length === 1 ? "1 test" : `${names.length} tests`;
  return [`## Run the rest\n\n${count} did not come to an end.\n\n${focusedRun(record, names)}`];
}

function focusedRun(record: RunRecord, names: readonly string[]): string {
  const words = ["kubectl", "conformance", "run", "--focus", focusFor(names)];
  const parallel = record.suite.processes === 1 ? ["--parallel", "1"] : [];
  return fenced(shellWords([...words, ...parallel]), "sh");
}

function slowest(ran: readonly SpecResult[]): string {
  const rows = ran
    .toSorted((a, b) => b.seconds - a.seconds)
    .slice(0, 10)
    .map((spec) => [tookText(spec.seconds), inline(spec.name)]);
  return `## The slowest\n\n${table(["time", "test"], rows)}`;
}

function bySig(ran: readonly SpecResult[]): string {
  const groups = Map.groupBy(ran, (spec) => sigOf(spec.name) ?? "without a SIG");
  const rows = [...groups]
    .toSorted(([a], [b]) => a.localeCompare(b, "en"))
    .map(([sig, specs]) => {
      const failed = specs.filter((spec) => hasFailed(spec.state)).length;
      const seconds = specs.reduce((sum, spec) => sum + spec.seconds, 0);
      return [inline(sig), String(specs.length - failed), String(failed), tookText(seconds)];
    });
  return `## By SIG\n\n${table(["SIG", "passed", "failed", "time"], rows)}`;
}
