import type { CriticalPath, PhaseData } from "./data.ts";
import type { Interval } from "./lanes.ts";

/** A test that ran, its place in the list of tests, and its lane. */
export interface Placed extends Interval {
  readonly index: number;
  readonly lane: number;
  /** Whether nothing may run at the same time. */
  readonly isSerial: boolean;
}

/**
 * What the end of the suite waited for: the last test, the one before it in its lane, and so on to the first. Ginkgo runs the serial specs when
 * all others have ended, so the first serial spec waited for the last of the others, in whatever lane. Undefined if nothing ran.
 */
export function criticalPath(tests: readonly Placed[]): CriticalPath | undefined {
  const serial = tests.filter(({ isSerial }) => isSerial);
  const parallel = tests.filter(({ isSerial }) => !isSerial);
  const isTail = serial.length > 0 && parallel.length > 0 && earliest(serial) >= latest(parallel) - 1000;
  const chain: Placed[] = [];
  let next = last(tests);
  while (next !== undefined) {
    const after = next;
    chain.unshift(after);
    const before = tests.filter(({ from, to }) => from < after.from && to <= after.from + 1000);
    const inLane = last(before.filter(({ lane }) => lane === after.lane));
    next = after.isSerial && isTail && inLane?.isSerial !== true ? last(before) : inLane;
  }
  const first = chain[0];
  if (first === undefined) return undefined;
  const ran = chain.reduce((sum, { from, to }) => sum + to - from, 0);
  return {
    tests: chain.map(({ index }) => index),
    idle: Math.max(0, Math.round(latest(tests) - earliest(tests) - ran)),
    ...(isTail ? { parallel: phaseOf(parallel), serial: phaseOf(serial) } : { parallel: phaseOf(tests) }),
  };
}

function phaseOf(tests: readonly Placed[]): PhaseData {
  const [from, to] = [earliest(tests), latest(tests)];
  const ends = [...Map.groupBy(tests, ({ lane }) => lane).values()].map(latest);
  const ran = tests.reduce((sum, test) => sum + test.to - test.from, 0);
  const busy = to > from ? Math.min(1, ran / ((to - from) * ends.length)) : 1;
  return { from, to, tests: tests.length, busy: Math.round(busy * 100) / 100, firstIdle: Math.min(...ends) };
}

function last(tests: readonly Placed[]): Placed | undefined {
  return tests.reduce<Placed | undefined>(
    (best, test) => (best === undefined || test.to > best.to ? test : best),
    undefined,
  );
}

function earliest(tests: readonly Interval[]): number {
  return tests.reduce((min, { from }) => Math.min(min, from), Number.POSITIVE_INFINITY);
}

function latest(tests: readonly Interval[]): number {
  return tests.reduce((max, { to }) => Math.max(max, to), Number.NEGATIVE_INFINITY);
}
