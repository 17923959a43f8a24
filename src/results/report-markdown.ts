import { focusFor, sigOf } from "../suite/names.ts";
import { hasFailed } from "../suite/spec.ts";
import { causeGroups, type SharedCause, sharedCauses } from "./cause-groups.ts";
import { evidenceOf, evidencePath } from "./evidence.ts";
import { fenced, inline, table } from "./markdown.ts";
import type { CauseRecord } from "./run-record.ts";
import { hasRun, type ViewedSpec } from "./view.ts";
import { shellWords, tookText } from "./words.ts";

/** The content of a Markdown report on a run, whichever runner it had; the texts are not Markdown yet. */
export interface MarkdownReport {
  readonly title: string;
  readonly verdict: string;
  /** The verdict's line. */
  readonly words: string;
  /** Why there is no verdict. */
  readonly reason: string | undefined;
  readonly facts: readonly (readonly [string, string])[];
  readonly deviations: readonly string[];
  readonly specs: readonly ViewedSpec[];
  /** What was seen to keep specs from running. */
  readonly causes: readonly CauseRecord[];
  /** Required tests that did not run. */
  readonly missing: readonly string[];
  /** Tests that an interrupted run did not get to. */
  readonly rest: readonly string[];
  /** The flags of the run, for running tests again. */
  readonly flags: readonly string[];
  /** The files of the results, relative to their folder, as far as they are known: those with evidence are named. */
  readonly paths: readonly string[];
}

// GitHub accepts a mebibyte for a job's summary, and drops a longer one completely
const mostFailures = 100;
const mostOfMessage = 4096;
const mostNames = 100;

/** The verdict, what failed with its cause, message and place, the slowest specs, a table by SIG, what to run again. */
export function reportMarkdown(report: MarkdownReport): string {
  const ran = report.specs.filter(hasRun);
  const failed = ran.filter((spec) => hasFailed(spec.state));
  const flaky = ran.filter((spec) => spec.flaked === true).map((spec) => spec.name);
  const sections = [
    `# ${inline(report.title)}`,
    `**${report.verdict}** · ${inline(report.words)}`,
    ...(report.reason === undefined ? [] : [`There is no verdict: ${inline(report.reason)}.`]),
    ...shared(sharedCauses(failed, report.causes)),
    table(
      ["", ""],
      report.facts.map(([label, value]) => [label, inline(value)]),
    ),
    ...(report.deviations.length === 0 ? [] : [list("Why it cannot certify", report.deviations)]),
    ...(failed.length === 0 ? [] : [failures(failed, report), rerun(failed, report.flags)]),
    ...(flaky.length === 0 ? [] : [list("Passed only on a retry", flaky)]),
    ...(report.missing.length === 0 ? [] : [list("Required but not run", report.missing)]),
    ...(ran.length === 0 ? [] : [slowest(ran), bySig(ran)]),
    ...(report.rest.length === 0 ? [] : [rest(report.rest, report.flags)]),
  ];
  return `${sections.join("\n\n")}\n`;
}

function list(title: string, items: readonly string[]): string {
  const left = items.length - mostNames;
  const shown = items.slice(0, mostNames).map((item) => `- ${inline(item)}`);
  return `## ${title}\n\n${[...shown, ...(left > 0 ? [`- and ${left} more`] : [])].join("\n")}`;
}

/** What several tests have in common. */
function shared(causes: readonly SharedCause[]): string[] {
  if (causes.length === 0) return [];
  const left = causes.length - mostNames;
  const items = causes.slice(0, mostNames).map(({ lead, why, fix }) => {
    const how = fix === undefined ? "" : `  \n  Fix: ${inline(fix)}`;
    return `- **${inline(lead)}**  \n  ${inline(why)}${how}`;
  });
  return [`## Causes\n\n${[...items, ...(left > 0 ? [`- and ${left} more`] : [])].join("\n")}`];
}

function failures(
  failed: readonly ViewedSpec[],
  { causes, paths }: Pick<MarkdownReport, "causes" | "paths">,
): string {
  const left = failed.length - mostFailures;
  const ordered = causeGroups(failed, causes).flatMap(({ specs }) => specs);
  return [
    "## What failed",
    ...ordered.slice(0, mostFailures).map((spec) => failure(spec, evidenceOf(paths, spec.name))),
    ...(left > 0 ? [`And ${left} more.`] : []),
  ].join("\n\n");
}

/** The cause first, and below it the message that it was taken from. */
function failure(spec: ViewedSpec, evidence: readonly string[]): string {
  const { name, state, seconds, location, cause, message } = spec;
  const place = location === undefined ? "" : `, at ${inline(location)}`;
  return [
    `### ${inline(name)}`,
    ...(cause === undefined || cause === message ? [] : [`**${inline(cause)}**`]),
    `${state} after ${tookText(seconds)}${place}`,
    ...(message === undefined ? [] : [fenced(clipped(message))]),
    ...(evidence.length === 0 ? [] : [`The cluster when it failed: ${inline(`${evidencePath(name)}/`)}`]),
  ].join("\n\n");
}

function clipped(message: string): string {
  const left = message.length - mostOfMessage;
  return left > 0 ? `${message.slice(0, mostOfMessage)}\n… ${left} more characters in e2e.log` : message;
}

function rerun(failed: readonly ViewedSpec[], flags: readonly string[]): string {
  const names = failed.map((spec) => spec.name);
  return `## Run these again\n\n${focusedRun(names, flags)}`;
}

function rest(names: readonly string[], flags: readonly string[]): string {
  const count = names.length === 1 ? "1 test" : `${names.length} tests`;
  return `## Run the rest\n\n${count} did not come to an end.\n\n${focusedRun(names, flags)}`;
}

function focusedRun(names: readonly string[], flags: readonly string[]): string {
  const words = ["kubectl", "conformance", "run", "--focus", focusFor(names)];
  return fenced(shellWords([...words, ...flags]), "sh");
}

function slowest(ran: readonly ViewedSpec[]): string {
  const rows = ran
    .toSorted((a, b) => b.seconds - a.seconds)
    .slice(0, 10)
    .map((spec) => [tookText(spec.seconds), inline(spec.name)]);
  return `## The slowest\n\n${table(["time", "test"], rows)}`;
}

function bySig(ran: readonly ViewedSpec[]): string {
  const rows = sigCounts(ran).map(({ sig, passed, failed, seconds }) => [
    inline(sig),
    String(passed),
    String(failed),
    tookText(seconds),
  ]);
  return `## By SIG\n\n${table(["SIG", "passed", "failed", "time"], rows)}`;
}

/** How the specs of each SIG that ran ended, by the SIG's name; `seconds` is the sum of their times. */
export function sigCounts(
  ran: readonly ViewedSpec[],
): { sig: string; passed: number; failed: number; seconds: number }[] {
  const groups = Map.groupBy(ran, (spec) => sigOf(spec.name) ?? "without a SIG");
  return [...groups]
    .toSorted(([a], [b]) => a.localeCompare(b, "en"))
    .map(([sig, specs]) => {
      const failed = specs.filter((spec) => hasFailed(spec.state)).length;
      const seconds = specs.reduce((sum, spec) => sum + spec.seconds, 0);
      return { sig, passed: specs.length - failed, failed, seconds };
    });
}
