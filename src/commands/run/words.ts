import path from "node:path";
import { styleFor } from "../../display/style.ts";
import { closingBlock } from "../../display/verdict.ts";
import type { RunRecord } from "../../results/run-record.ts";
import { shellWords, suiteTime, type TimedSuite } from "../../results/words.ts";
import { clock } from "../../text/duration.ts";
import { redactArgv } from "../../text/redact.ts";
import { safe } from "../../text/safe.ts";
import type { Context } from "../context.ts";

/** How a run ended, where its folder is, and what to do next. */
export function closing(
  record: RunRecord,
  folder: { readonly dir: string; readonly submission: string; readonly summary: string },
  toDo: readonly string[],
  { io, name }: Pick<Context, "io" | "name">,
): string {
  const here = (file: string) => path.relative(io.cwd, file) || ".";
  const { total, passed, failed } = record.counts;
  const ready = record.certifiable && toDo.length === 0;
  const block = closingBlock(
    {
      verdict: record.verdict,
      certifiable: record.certifiable,
      passed,
      failed,
      total: total === 0 ? undefined : total,
      took: tookWords(record),
      deviations: record.deviations,
      folder: here(folder.submission),
      next: nextStep(
        record,
        ready,
        { submission: here(folder.submission), summary: here(folder.summary) },
        name,
      ),
    },
    styleFor(io.stderr, io.env),
  );
  const before =
    toDo.length === 0 || !record.certifiable
      ? ""
      : `\nbefore it is submitted:\n${toDo.map((line) => `  ${safe(line)}`).join("\n")}`;
  return `${block}${before}`;
}

/** `27m02s` as the suite says and, if getting there took long, `27m02s (31m10s with set-up)`. */
export function tookWords(record: TimedSuite): string {
  const { started, suiteStarted, suiteFinished, finished } = record.times;
  const suite = suiteTime(record);
  if (suite === undefined) return clock(Date.parse(finished) - Date.parse(started));
  const setUp = Date.parse(suiteStarted ?? started) - Date.parse(started);
  const whole = Date.parse(suiteFinished ?? finished) - Date.parse(started);
  return setUp > Math.max(60_000, whole / 20) ? `${suite} (${clock(whole)} with set-up)` : suite;
}

function nextStep(
  record: RunRecord,
  ready: boolean,
  { submission, summary }: Readonly<Record<"submission" | "summary", string>>,
  name: string,
): string | undefined {
  if (ready) return `${name} submission check ${shellWords([submission])}`;
  const folder = `${shellWords([path.dirname(summary)])}${clusterWords(record.command)}`;
  if (record.verdict === "incomplete") {
    return record.counts.passed > 0 ? `${name} rerun --rest ${folder}` : undefined;
  }
  if (record.counts.failed === 0) return undefined;
  return `${name} rerun --failed ${folder}`;
}

/** The words of a command line that name its cluster, for the next command; each after a space. */
export function clusterWords(argv: readonly string[]): string {
  const words = argv.flatMap((word, index) => {
    const [flag = "", value] = word.split(/=(.*)/s, 2);
    if (!["--context", "--kubeconfig", "--server", "-s"].includes(flag)) return [];
    return value === undefined ? [word, argv[index + 1] ?? ""] : [word];
  });
  return redactArgv(words)
    .map((word) => ` ${shellWords([word])}`)
    .join("");
}
