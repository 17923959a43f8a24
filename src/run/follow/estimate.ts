import type { Work } from "./expected.ts";

/** Specs that have ended: how many, how long they took, and how long recorded runs took for them, in milliseconds. */
export interface Ended {
  readonly specs: number;
  readonly took: number;
  readonly recorded: number;
}

/** What the estimate of a run's end is based on; times in milliseconds. */
export interface Spent {
  readonly total: number;
  readonly processes: number;
  readonly elapsed: number;
  /** Since a spec last ended. */
  readonly sinceLast: number;
  readonly parallel: Ended;
  /** For `[Serial]` specs, in a run with several processes. */
  readonly serial: Ended;
  /** The recorded time of all its specs; undefined if it is unknown which they are. */
  readonly work: Work | undefined;
}

// without any knowledge in advance, one long or short spec decides the guess before that
const enough = 5;
// a process goes from spec to spec, and waits for the others at the end of the parallel ones
const overhead = 1.08;
// the weight of the record as process time, compared with what is seen: the pace of the first specs says little about all
const priorPace = 120_000;
// serial specs run alone, and took the same within 4 % in runs whose parallel part took 9 to 24 minutes
const priorSerial = 1_500_000;

/**
 * Milliseconds until the suite ends; undefined while there is no estimate. Each spec counts with its time in recorded runs, and this
 * run's pace comes from how long its specs took compared with that. Ginkgo runs `[Serial]` specs one by one after all others: two parts, each with
 * its own pace.
 */
export function estimateLeft(spent: Spent): number | undefined {
  const { total, processes, parallel, serial } = spent;
  const done = parallel.specs + serial.specs;
  const remaining = total - done;
  if (remaining <= 0) return undefined;
  const work = scaled(spent);
  if (work === undefined) return undefined;
  // a replay is faster than the times that its specs report
  const speed = Math.max(1, (parallel.took / processes + serial.took) / Math.max(1, spent.elapsed));
  const elapsed = spent.elapsed * speed;
  // the record says nothing about unknown specs
  const prior = spent.work === undefined ? 0 : processes * priorPace;
  // recorded milliseconds that pass in one of this run's
  const pace = (recorded: number) =>
    ((Math.max(1, recorded) + prior / overhead) / (processes * Math.max(1, elapsed) + prior)) * processes;
  if (processes === 1) {
    const all = work.parallel + work.serial;
    const recorded = parallel.recorded + serial.recorded;
    return round((all - recorded) / pace(recorded), speed);
  }
  // none of the serial ones has started while others run
  if (parallel.recorded < work.parallel && serial.specs === 0) {
    const underWay = processes * Math.min(work.underWay, elapsed);
    const over = parallel.recorded + underWay;
    const left = Math.max(0, work.parallel - over) / pace(over);
    return round(left + work.serial, speed);
  }
  const slowness = (serial.took + priorSerial) / (serial.recorded + priorSerial);
  const left = (work.serial - serial.recorded) * slowness;
  return round(left - Math.min(spent.sinceLast * speed, left / 2), speed);
}

/** The time of all the run's specs if it has more or fewer than are known by name; like those that ended if none is known. */
function scaled({
  total,
  processes,
  work,
  parallel,
  serial,
}: Spent): Pick<Work, "parallel" | "serial" | "underWay"> | undefined {
  if (work !== undefined) {
    const share = total / work.specs;
    return { ...work, parallel: work.parallel * share, serial: work.serial * share };
  }
  const done = parallel.specs + serial.specs;
  if (done < Math.min(enough, total / 2)) return undefined;
  const each = (parallel.recorded + serial.recorded) / Math.max(1, done);
  if (processes > 1 && serial.specs > 0) {
    const left = ((total - done) * serial.recorded) / serial.specs;
    return { parallel: parallel.recorded, serial: serial.recorded + left, underWay: 0 };
  }
  return { parallel: total * each - serial.recorded, serial: serial.recorded, underWay: each / 2 };
}

function round(ms: number, speed: number): number {
  return Math.max(0, Math.round(ms / speed));
}
