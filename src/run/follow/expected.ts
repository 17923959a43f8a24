import { minorIn } from "../../results/layout.ts";
import { heldDurations } from "../../suite/durations.ts";
import { isSerial } from "../../suite/names.ts";
import { focusMatcher } from "../../suite/required/focus-pattern.ts";
import { listedTests } from "../../suite/required/required.ts";
import type { Plan } from "../plan/plan.ts";

/** How long specs took in the recorded runs, in milliseconds of their own time. */
export interface Work {
  readonly specs: number;
  /** The sums of the parallel specs, and of the `[Serial]` ones. */
  readonly parallel: number;
  readonly serial: number;
  /** How much of a running spec is done, on average, if it runs next to others. */
  readonly underWay: number;
}

/** What is known in advance about the time that a run takes. */
export interface Expected {
  /** How long a spec takes; for one that nobody has recorded, the average. */
  of(name: string): number;
  /** How long all of its specs take; undefined if it is unknown which they are. */
  readonly work: Work | undefined;
}

/** The expectations for a run with this plan. Pure. */
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

/** How long specs with these names take together. */
export function workOf(names: readonly string[], of: Expected["of"]): Work {
  const parallel = names.filter((name) => !isSerial(name)).map(of);
  const serial = names.filter(isSerial).map(of);
  const whole = sum(parallel);
  return {
    specs: names.length,
    parallel: whole,
    serial: sum(serial),
    // at any time there are more long specs than short ones, on average half done
    underWay: whole === 0 ? 0 : sum(parallel.map((ms) => ms * ms)) / whole / 2,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
