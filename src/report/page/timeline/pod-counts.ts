import { type PodData, podStates } from "../../data.ts";

/** How many pods there were in each state, from each moment on at which that changed. */
export interface PodCounts {
  readonly times: readonly number[];
  /** For each moment the count of each state, in the order of `podStates`. */
  readonly counts: readonly (readonly number[])[];
  /** The most pods at any moment. */
  readonly most: number;
}

/** Counts pods over time. */
export function podCounts(pods: readonly PodData[]): PodCounts {
  const changes = pods.flatMap(({ states, ended }) =>
    states.flatMap(([at, state], index) => {
      const until = states[index + 1]?.[0] ?? ended;
      return [{ at, state, by: 1 }, ...(until === undefined ? [] : [{ at: until, state, by: -1 }])];
    }),
  );
  changes.sort((a, b) => a.at - b.at);
  const times: number[] = [];
  const counts: number[][] = [];
  const now = podStates.map(() => 0);
  let most = 0;
  for (const [index, { at, state, by }] of changes.entries()) {
    now[state] = (now[state] ?? 0) + by;
    if (changes[index + 1]?.at === at) continue;
    times.push(at);
    counts.push([...now]);
    most = Math.max(
      most,
      now.reduce((sum, count) => sum + count, 0),
    );
  }
  return { times, counts, most };
}
