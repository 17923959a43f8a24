/** A test that has ended, or runs until now, in milliseconds. */
interface Timed {
  readonly from: number;
  readonly to: number;
}

/** Where a test is drawn. */
export interface Place extends Timed {
  /** From 0. */
  readonly lane: number;
}

/**
 * Places tests on as many lanes as there are processes, each where its process was idle for the shortest time before. While a run goes on,
 * times are only roughly known: a test that fits nowhere begins when the first process is free.
 */
export function placesOf(tests: readonly Timed[], processes: number): readonly Place[] {
  const ends: number[] = Array.from({ length: Math.max(1, processes) }, () => Number.NEGATIVE_INFINITY);
  const places = new Map<Timed, Place>();
  for (const test of tests.toSorted((a, b) => a.to - b.to)) {
    const { from, to } = test;
    const free = ends.map((end, lane) => ({ end, lane })).filter(({ end }) => end <= from);
    const best = free.toSorted((a, b) => b.end - a.end || a.lane - b.lane)[0];
    const first = Math.min(...ends);
    const lane = best?.lane ?? ends.indexOf(first);
    ends[lane] = to;
    places.set(test, { from: best === undefined ? Math.min(first, to) : from, to, lane });
  }
  return tests.map((test) => places.get(test) ?? { ...test, lane: 0 });
}
