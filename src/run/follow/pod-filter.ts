import type { PodEvent } from "../events.ts";

/** Whose pods are shown: this run's, all of the cluster's, none. */
export type WatchPods = "run" | "all" | "none";

/**
 * Picks the pod rows to show. A pod may be seen before its namespace is, so rows of a namespace not yet known wait until it is.
 */
export class PodFilter {
  readonly #watch: WatchPods;
  readonly #verdicts = new Map<string, boolean>();
  readonly #waiting = new Map<string, PodEvent[]>();

  constructor(watch: WatchPods, ownNamespace: string) {
    this.#watch = watch;
    this.#verdicts.set(ownNamespace, true);
  }

  /** The rows to show now that this one came. */
  row(event: PodEvent): PodEvent[] {
    if (this.#watch === "none") return [];
    if (this.#watch === "all") return [event];
    const verdict = this.#verdicts.get(event.namespace);
    if (verdict !== undefined) return verdict ? [event] : [];
    const waiting = this.#waiting.get(event.namespace) ?? [];
    waiting.push(event);
    this.#waiting.set(event.namespace, waiting);
    return [];
  }

  /** The rows that waited for the word on their namespace. The first word stands. */
  settle(namespace: string, ours: boolean): PodEvent[] {
    const verdict = this.#verdicts.get(namespace) ?? ours;
    this.#verdicts.set(namespace, verdict);
    const waited = this.#waiting.get(namespace) ?? [];
    this.#waiting.delete(namespace);
    return verdict && this.#watch === "run" ? waited : [];
  }
}
