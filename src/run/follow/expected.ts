import { minorIn } from "../../results/layout.ts";
import { heldDurations } from "../../suite/durations.ts";
import { isSerial } from "../../suite/names.ts";
import { focusMatcher } from "../../suite/required/focus-pattern.ts";
import { listedTests } from "../../suite/required/required.ts";
import type { Plan } from "../plan/plan.ts";

/** What specs take by the runs that were recorded, in milliseconds of their own time. */
export interface Work {
  readonly specs: number;
  /** The sums of those that run side by side, and of `[Serial]` ones. */
  readonly parallel: number;
  readonly serial: number;
  /** How much of a spec under way is over, on average, where it is one that runs beside others. */
  readonly underWay: number;
}

/** What is known beforehand of the time that a run takes. */
export interface Expected {
  /** What a spec takes; of one that nobody has recorded, as long as one does on average. */
  of(name: string): number;
  /** What all of its specs take; undefined where it is not known which they are. */
  readonly work: Work | undefined;
}

/** What is expected of a run of this plan. Pure. */
export function expectedOf({ release, focus, skip }: Pick<Plan, "release" | "focus" | "skip">): Expected {
  const minor = minorIn(release) ?? "";
  const held = heldDurations(minor);
  const of = (name: string) => held.of(name) ?? held.mean;
  const [matches, isSkipped] = [focusMatcher(focus), skip === "" ? () => false : focusMatcher(skip)];
  const names = listedTests(minor);
  if (names === undefined || matches === undefined || isSkipped === undefined) return { of, work: undefined };
  const chosen = names.filter((name) => matches(name) && !isSkipped(name));
  return { of, work: chosen.length === 0 ? undefined : workOf(chosen, of) };
}

/** What specs of these names take together. */
export function workOf(names: readonly string[], of: Expected["of"]): Work {
  const parallel = names.filter((name) => !isSerial(name)).map(of);
  const serial = names.filter(isSerial).map(of);
  const whole = sum(parallel);
  return {
    specs: names.length,
    parallel: whole,
    serial: sum(serial),
    // who looks at any time finds long specs more often than short ones, half over on average
    underWay: whole === 0 ? 0 : sum(parallel.map((ms) => ms * ms)) / whole / 2,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
