import type { Breach } from "./checker.ts";
import type { Event } from "./history.ts";
import type { Scenario } from "./scenario.ts";

/** What came of a scenario. */
export interface Outcome {
  readonly seed: number;
  readonly breaches: readonly Breach[];
  readonly events: readonly Event[];
}

/** Plays scenarios, several at a time. */
export interface Player {
  play(scenario: Scenario): Promise<Outcome>;
  close(): void | Promise<void>;
}

/** Plays so many at a time, and hands over what came of each. */
export async function playEach(
  player: Player,
  scenarios: Iterable<Scenario>,
  atATime: number,
  take: (outcome: Outcome, scenario: Scenario) => void | Promise<void>,
): Promise<void> {
  const iterator = scenarios[Symbol.iterator]();
  const work = async () => {
    for (let next = iterator.next(); !next.done; next = iterator.next())
      await take(await player.play(next.value), next.value);
  };
  await Promise.all(Array.from({ length: atATime }, work));
}
