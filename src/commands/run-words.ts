import path from "node:path";
import { openingLine } from "../display/header.ts";
import { safe } from "../display/safe.ts";
import { styleFor } from "../display/style.ts";
import { closingBlock } from "../display/verdict.ts";
import type { Io } from "../io.ts";
import type { RunRecord } from "../results/run-record.ts";
import type { Plan } from "../run/plan/plan.ts";

/** What a run is about to do, in two lines. */
export function opening(plan: Plan, server: string, io: Io): string {
  const line = openingLine({ run: plan.id, server, image: plan.image }, styleFor(io.stderr, io.env));
  const processes = `${plan.processes} Ginkgo process${plan.processes === 1 ? "" : "es"} (${plan.processesReason})`;
  return `${line}\n${safe(processes)}`;
}

/** How a run ended, where its folder is, and what to do next. */
export function closing(
  record: RunRecord,
  folder: { readonly dir: string; readonly submission: string; readonly summary: string },
  toDo: readonly string[],
  io: Io,
): string {
  const here = (file: string) => path.relative(io.cwd, file) || ".";
  const { total, passed, failed } = record.counts;
  const ready = record.certifiable && toDo.length === 0;
  const block = closingBlock(
    {
      verdict: record.verdict,
      passed,
      failed,
      total: total === 0 ? undefined : total,
      took: Date.parse(record.times.finished) - Date.parse(record.times.started),
      deviations: record.deviations,
      folder: here(folder.submission),
      next: nextStep(record, ready, here(folder.summary)),
    },
    styleFor(io.stderr, io.env),
  );
  const before =
    toDo.length === 0 || !record.certifiable
      ? ""
      : `\nbefore it is submitted:\n${toDo.map((line) => `  ${safe(line)}`).join("\n")}`;
  return `${block}${before}`;
}

function nextStep(record: RunRecord, ready: boolean, summary: string): string | undefined {
  if (ready)
    return "open a pull request to cncf/k8s-conformance with this folder, in one signed-off commit (git commit -s)";
  if (record.counts.failed === 0) return undefined;
  return `read ${summary}: what failed, and the command that runs it again`;
}
