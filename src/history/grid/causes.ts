import { type Change, changesBetween } from "../compare/changes.ts";
import { type Failure, type FailureGroup, groupFailures } from "../compare/likeness.ts";
import type { Grid, Row } from "./grid.ts";

/** A failed cell. */
export interface CellFailure extends Failure {
  readonly column: number;
}

/** All failed cells of a grid, grouped by the likeness of their messages. */
export function causesOf({ rows }: Grid): readonly FailureGroup<CellFailure>[] {
  return groupFailures(
    rows.flatMap(({ name, cells }) =>
      cells.flatMap((cell, column) =>
        cell?.state === "failed" ? [{ test: name, cause: cell.cause, column }] : [],
      ),
    ),
  );
}

/** Tests of a job that fail since the same build, and what changed between it and the one in which they last passed. */
export interface Breakage {
  readonly job: number;
  /** The column of the first failure. */
  readonly first: number;
  /** The column of the last pass; undefined if they never passed. */
  readonly passed: number | undefined;
  readonly rows: readonly Row[];
  readonly changes: readonly Change[];
}

/** What broke and is still broken, the newest breakage first. */
export function breakagesOf({ jobs, columns, rows }: Grid): readonly Breakage[] {
  return jobs
    .flatMap((_, job) => {
      const broken = rows.flatMap((row) => {
        const failing = row.stories[job]?.failing;
        return failing === undefined ? [] : [{ row, failing }];
      });
      const together = Map.groupBy(broken, ({ failing }) => `${failing.first} ${failing.passed ?? ""}`);
      return [...together.values()].flatMap((same): Breakage[] => {
        const [one] = same;
        if (one === undefined) return [];
        const { first, passed } = one.failing;
        const before = passed === undefined ? undefined : columns[passed]?.facts;
        const after = columns[first]?.facts;
        return [
          {
            job,
            first,
            passed,
            rows: same.map(({ row }) => row),
            changes: before === undefined || after === undefined ? [] : changesBetween(before, after),
          },
        ];
      });
    })
    .toSorted((a, b) => a.first - b.first);
}
