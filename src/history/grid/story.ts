import type { Cell } from "./cell.ts";

/** What happened to a test in the builds of one job. Columns are those of the grid; the newest has the lowest number. */
export interface Story {
  /** In how many builds it ran. */
  readonly ran: number;
  readonly failed: number;
  /** The columns in which it was flaky: it failed at most twice in a row and then passed again, or passed at a further attempt. */
  readonly flakes: readonly number[];
  /** Set if it failed in the newest build that ran it. */
  readonly failing?: Failing;
  /** How much longer it takes than it did, if that is much: 2 is twice as long. */
  readonly slower?: number;
}

/** A test that fails now. */
export interface Failing {
  /** The column of the first failure since it last passed. */
  readonly first: number;
  /** The column in which it last passed, if it ever did. */
  readonly passed?: number;
  readonly builds: number;
}

// more failures in a row are not by chance
const longestFlake = 2;

/** Tells the story of a row's cells from column `from` to before `to`. */
export function storyOf(cells: readonly (Cell | undefined)[], from: number, to: number): Story {
  let ran = 0;
  let failed = 0;
  const flakes: number[] = [];
  /** The failures since the last pass, the oldest first. */
  let streak: number[] = [];
  let passed: number | undefined;
  for (let at = to - 1; at >= from; at--) {
    const cell = cells[at];
    if (cell === undefined) continue;
    ran += 1;
    if (cell.state === "failed") {
      failed += 1;
      streak.push(at);
      continue;
    }
    if (streak.length <= longestFlake) flakes.push(...streak);
    if (cell.state === "flaked") flakes.push(at);
    streak = [];
    passed = at;
  }
  const [first] = streak;
  const slower = slowdown(cells, from, to);
  return {
    ran,
    failed,
    flakes: flakes.toSorted((a, b) => a - b),
    ...(first !== undefined && {
      failing: { first, builds: streak.length, ...(passed !== undefined && { passed }) },
    }),
    ...(slower !== undefined && { slower }),
  };
}

// below these, times vary by themselves
const leastRuns = 6;
const leastSeconds = 10;
const leastFactor = 1.5;

/** The median of the newest third of the passes by that of the oldest third, if it is much larger. */
function slowdown(cells: readonly (Cell | undefined)[], from: number, to: number): number | undefined {
  const times: number[] = [];
  for (let at = from; at < to; at++) {
    const cell = cells[at];
    if (cell !== undefined && cell.state !== "failed") times.push(cell.seconds);
  }
  if (times.length < leastRuns) return undefined;
  const third = Math.floor(times.length / 3);
  const [now, before] = [median(times.slice(0, third)), median(times.slice(-third))];
  return now - before >= leastSeconds && now >= before * leastFactor
    ? now / Math.max(before, 0.1)
    : undefined;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = 0, high = 0] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]];
  return (low + high) / 2;
}
