import { minorIn } from "../../results/layout.ts";
import { hasFailed } from "../../suite/spec.ts";
import type { BuildHead } from "../build/metadata.ts";
import type { BuildTest } from "../build/schema.ts";
import type { Facts } from "../compare/changes.ts";
import { sameTest } from "../compare/same-test.ts";
import type { Job } from "../load.ts";
import type { WholeBuild } from "../read.ts";
import type { Cell } from "./cell.ts";
import { type Story, storyOf } from "./story.ts";

/** A build in a grid: what is known about it besides its tests. */
export interface Column {
  /** The job's place in `Grid.jobs`. */
  readonly job: number;
  readonly head: BuildHead;
  readonly facts: Facts;
}

/** A test in all builds. */
export interface Row {
  /** The name that the newest build has for it. */
  readonly name: string;
  /** One for each column; undefined where it did not run. */
  readonly cells: readonly (Cell | undefined)[];
  /** What happened to it in each job, in the order of the jobs. */
  readonly stories: readonly Story[];
}

/** A job in a grid: its columns are `from` to before `to`, the newest first. */
export interface GridJob {
  readonly name: string;
  readonly store: string;
  readonly from: number;
  readonly to: number;
  /** Builds that are not complete. */
  readonly unfinished: readonly string[];
}

/** Tests by runs, as TestGrid shows them. */
export interface Grid {
  readonly jobs: readonly GridJob[];
  readonly columns: readonly Column[];
  /** Those that fail now come first, then those that flake most. */
  readonly rows: readonly Row[];
}

/** The grid of the complete builds of jobs. */
export function gridOf(jobs: readonly Job<WholeBuild>[]): Grid {
  const columns: Column[] = [];
  const placed: GridJob[] = [];
  const byKey = new Map<string, { name: string; cells: Map<number, Cell> }>();
  for (const [index, { name, store, builds }] of jobs.entries()) {
    const from = columns.length;
    for (const reading of builds) {
      if (reading.kind !== "complete") continue;
      const { head, build } = reading.value;
      const { tests, ...facts } = build;
      const at = columns.push({ job: index, head, facts }) - 1;
      for (const test of tests) {
        const key = sameTest(test.name);
        const row = byKey.get(key) ?? { name: test.name, cells: new Map<number, Cell>() };
        row.cells.set(at, cellOf(test));
        byKey.set(key, row);
      }
    }
    const unfinished = builds.filter(({ kind }) => kind === "unfinished").map(({ build }) => build);
    placed.push({ name, store, from, to: columns.length, unfinished });
  }
  const rows = [...byKey.values()].map(({ name, cells }): Row => {
    const all = columns.map((_, at) => cells.get(at));
    return { name, cells: all, stories: placed.map(({ from, to }) => storyOf(all, from, to)) };
  });
  return { jobs: placed, columns, rows: rows.toSorted(byConcern) };
}

function cellOf({ state, seconds, flaked, cause }: BuildTest): Cell {
  return {
    state: hasFailed(state) ? "failed" : flaked === true ? "flaked" : "passed",
    seconds,
    ...(cause !== undefined && { cause }),
  };
}

/** What somebody has to look at first: failing now, then flaky, then failed at some time, then by name. */
function byConcern(a: Row, b: Row): number {
  const concern = ({ stories }: Row) => [
    stories.some(({ failing }) => failing !== undefined) ? 1 : 0,
    flakeRate(stories),
    stories.reduce((sum, { failed }) => sum + failed, 0),
  ];
  const [left, right] = [concern(a), concern(b)];
  for (const [index, value] of left.entries()) if (value !== right[index]) return (right[index] ?? 0) - value;
  return a.name < b.name ? -1 : 1;
}

/** The share of runs in which a test was flaky, over all jobs. */
export function flakeRate(stories: readonly Story[]): number {
  const ran = stories.reduce((sum, one) => sum + one.ran, 0);
  return ran === 0 ? 0 : stories.reduce((sum, { flakes }) => sum + flakes.length, 0) / ran;
}

/** Whether a test failed or was flaky in any of the builds. */
export function isTroubled({ stories }: Row): boolean {
  return stories.some(({ failed, flakes }) => failed > 0 || flakes.length > 0);
}

/** Tests that came or went from one release of a job to the next. */
export interface Turnover {
  readonly job: number;
  /** The first column of the newer release. */
  readonly column: number;
  readonly before: string;
  readonly after: string;
  readonly came: readonly string[];
  readonly went: readonly string[];
}

/** What each new release brought and took away. A build that ran only a part of the tests is not compared. */
export function turnovers({ jobs, columns, rows }: Grid): readonly Turnover[] {
  return jobs.flatMap(({ from, to }, job) => {
    const whole = columns.map((_, at) => at).filter((at) => at >= from && at < to && isWhole(columns[at]));
    return whole.flatMap((column, index): Turnover[] => {
      const older = whole[index + 1];
      if (older === undefined) return [];
      const [before, after] = [minorAt(columns[older]), minorAt(columns[column])];
      if (before === undefined || after === undefined || before === after) return [];
      const names = (has: number, hasNot: number) =>
        rows
          .filter(({ cells }) => cells[has] !== undefined && cells[hasNot] === undefined)
          .map(({ name }) => name);
      return [{ job, column, before, after, came: names(column, older), went: names(older, column) }];
    });
  });
}

function isWhole(column: Column | undefined): boolean {
  return column !== undefined && column.head.verdict !== "incomplete";
}

function minorAt(column: Column | undefined): string | undefined {
  return minorIn(column?.facts.versions.server ?? "");
}
