/** A moment by two clocks, in milliseconds since the epoch: that of whoever followed the run, and the suite's. */
export type Anchor = readonly [seen: number, suite: number];

// the log is read a moment after it is written
const lag = 5000;

/**
 * From the clock of whoever followed a run to the suite's: they may differ, and the sandbox replays a run faster than it was. `anchors` are the ends of
 * specs by both, in any order. Unchanged where the two agree, or nothing is known.
 */
export function clockOf(anchors: readonly Anchor[]): (seen: number) => number {
  const sorted = anchors.toSorted(([a], [b]) => a - b);
  const first = sorted[0];
  const last = sorted.at(-1);
  if (first === undefined || last === undefined) return (seen) => seen;
  const rate = (last[1] - first[1]) / (last[0] - first[0]);
  // a replay; what was followed in real time may have been read in bursts
  if (Number.isFinite(rate) && rate > 1.5 && isEven(sorted, rate, first))
    return (seen) => first[1] + (seen - first[0]) * rate;
  // whatever was read late was read after it happened: the least difference is that of the clocks
  const ahead = Math.min(...sorted.map(([seen, suite]) => seen - suite));
  return ahead >= 0 && ahead < lag ? (seen) => seen : (seen) => seen - ahead;
}

/** Whether the ends are as far apart by one clock as by the other, but for the rate: in the middle of a replay as much is over as of the run. */
function isEven(sorted: readonly Anchor[], rate: number, [seen0, suite0]: Anchor): boolean {
  const [, suite1] = sorted.at(-1) ?? [0, suite0];
  const off = sorted.filter(
    ([seen, suite]) => Math.abs(suite0 + (seen - seen0) * rate - suite) > (suite1 - suite0) / 10,
  );
  return off.length < sorted.length / 10;
}
