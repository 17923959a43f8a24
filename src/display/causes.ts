import { causeBriefly } from "../results/cause-words.ts";
import type { CauseEvent, RunEvent } from "../run/events.ts";

/** What keeps specs from running after an event, the same causes in the same order as before. */
export function causesAfter(last: readonly CauseEvent[], event: RunEvent): readonly CauseEvent[] {
  if (event.kind === "suite-finished") return [];
  if (event.kind !== "cause") return last;
  const isSame = ({ about, what, why }: CauseEvent) =>
    about === event.about && what === event.what && why === event.why;
  if (event.change === "over") return last.filter((one) => !isSame(one));
  return last.some(isSame) ? last.map((one) => (isSame(one) ? event : one)) : [...last, event];
}

/** The one that keeps the most specs waiting, in a few words; undefined if there is none. */
export function worstCause(causes: readonly CauseEvent[]): string | undefined {
  const worst = causes.toSorted((a, b) => b.waiting - a.waiting || b.failed - a.failed)[0];
  return worst === undefined ? undefined : causeBriefly(worst);
}
