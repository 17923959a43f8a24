/** A period in milliseconds. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** A spec that ran, with the ID of the process that ran it if the log has it. */
export interface Ran extends Interval {
  readonly process?: number | undefined;
}

export interface Lanes {
  /** The lane of each, from 0, in the given order. */
  readonly lanes: readonly number[];
  readonly count: number;
  /** Whether each lane is a process in the log; otherwise some are derived from the times. */
  readonly areKnown: boolean;
}

// the times of the log's lines and of Ginkgo's own stopwatch differ by a few milliseconds
const slack = 250;

/**
 * Places specs in lanes, one for each Ginkgo process, lower IDs first: process 1, which runs the serial specs, was started first. A spec whose process the log does not name goes to the lane that has been idle for the shortest
 * time, because a process takes its next spec as soon as it is done with the last. `processes` is how many there were, if known: IDs
 * that others logged are not among them.
 */
export function lanesOf(specs: readonly Ran[], processes?: number): Lanes {
  const ids = processIds(specs, processes);
  const rows: Interval[][] = ids.map(() => []);
  const lanes = specs.map(({ process }) => (process === undefined ? -1 : ids.indexOf(process)));
  for (const [index, lane] of lanes.entries()) {
    const spec = specs[index];
    if (spec !== undefined && lane >= 0) rows[lane]?.push(spec);
  }
  const unknown = lanes.flatMap((lane, index) => (lane < 0 ? [index] : []));
  for (const index of unknown.toSorted((a, b) => (specs[a]?.from ?? 0) - (specs[b]?.from ?? 0))) {
    const spec = specs[index];
    if (spec === undefined) continue;
    const lane = bestLane(rows, spec);
    rows[lane] ??= [];
    rows[lane].push(spec);
    lanes[index] = lane;
  }
  return { lanes, count: rows.length, areKnown: unknown.length === 0 && specs.length > 0 };
}

/** The IDs that most specs have, in order. */
function processIds(specs: readonly Ran[], most = Number.POSITIVE_INFINITY): number[] {
  const counts = Map.groupBy(
    specs.flatMap(({ process }) => process ?? []),
    (process) => process,
  );
  const common = [...counts].toSorted(([, a], [, b]) => b.length - a.length).slice(0, most);
  return common.map(([process]) => process).sort((a, b) => a - b);
}

function bestLane(rows: readonly (readonly Interval[])[], spec: Interval): number {
  let best = rows.length;
  let least = Number.POSITIVE_INFINITY;
  for (const [lane, row] of rows.entries()) {
    if (row.some(({ from, to }) => from < spec.to - slack && to > spec.from + slack)) continue;
    const idle = row.reduce(
      (min, { to }) => (to <= spec.from + slack ? Math.min(min, spec.from - to) : min),
      spec.from,
    );
    if (idle >= least) continue;
    best = lane;
    least = idle;
  }
  return best;
}
