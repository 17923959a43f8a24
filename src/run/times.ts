import type { RunTimes } from "../results/run-record.ts";

/** When the parts of a run happened, by two clocks; all in milliseconds since the epoch. */
export interface SeenTimes {
  /** By the cluster's clock, as far as it is known: when the run was created, and when its suite's container started and ended. */
  readonly cluster: {
    readonly created: number | undefined;
    readonly suiteStarted: number | undefined;
    readonly suiteEnded: number | undefined;
  };
  /** By this machine's clock: when it started the run, read the suite's first lines and its summary, and had all results. */
  readonly here: {
    readonly started: number;
    readonly suiteStarted: number | undefined;
    readonly suiteFinished: number | undefined;
    readonly finished: number;
  };
  /** By how many milliseconds this machine's clock is ahead of the cluster's; 0 if unknown. */
  readonly ahead: number;
  /** How long the suite took, by its own account. */
  readonly seconds: number | undefined;
}

// creating a run takes seconds, and times of objects are whole seconds: less than this is not a difference of clocks
const leastDifference = 60_000;

/** The times of a run in run.json: by the cluster's clock, in order. */
export function runTimes({ cluster, here, ahead, seconds }: SeenTimes): RunTimes {
  const there = (time: number) => (Math.abs(ahead) < leastDifference ? time : time - ahead);
  const started = cluster.created ?? there(here.started);
  // its log may be read long after the suite started and ended, by whoever attaches later
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
