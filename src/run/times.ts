import type { RunTimes } from "../results/run-record.ts";

/** When what of a run happened, by two clocks; all in milliseconds since the epoch. */
export interface SeenTimes {
  /** By the cluster's clock, as far as it is known: when the run was made, and when its suite's container began and ended. */
  readonly cluster: {
    readonly created: number | undefined;
    readonly suiteStarted: number | undefined;
    readonly suiteEnded: number | undefined;
  };
  /** By this machine's: when it began the run, read the suite's first words and its summary, and had all results. */
  readonly here: {
    readonly started: number;
    readonly suiteStarted: number | undefined;
    readonly suiteFinished: number | undefined;
    readonly finished: number;
  };
  /** By how many milliseconds this machine's clock is ahead of the cluster's; 0 where it is not known. */
  readonly ahead: number;
  /** How long the suite took, as it says. */
  readonly seconds: number | undefined;
}

// making a run takes seconds, and times of objects are whole seconds: less than this is not a difference of clocks
const leastDifference = 60_000;

/** The times of a run as run.json has them: by the cluster's clock, in their order. */
export function runTimes({ cluster, here, ahead, seconds }: SeenTimes): RunTimes {
  const there = (time: number) => (Math.abs(ahead) < leastDifference ? time : time - ahead);
  const started = cluster.created ?? there(here.started);
  // its log may be read long after the suite began and ended, by whoever attaches later
  const suiteStarted =
    here.suiteStarted === undefined
      ? undefined
      : Math.max(started, cluster.suiteStarted ?? there(here.suiteStarted));
  const suiteFinished =
    here.suiteFinished === undefined || suiteStarted === undefined
      ? undefined
      : Math.max(
          suiteStarted,
          Math.min(
            suiteStarted + Math.round((seconds ?? 0) * 1000),
            cluster.suiteEnded ?? there(here.suiteFinished),
          ),
        );
  const finished = Math.max(there(here.finished), suiteFinished ?? suiteStarted ?? started);
  return {
    started: timestamp(started),
    ...(suiteStarted === undefined ? {} : { suiteStarted: timestamp(suiteStarted) }),
    ...(suiteFinished === undefined ? {} : { suiteFinished: timestamp(suiteFinished) }),
    finished: timestamp(finished),
  };
}

function timestamp(time: number): string {
  return new Date(time).toISOString();
}
