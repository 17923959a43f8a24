import { columns } from "../../display/columns.ts";
import { startedWords } from "../../history/build/time.ts";
import { changeWords } from "../../history/compare/changes.ts";
import { breakagesOf, causesOf } from "../../history/grid/causes.ts";
import type { Cell } from "../../history/grid/cell.ts";
import type { Fleet } from "../../history/grid/fleet.ts";
import { flakeRate, type Grid, isTroubled, turnovers } from "../../history/grid/grid.ts";
import { safe } from "../../text/safe.ts";

const marks = { passed: ".", failed: "F", flaked: "~" } as const;
const verdictMarks = { passed: ".", failed: "F", incomplete: "?" } as const;
// of each list; the page and JSON have all
const mostListed = 20;

/** The marks of some columns of a row. */
export function strip(cells: readonly (Cell | undefined)[]): string {
  return cells.map((cell) => (cell === undefined ? " " : marks[cell.state])).join("");
}

/** A grid of tests as lines: a mark for each build, then what broke, what the causes are, what came and went. */
export function gridTable(grid: Grid, all: boolean): string {
  const { jobs, columns: builds, rows } = grid;
  const shown = all ? rows : rows.filter(isTroubled);
  const header = [...jobs.map(({ name }) => safe(name)), "FLAKY", "TEST"];
  const verdicts = jobs.map(({ from, to }) =>
    builds
      .slice(from, to)
      .map(({ head }) => verdictMarks[head.verdict])
      .join(""),
  );
  const table = plainColumns(header, [
    [...verdicts, "", "(the whole run)"],
    ...shown.map(({ name, cells, stories }) => {
      const rate = flakeRate(stories);
      return [
        ...jobs.map(({ from, to }) => strip(cells.slice(from, to))),
        rate === 0 ? "" : `${Math.max(1, Math.round(rate * 100))}%`,
        name,
      ];
    }),
  ]);
  const sections = [
    jobs.map((job) => jobWords(grid, job)).join(""),
    table,
    ...breakages(grid),
    ...causes(grid),
    ...turnover(grid),
  ];
  if (shown.length === 0) sections.push("No test failed in any of these builds.\n");
  return sections.join("\n");
}

function jobWords({ columns: builds }: Grid, { name, from, to, unfinished }: Grid["jobs"][number]): string {
  const [newest, oldest] = [builds[from], builds[to - 1]];
  const time = newest && oldest ? `, ${startedWords(oldest.head)} to ${startedWords(newest.head)}` : "";
  const replays = builds.slice(from, to).filter(({ facts }) => facts.replayed === true).length;
  const count = to - from;
  return safeLine(
    `${name}: ${count} ${count === 1 ? "build" : "builds"}${time}${unfinished.length === 0 ? "" : `, ${unfinished.length} unfinished`}${replays === 0 ? "" : `; ${replays} are replays of recorded runs`}`,
  );
}

function breakages(grid: Grid): string[] {
  return breakagesOf(grid).map(({ job, first, passed, rows, changes }) => {
    const head = grid.columns[first]?.head;
    const where = grid.jobs.length > 1 ? ` in ${grid.jobs[job]?.name}` : "";
    const since = head === undefined ? "" : `build ${head.build} (${startedWords(head)})`;
    const title = `${rows.length} ${rows.length === 1 ? "test fails" : "tests fail"}${where} since ${since}`;
    const before = passed === undefined ? undefined : grid.columns[passed]?.head.build;
    const changed =
      before === undefined
        ? ["  no build before it is known in which they passed"]
        : changes.length === 0
          ? [`  nothing is known to have changed since build ${before}`]
          : [`  changed since build ${before}:`, ...changes.map((change) => `    ${changeWords(change)}`)];
    return [title, ...changed, ...listed(rows.map(({ name }) => `  ${name}`))].map(safeLine).join("");
  });
}

function causes(grid: Grid): string[] {
  const groups = causesOf(grid);
  if (groups.length === 0) return [];
  const failures = groups.reduce((sum, one) => sum + one.failures.length, 0);
  const title = `${failures} ${failures === 1 ? "failure" : "failures"}, ${groups.length} ${groups.length === 1 ? "cause" : "causes"}:`;
  const lines = groups.map(
    ({ cause, failures: same, tests }) =>
      `  ${String(same.length).padStart(4)} × ${tests} ${tests === 1 ? "test" : "tests"}: ${cause}`,
  );
  return [[title, ...listed(lines)].map(safeLine).join("")];
}

function turnover(grid: Grid): string[] {
  return turnovers(grid).map(({ job, column, before, after, came, went }) =>
    [
      `${grid.jobs[job]?.name}: ${before} → ${after} in build ${grid.columns[column]?.head.build}`,
      ...listed(came.map((name) => `  new: ${name}`)),
      ...listed(went.map((name) => `  gone: ${name}`)),
    ]
      .map(safeLine)
      .join(""),
  );
}

function listed(lines: readonly string[]): string[] {
  const left = lines.length - mostListed;
  return [...lines.slice(0, mostListed), ...(left > 0 ? [`  and ${left} more`] : [])];
}

/** A fleet as lines: a mark for each night. */
export function fleetTable({ days, jobs }: Fleet): string {
  const [newest = "", oldest = newest] = [days[0], days.at(-1)];
  const range = days.length === 0 ? "no nights" : `${oldest} to ${newest}, the newest on the left`;
  return `${jobs.length} jobs, ${range}\n\n${plainColumns(
    ["JOB", "NIGHTS", "FAILING", "PASSED", "KUBERNETES", "NEWEST"],
    jobs.map(({ name, nights, newest: head, failing }) => [
      name,
      nights.map((one) => (one === undefined ? " " : verdictMarks[one.verdict])).join(""),
      failing === 0 ? "" : `${failing} ${failing === 1 ? "night" : "nights"}`,
      head?.counts === undefined ? "" : `${head.counts.passed}/${head.counts.total}`,
      head?.server ?? "",
      head === undefined ? "" : startedWords(head),
    ]),
  )}`;
}

/** Like a table of kubectl, but an empty cell stays empty: a blank is a mark here. */
function plainColumns(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return columns(
    header,
    rows.map((row) => row.map((cell) => (cell === "" ? " " : cell))),
  );
}

function safeLine(line: string): string {
  return `${safe(line)}\n`;
}
