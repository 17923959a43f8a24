import { flakeRate, type Grid } from "./grid.ts";

/** A test that was flaky. */
export interface Flake {
  readonly test: string;
  /** The share of the builds in which it ran. */
  readonly rate: number;
  readonly flaky: number;
  readonly ran: number;
  /** The newest build in which it was flaky, and why, if it said so. */
  readonly last: string;
  readonly job: string;
  readonly cause?: string;
}

/** The flaky tests of a grid, the worst first. */
export function flakesOf({ jobs, columns, rows }: Grid): readonly Flake[] {
  return rows
    .flatMap(({ name, cells, stories }): Flake[] => {
      const flaky = stories.flatMap(({ flakes }) => flakes);
      const newest = flaky.toSorted((a, b) => startOf(b) - startOf(a))[0];
      if (newest === undefined) return [];
      const { head, job } = columns[newest] ?? {};
      const cause = cells[newest]?.cause;
      return [
        {
          test: name,
          rate: flakeRate(stories),
          flaky: flaky.length,
          ran: stories.reduce((sum, { ran }) => sum + ran, 0),
          last: head?.build ?? "",
          job: jobs[job ?? 0]?.name ?? "",
          ...(cause !== undefined && { cause }),
        },
      ];
    })
    .toSorted((a, b) => b.rate - a.rate || (a.test < b.test ? -1 : 1));

  function startOf(column: number): number {
    return columns[column]?.head.started ?? 0;
  }
}
