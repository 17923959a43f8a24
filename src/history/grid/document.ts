import { breakagesOf, causesOf } from "./causes.ts";
import type { Fleet } from "./fleet.ts";
import { flakeRate, type Grid, isTroubled, turnovers } from "./grid.ts";
import type { FleetDocument, GridDocument } from "./schema.ts";

const mostFailuresOfGroup = 1000;

/** A grid as one value, as `-o json` prints it. Builds are named by their numbers, the newest first. */
export function gridDocument(grid: Grid, all: boolean): GridDocument {
  const { jobs, columns, rows } = grid;
  const idOf = (column: number) => columns[column]?.head.build ?? "";
  const nameOf = (job: number) => jobs[job]?.name ?? "";
  return {
    by: "tests",
    jobs: jobs.map(({ name, store, from, to, unfinished }) => ({
      name,
      store,
      builds: columns
        .slice(from, to)
        .map(({ head, facts: { nodes, image } }) => ({ ...head, nodes, ...(image && { image }) })),
      unfinished,
    })),
    tests: (all ? rows : rows.filter(isTroubled)).map(({ name, cells, stories }) => ({
      name,
      flakeRate: flakeRate(stories),
      jobs: jobs.map(({ name: job, from, to }, index) => {
        const { ran = 0, failed = 0, flakes = [], failing, slower } = stories[index] ?? {};
        return {
          job,
          ran,
          failed,
          flaky: flakes.map(idOf),
          ...(failing && {
            failing: {
              since: idOf(failing.first),
              builds: failing.builds,
              ...(failing.passed !== undefined && { lastPassed: idOf(failing.passed) }),
            },
          }),
          ...(slower !== undefined && { slower }),
          runs: cells
            .slice(from, to)
            .flatMap((cell, at) => (cell === undefined ? [] : [{ build: idOf(from + at), ...cell }])),
        };
      }),
    })),
    breakages: breakagesOf(grid).map(({ job, first, passed, rows: broken, changes }) => ({
      job: nameOf(job),
      since: idOf(first),
      ...(passed !== undefined && { lastPassed: idOf(passed) }),
      changes,
      tests: broken.map(({ name }) => name),
    })),
    causes: causesOf(grid).map(({ cause, failures, tests }) => ({
      cause,
      count: failures.length,
      tests,
      failures: failures.slice(0, mostFailuresOfGroup).map(({ test, column }) => ({
        job: nameOf(columns[column]?.job ?? 0),
        build: idOf(column),
        test,
      })),
    })),
    releases: turnovers(grid).map(({ job, column, ...rest }) => ({
      job: nameOf(job),
      build: idOf(column),
      ...rest,
    })),
  };
}

/** A fleet as one value. */
export function fleetDocument({ days, jobs }: Fleet): FleetDocument {
  return {
    by: "jobs",
    days,
    jobs: jobs.map(({ name, store, nights, newest, failing }) => ({
      name,
      store,
      failing,
      ...(newest && { newest }),
      nights: nights.flatMap((head, at) => (head === undefined ? [] : [{ day: days[at] ?? "", ...head }])),
    })),
  };
}
