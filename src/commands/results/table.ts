import { columns } from "../../display/columns.ts";
import { type Style, styleFor } from "../../display/style.ts";
import { causeGroups, type SharedCause, seenCauses, sharedCauses } from "../../results/cause-groups.ts";
import { sigCounts } from "../../results/report-markdown.ts";
import type { CauseRecord } from "../../results/run-record.ts";
import { hasRun, type ViewedSpec } from "../../results/view.ts";
import { resultWords, shellWords, tookText } from "../../results/words.ts";
import { focusFor, sigOf } from "../../suite/names.ts";
import { hasFailed } from "../../suite/spec.ts";
import { safe } from "../../text/safe.ts";
import { factsOf } from "./facts.ts";
import type { Printed } from "./printed.ts";
import { rawLines } from "./raw-lines.ts";

const mostFailures = 50;
const mostCauses = 10;
const mostNames = 10;
const mostSlowest = 10;
const labelWidth = 11;
const rawLinesShown = 6;

/** `-o table`: the verdict, what failed first, then a summary of the rest; for a selection of tests, the verdict and one row each. */
export function asTable({ view, chosen, isChosen, name, io }: Printed): string[] {
  const { results, specs, missing } = view;
  const style = styleFor(io.stdout, io.env);
  const paint = results.verdict === "passed" ? style.good : style.bad;
  const verdict = paint(style.bold(results.verdict.padEnd(labelWidth))) + safe(resultWords(results));
  if (isChosen) return [`${verdict}\n\n`, rows(chosen)];
  const ran = specs.filter(hasRun);
  const failed = ran.filter((spec) => hasFailed(spec.state));
  const causes = seenCauses(results);
  const flaky = ran.filter((spec) => spec.flaked === true).map((spec) => spec.name);
  const facts = factsOf(results).map(([label, value]) => `${label.padEnd(labelWidth)}${safe(value)}`);
  const blocks = [
    [verdict, ...facts].join("\n"),
    ...shared(sharedCauses(failed, causes), style),
    ...(failed.length === 0 ? [] : [failures(failed, causes, style), again(failed, name)]),
    ...names("Passed only on a retry", flaky, style),
    ...names("Required but not run", missing, style),
    ...(ran.length === 0 ? [] : [bySig(ran).trimEnd(), slowest(ran).trimEnd()]),
  ];
  return [`${blocks.join("\n\n")}\n`];
}

function rows(chosen: readonly ViewedSpec[]): string {
  return columns(
    ["STATE", "TIME", "SIG", "NAME"],
    chosen.map((spec) => [spec.state, tookText(spec.seconds), sigOf(spec.name) ?? "", spec.name]),
  );
}

/** What several tests have in common. */
function shared(causes: readonly SharedCause[], style: Style): string[] {
  if (causes.length === 0) return [];
  const left = causes.length - mostCauses;
  return [
    [
      style.bold(`Causes (${causes.length})`),
      ...causes
        .slice(0, mostCauses)
        .flatMap(({ lead, why, fix }) => [
          `  ${style.bad(safe(lead))}`,
          `    ${safe(why)}`,
          ...(fix === undefined ? [] : [`    fix: ${safe(fix)}`]),
        ]),
      ...(left > 0 ? [`  and ${left} more: -o json has them all`] : []),
    ].join("\n"),
  ];
}

/** By cause; of tests that share one, the first has the message. */
function failures(failed: readonly ViewedSpec[], causes: readonly CauseRecord[], style: Style): string {
  const left = failed.length - mostFailures;
  const ordered = causeGroups(failed, causes).flatMap(({ specs }) =>
    specs.map((spec, index) => ({ spec, isFirst: index === 0 })),
  );
  return [
    style.bold(`Failed (${failed.length})`),
    ...ordered.slice(0, mostFailures).flatMap(({ spec, isFirst }) => failure(spec, isFirst, style)),
    ...(left > 0 ? [`and ${left} more: --failed -o wide has them all`] : []),
  ].join("\n");
}

function failure(
  { name, state, seconds, cause, message = "", location }: ViewedSpec,
  isFirst: boolean,
  style: Style,
): string[] {
  const how = state === "failed" ? "" : `, ${state}`;
  const raw = message === cause || !isFirst ? [] : rawLines(message, rawLinesShown);
  return [
    `${style.bad(style.signs.failed)} ${safe(name)} (${tookText(seconds)}${how})`,
    ...(cause === undefined ? [] : [`  ${style.bold(safe(cause))}`]),
    ...(location === undefined ? [] : [`  at ${safe(location)}`]),
    ...raw.map((line) => `  ${line}`),
  ];
}

function again(failed: readonly ViewedSpec[], name: string): string {
  const focus = focusFor(failed.map((spec) => spec.name));
  return `Run these again:\n  ${safe(`${name} run --focus ${shellWords([focus])}`)}`;
}

function names(title: string, all: readonly string[], style: Style): string[] {
  if (all.length === 0) return [];
  const left = all.length - mostNames;
  const more = left > 0 ? [`  and ${left} more: -o json has them all`] : [];
  const shown = all.slice(0, mostNames).map((one) => `  ${safe(one)}`);
  return [[style.bold(`${title} (${all.length})`), ...shown, ...more].join("\n")];
}

function bySig(ran: readonly ViewedSpec[]): string {
  return columns(
    ["SIG", "PASSED", "FAILED", "TIME"],
    sigCounts(ran).map(({ sig, passed, failed, seconds }) => [
      sig,
      String(passed),
      String(failed),
      tookText(seconds),
    ]),
  );
}

function slowest(ran: readonly ViewedSpec[]): string {
  const most = ran.toSorted((a, b) => b.seconds - a.seconds).slice(0, mostSlowest);
  return columns(
    ["SLOWEST", "NAME"],
    most.map((spec) => [tookText(spec.seconds), spec.name]),
  );
}
