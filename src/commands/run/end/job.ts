import { randomUUID } from "node:crypto";
import { appendFile, readFile, stat } from "node:fs/promises";
import type { Io } from "../../../process/io.ts";
import { failureAnnotations, mostAnnotated } from "../../../results/annotations.ts";
import { withinBytes } from "../../../results/job-summary.ts";
import { safe } from "../../../text/safe.ts";
import { systemWords } from "../../../text/system-words.ts";
import { workflowCommand } from "../../../text/workflow-command.ts";
import type { RunEnd, RunLeftBehind } from "./end.ts";

type JobIo = Pick<Io, "env" | "stderr">;

// GitHub accepts 1 MiB for a step's summary, and drops a longer one completely
const mostOfSummary = 1024 * 1024 - 1;

/**
 * Reports runs to the step of GitHub Actions (or Gitea, or Forgejo) that this program runs in: the summary, the outputs, and annotations. What
 * cannot be written is a warning. `folder` is where the results of all of them are.
 */
export async function reportToJob(
  ends: readonly (RunEnd | RunLeftBehind)[],
  folder: string | undefined,
  { env, stderr }: JobIo,
): Promise<void> {
  const { GITHUB_STEP_SUMMARY: summary, GITHUB_OUTPUT: outputs } = env;
  const ended = ends.filter((end) => end.kind === "ended");
  const attempt = async (name: string, work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      stderr.write(`warning: ${name} was not written: ${safe(systemWords(error))}\n`);
    }
  };
  if (summary) await attempt("GITHUB_STEP_SUMMARY", () => appendSummaries(ended, summary));
  if (outputs) await attempt("GITHUB_OUTPUT", () => appendFile(outputs, outputText(ends, folder)));
  if (env.GITHUB_ACTIONS !== "true") return;
  const lines = annotations(ended).map((line) => `${line}\n`);
  // as bytes, since these are to be obeyed
  if (lines.length > 0) stderr.write(new TextEncoder().encode(lines.join("")));
}

async function appendSummaries(ended: readonly RunEnd[], file: string): Promise<void> {
  for (const { summary, folder } of ended) {
    if (summary === undefined) continue;
    // what the step has written so far counts too
    const before = await stat(file).then(
      ({ size }) => size,
      () => 0,
    );
    const rest = `The rest is in summary.md in ${folder ?? "the results folder"}.`;
    const text = withinBytes(await readFile(summary, "utf8"), mostOfSummary - before - 1, rest);
    if (text !== "") await appendFile(file, `${text}\n`);
  }
}

/** The step's outputs: of several runs the worst verdict, and all ids. */
function outputText(ends: readonly (RunEnd | RunLeftBehind)[], folder: string | undefined): string {
  const ended = ends.filter((end) => end.kind === "ended");
  const verdicts = ended.map(({ verdict }) => verdict);
  const worst = (["incomplete", "failed", "passed"] as const).find((verdict) => verdicts.includes(verdict));
  const isWhole = ends.length === ended.length && ended.length > 0;
  return [
    ["run-id", ends.map(({ run }) => run).join(" ")],
    ...(isWhole && worst !== undefined
      ? [
          ["verdict", worst],
          ["certifiable", String(ended.every(({ certifiable }) => certifiable))],
        ]
      : []),
    ...(folder === undefined ? [] : [["folder", folder]]),
  ]
    .map(([name = "", value = ""]) => outputLines(name, value))
    .join("");
}

/** With a delimiter that no value can foresee, so that a line of a value is never another output. */
function outputLines(name: string, value: string): string {
  const delimiter = `end-${randomUUID()}`;
  return `${name}<<${delimiter}\n${value}\n${delimiter}\n`;
}

function annotations(ended: readonly RunEnd[]): string[] {
  let room = mostAnnotated;
  return ended.flatMap((end) => {
    const title = { title: `conformance run ${end.run}` };
    // the error of a single run ends the program, which annotates it
    const isError = ended.length > 1 && end.verdict === "incomplete" && !end.isStopped && room > 0;
    if (isError) room -= 1;
    const { errors, left } = failureAnnotations(end.specs, room);
    room -= errors.length;
    const words = end.reason === undefined ? end.words : `${end.words}: ${end.reason}`;
    const verdict = [`${end.verdict}: ${words}`, ...left].join("\n");
    return [...errors, workflowCommand(isError ? "error" : "notice", title, verdict)];
  });
}
