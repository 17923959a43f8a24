import type { History } from "./history.ts";
import { rules } from "./rules.ts";
import type { Scenario } from "./scenario.ts";

/** A rule that a history breaks. */
export interface Breach {
  readonly rule: string;
  /** What was seen, in a line. */
  readonly seen: string;
  /** When, on the history's clock. */
  readonly at: number;
}

/** Every rule that a history breaks. It knows what was seen, and of the scenario only what was meant to happen. */
export function check(scenario: Scenario, history: Pick<History, "events">): Breach[] {
  const all = Object.entries(rules).flatMap(([rule, breaks]) =>
    breaks(scenario, history.events).map(({ at, seen }) => ({ rule, at, seen })),
  );
  // the same a hundred times is one
  return [
    ...new Map(all.toReversed().map((breach) => [`${breach.rule} ${breach.seen}`, breach])).values(),
  ].toReversed();
}
