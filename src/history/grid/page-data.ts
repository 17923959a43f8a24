import { testId } from "../../results/evidence.ts";
import type { BuildHead } from "../build/metadata.ts";
import type { Facts } from "../compare/changes.ts";
import type { Fleet } from "./fleet.ts";
import { flakeRate, type Grid, type GridJob } from "./grid.ts";

/** What the page of a grid gets besides its text: one JSON value. */
export type PageData = GridData | FleetData;

/** Tests by builds. */
export interface GridData {
  readonly by: "tests";
  readonly jobs: readonly GridJob[];
  readonly columns: readonly ColumnData[];
  readonly rows: readonly RowData[];
  /** What `RowData.causes` refers to. */
  readonly causes: readonly string[];
}

/** A build. */
export interface ColumnData {
  /** An index of the jobs. */
  readonly job: number;
  readonly head: BuildHead;
  readonly facts: Facts;
  /** The address of its report, if the page can reach it. */
  readonly href?: string;
}

/** A test in all builds. */
export interface RowData {
  readonly id: string;
  readonly name: string;
  /** A character for each build: `.` passed, `F` failed, `~` passed at a further attempt, blank where it did not run. */
  readonly codes: string;
  /** How long it took where it ran, in the order of the builds. */
  readonly seconds: readonly number[];
  /** Why it failed: the build, and an index of the causes. */
  readonly causes: readonly (readonly [column: number, cause: number])[];
  /** Whether it fails now. */
  readonly isFailing: boolean;
  readonly flakeRate: number;
}

/** Jobs by nights. */
export interface FleetData {
  readonly by: "jobs";
  readonly days: readonly string[];
  readonly jobs: readonly FleetJobData[];
}

/** A job of a fleet. */
export interface FleetJobData {
  readonly name: string;
  /** One for each day; null without a build. */
  readonly nights: readonly (BuildHead | null)[];
  readonly failing: number;
  /** The address of its grid, if the page can reach it. */
  readonly href?: string;
}

/** Addresses of what a page leads to, by the stores of the jobs; a page by itself leads nowhere. */
export interface Links {
  /** The report of a build, if there is one. */
  readonly report?: (store: string, build: string) => string | undefined;
  /** The grid of a job. */
  readonly job?: (store: string) => string | undefined;
}

const codes = { passed: ".", failed: "F", flaked: "~" } as const;
const mostOfCause = 1000;

/** The data of a grid's page. */
export function gridData({ jobs, columns, rows }: Grid, links: Links): GridData {
  const causes = new Map<string, number>();
  const causeOf = (text: string) => {
    const known = causes.get(text) ?? causes.size;
    causes.set(text, known);
    return known;
  };
  return {
    by: "tests",
    jobs,
    columns: columns.map((column) => {
      const store = jobs[column.job]?.store;
      const href = store === undefined ? undefined : links.report?.(store, column.head.build);
      return { ...column, ...(href !== undefined && { href }) };
    }),
    rows: rows.map(({ name, cells, stories }) => ({
      id: testId(name),
      name,
      codes: cells.map((cell) => (cell === undefined ? " " : codes[cell.state])).join(""),
      seconds: cells.flatMap((cell) => (cell === undefined ? [] : [cell.seconds])),
      causes: cells.flatMap((cell, at) =>
        cell?.cause === undefined ? [] : [[at, causeOf(cell.cause.slice(0, mostOfCause))] as const],
      ),
      isFailing: stories.some(({ failing }) => failing !== undefined),
      flakeRate: flakeRate(stories),
    })),
    causes: [...causes.keys()],
  };
}

/** The data of a fleet's page. */
export function fleetData({ days, jobs }: Fleet, links: Links): FleetData {
  return {
    by: "jobs",
    days,
    jobs: jobs.map(({ name, store, nights, failing }) => {
      const href = links.job?.(store);
      return {
        name,
        nights: nights.map((head) => head ?? null),
        failing,
        ...(href !== undefined && { href }),
      };
    }),
  };
}
