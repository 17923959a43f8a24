/** A moment by two clocks, in milliseconds since the epoch: the follower's, and the suite's. */
export type Anchor = readonly [seen: number, suite: number];

// the log is read a moment after it is written
const lag = 5000;

/**
 * Converts from the follower's clock to the suite's, which may differ. `anchors` are the ends of specs by both, in any order. Unchanged if the
 * two agree, or nothing is known.
 */
export function clockOf(anchors: readonly Anchor[]): (seen: number) => number {
  if (anchors.length === 0) return (seen) => seen;
  // what was read late was read after it happened: the smallest difference is that of the clocks
  const ahead = anchors.reduce(
    (least, [seen, suite]) => Math.min(least, seen - suite),
    Number.POSITIVE_INFINITY,
  );
  return ahead >= 0 && ahead < lag ? (seen) => seen : (seen) => seen - ahead;
}

/** Like `clockOf`, for a run that the sandbox replayed, faster than it was and at varying speed: between any two anchors at the speed that they show. */
export function replayClockOf(anchors: readonly Anchor[]): (seen: number) => number {
  const steps: Anchor[] = [];
  for (const [seen, suite] of anchors.toSorted(([a], [b]) => a - b)) {
    const [before, reached] = steps.at(-1) ?? [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
    if (seen > before && suite > reached) steps.push([seen, suite]);
  }
  const first = steps[0];
  const last = steps.at(-1);
  if (first === undefined || last === undefined || first === last) return clockOf(anchors);
  const whole = (last[1] - first[1]) / (last[0] - first[0]);
  return (seen) => {
    if (seen <= first[0]) return first[1] + (seen - first[0]) * whole;
    const next = steps.findIndex(([time]) => time >= seen);
    const [from, to] = [steps[next - 1], steps[next]];
    if (from === undefined || to === undefined) return last[1] + (seen - last[0]) * whole;
    return from[1] + ((seen - from[0]) / (to[0] - from[0])) * (to[1] - from[1]);
  };
}
