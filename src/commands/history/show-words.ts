import { changesBetween, changeWords } from "../../history/compare/changes.ts";
import { groupFailures } from "../../history/compare/likeness.ts";
import type { Job } from "../../history/load.ts";
import type { WholeBuild } from "../../history/read.ts";
import { diffResults } from "../../results/diff.ts";
import { countWords, shellWords, tookText } from "../../results/words.ts";
import { hasFailed } from "../../suite/spec.ts";
import { safe } from "../../text/safe.ts";

/** A build of a job in full, with what changed since the complete one before it. */
export function showWords(job: Job<WholeBuild>, at: number): string {
  const reading = job.builds[at];
  if (reading === undefined) return "";
  const lines = [`build ${reading.build} of ${job.name}`, place(job.store, reading.build), ""];
  if (reading.kind === "unfinished")
    return text([
      ...lines,
      "unfinished: it is being published, or its publication was cut (publish it again)",
    ]);
  if (reading.kind === "unreadable") return text([...lines, `it ${reading.why}`]);
  const { build } = reading.value;
  const { verdict, reason, counts, seconds, versions, nodes, image, suite, command, started, tests } = build;
  const took = seconds === undefined ? undefined : tookText(seconds);
  const nodeCount = nodes.reduce((sum, { count }) => sum + count, 0);
  const facts: (readonly [string, string | undefined])[] = [
    [
      "verdict",
      `${verdict}: ${countWords(counts, took)}${build.replayed === true ? " (a replay of a recorded run)" : ""}`,
    ],
    ["reason", reason],
    [
      "certifiable",
      build.certifiable
        ? "yes"
        : build.deviations.length === 0
          ? undefined
          : `no: ${build.deviations.join("; ")}`,
    ],
    ["started", started],
    ["Kubernetes", versions.server],
    ["suite", versions.suite],
    [
      "image",
      image === undefined
        ? undefined
        : `${image.name}${image.digest === undefined ? "" : ` (${image.digest})`}`,
    ],
    ["processes", suite.processes?.toString()],
    ["nodes", nodes.length === 0 ? undefined : String(nodeCount)],
    ...nodes.map(
      (kind) =>
        [
          "",
          `${kind.count} × ${kind.kubelet}, ${kind.osImage}, ${kind.kernel}, ${kind.containerRuntime}`,
        ] as const,
    ),
    ["command", command === undefined ? undefined : shellWords(command)],
  ];
  const width = Math.max(...facts.map(([label]) => label.length)) + 2;
  for (const [label, value] of facts) if (value !== undefined) lines.push(`${label.padEnd(width)}${value}`);
  const failed = tests.filter(({ state }) => hasFailed(state));
  for (const { cause, failures } of groupFailures(failed.map(({ name, cause }) => ({ test: name, cause }))))
    lines.push("", cause, ...failures.map(({ test }) => `  ${test}`));
  const before = job.builds.slice(at + 1).find((one) => one.kind === "complete");
  if (before?.kind !== "complete") return text([...lines, "", "there is no complete build before it"]);
  lines.push("", `since build ${before.build}:`);
  const { newlyFailing, fixed, added, gone } = diffResults(before.value.build.tests, tests);
  const news = [
    ...changesBetween(before.value.build, build).map(changeWords),
    ...newlyFailing.map(({ after }) => `fails now: ${after?.name}`),
    ...fixed.map(({ after }) => `fixed: ${after?.name}`),
    ...(added.length === 0 ? [] : [`${added.length} new tests`]),
    ...(gone.length === 0 ? [] : [`${gone.length} tests are gone`]),
  ];
  return text([...lines, ...(news.length === 0 ? ["  nothing changed"] : news.map((line) => `  ${line}`))]);
}

function place(store: string, build: string): string {
  return `${store.replace(/\?.*$/s, "").replace(/\/+$/, "")}/${build}`;
}

function text(lines: readonly string[]): string {
  return lines.map((line) => `${safe(line)}\n`).join("");
}
