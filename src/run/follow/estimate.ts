/** What the estimate of a run's end goes by; times in milliseconds. */
export interface Spent {
  readonly total: number;
  /** Whether all conformance specs run, so that the share of serial ones is known beforehand. */
  readonly whole: boolean;
  readonly processes: number;
  readonly elapsed: number;
  /** Sums of the finished specs' own times. */
  readonly parallel: number;
  readonly serial: number;
  readonly parallelSpecs: number;
  readonly serialSpecs: number;
}

// of the 441 specs of 1.35, 29 are serial, and they took 37 s each where the others took 14 s
const serialShare = 29 / 441;
const serialToParallel = 2.7;
// before that, one long or short spec decides the guess
const enough = 5;

/**
 * Milliseconds until the suite ends, undefined while too few specs have ended to tell. Ginkgo runs `[Serial]` specs one by one
 * after all others, so a parallel run is guessed in two parts: by count alone it would seem done long before it is.
 */
export function estimateLeft(spent: Spent): number | undefined {
  const done = spent.parallelSpecs + spent.serialSpecs;
  const remaining = spent.total - done;
  if (done < Math.min(enough, spent.total / 2) || remaining <= 0) return undefined;
  if (spent.processes === 1) return Math.round((spent.elapsed / done) * remaining);
  const serialTotal = spent.whole ? Math.round(spent.total * serialShare) : spent.serialSpecs;
  const serialLeft = Math.min(remaining, Math.max(0, serialTotal - spent.serialSpecs));
  const parallelLeft = remaining - serialLeft;
  const eachParallel = spent.parallelSpecs > 0 ? spent.parallel / spent.parallelSpecs : 0;
  const eachSerial =
    spent.serialSpecs > 2 ? spent.serial / spent.serialSpecs : eachParallel * serialToParallel;
  const left = (parallelLeft * eachParallel) / spent.processes + serialLeft * eachSerial;
  return Math.round(left * pace(spent));
}

/** Time that passed for each second that the specs say they took, spread over the processes. */
function pace(spent: Spent): number {
  const told = spent.parallel / spent.processes + spent.serial;
  return told > 0 ? spent.elapsed / told : 1;
}
