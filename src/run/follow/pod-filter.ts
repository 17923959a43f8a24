import type { PodEvent } from "../events.ts";

/** Whose pods are shown: this run's, all of the cluster's, none. */
export type WatchPods = "run" | "all" | "none";

// of one namespace whose owner is not known yet; a spec's pods have a handful of rows each
const mostWaiting = 1000;

/**
 * Picks the pod rows to show. A pod may be seen before its namespace is, so rows of a namespace not yet known wait until it is.
 */
export class PodFilter {
  readonly #watch: WatchPods;
  readonly #own: string;
  readonly #verdicts = new Map<string, boolean>();
  readonly #waiting = new Map<string, PodEvent[]>();

  constructor(watch: WatchPods, ownNamespace: string) {
    this.#watch = watch;
    this.#own = ownNamespace;
  }

  /** The rows to show now that this one came. */
  row(event: PodEvent): PodEvent[] {
    if (this.#watch === "none") return [];
    if (this.#watch === "all" || event.namespace === this.#own) return [event];
    const verdict = this.#verdicts.get(event.namespace);
    if (verdict !== undefined) return verdict ? [event] : [];
    const waiting = this.#waiting.get(event.namespace) ?? [];
    if (waiting.length < mostWaiting) waiting.push(event);
    this.#waiting.set(event.namespace, waiting);
    return [];
  }

  /** The rows that waited for the word on their namespace. The last word stands; with «wait» they go on waiting. */
  settle(namespace: string, shown: "yes" | "no" | "wait"): PodEvent[] {
    if (shown === "wait") return [];
    this.#verdicts.set(namespace, shown === "yes");
    const waited = this.#waiting.get(namespace) ?? [];
    this.#waiting.delete(namespace);
    return shown === "yes" && this.#watch === "run" ? waited : [];
  }
}
