import { inline, table } from "../../results/markdown.ts";
import { changeWords } from "../compare/changes.ts";
import { breakagesOf, causesOf } from "./causes.ts";
import type { Fleet } from "./fleet.ts";
import { flakeRate, type Grid, isTroubled, turnovers } from "./grid.ts";

const marks = { passed: "🟩", failed: "🟥", flaked: "🟨" } as const;
const verdictMarks = { passed: "🟩", failed: "🟥", incomplete: "⬜" } as const;
const nothing = "⬛";
// GitHub cuts a long summary off
const mostRows = 100;
const mostMarks = 30;

/** A grid for a comment or a job's summary, the newest build on the left. */
export function gridMarkdown(grid: Grid, all: boolean): string {
  const { jobs, columns, rows } = grid;
  const shown = all ? rows : rows.filter(isTroubled);
  const left = shown.length - mostRows;
  const verdicts = jobs.map(({ from, to }) =>
    columns
      .slice(from, Math.min(to, from + mostMarks))
      .map(({ head }) => verdictMarks[head.verdict])
      .join(""),
  );
  const sections = [
    `# ${jobs.map(({ name }) => inline(name)).join(", ")}`,
    table(
      ["test", ...jobs.map(({ name }) => inline(name)), "flaky"],
      [
        ["*the whole run*", ...verdicts, ""],
        ...shown.slice(0, mostRows).map(({ name, cells, stories }) => [
          inline(name),
          ...jobs.map(({ from, to }) =>
            cells
              .slice(from, Math.min(to, from + mostMarks))
              .map((cell) => (cell === undefined ? nothing : marks[cell.state]))
              .join(""),
          ),
          percent(flakeRate(stories)),
        ]),
      ],
    ),
    ...(left > 0 ? [`And ${left} more tests.`] : []),
    ...breakagesOf(grid).map(({ job, first, passed, rows: broken, changes }) => {
      const before = passed === undefined ? undefined : columns[passed]?.head.build;
      return [
        `## Failing in ${inline(jobs[job]?.name ?? "")} since build ${columns[first]?.head.build}`,
        before === undefined
          ? "No build before it is known in which they passed."
          : changes.length === 0
            ? `Nothing is known to have changed since build ${before}.`
            : `Changed since build ${before}:\n\n${bullets(changes.map(changeWords))}`,
        bullets(broken.map(({ name }) => name)),
      ].join("\n\n");
    }),
    ...causes(grid),
    ...turnovers(grid).map(({ job, before, after, came, went }) =>
      [
        `## ${inline(jobs[job]?.name ?? "")}: ${inline(before)} → ${inline(after)}`,
        ...(came.length === 0 ? [] : [`New:\n\n${bullets(came)}`]),
        ...(went.length === 0 ? [] : [`Gone:\n\n${bullets(went)}`]),
      ].join("\n\n"),
    ),
  ];
  return `${sections.join("\n\n")}\n`;
}

function causes(grid: Grid): string[] {
  const groups = causesOf(grid);
  if (groups.length === 0) return [];
  const rows = groups
    .slice(0, mostRows)
    .map(({ cause, failures, tests }) => [String(failures.length), String(tests), inline(cause)]);
  return [`## Causes\n\n${table(["failures", "tests", "cause"], rows)}`];
}

/** A fleet for a comment or a job's summary. */
export function fleetMarkdown({ days, jobs }: Fleet): string {
  const rows = jobs.map(({ name, nights, newest, failing }) => [
    inline(name),
    nights
      .slice(0, mostMarks)
      .map((one) => (one === undefined ? nothing : verdictMarks[one.verdict]))
      .join(""),
    failing === 0 ? "" : String(failing),
    inline(newest?.server ?? ""),
  ]);
  const range = days.length === 0 ? "" : `\n\n${days.at(-1)} to ${days[0]}, the newest on the left.`;
  return `# ${jobs.length} jobs${range}\n\n${table(["job", "nights", "failing for", "Kubernetes"], rows)}\n`;
}

function bullets(items: readonly string[]): string {
  const left = items.length - mostRows;
  return [
    ...items.slice(0, mostRows).map((one) => `- ${inline(one)}`),
    ...(left > 0 ? [`- and ${left} more`] : []),
  ].join("\n");
}

function percent(rate: number): string {
  return rate === 0 ? "" : `${Math.max(1, Math.round(rate * 100))}%`;
}
