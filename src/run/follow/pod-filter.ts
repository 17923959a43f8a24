import type { Row } from "../../kube/table.ts";
import type { PodEvent } from "../events.ts";

/** Whose pods are shown: this run's, all of the cluster's, none. */
export type WatchPods = "run" | "all" | "none";

// waiting rows are only shown late, so the oldest may be dropped if another suite is as large as the cluster
const mostWaiting = 20_000;

/** Selects the pod rows to show. Rows of a namespace with an unknown owner wait until it is known. */
export class PodFilter {
  readonly #watch: WatchPods;
  readonly #verdicts = new Map<string, boolean>();
  #waiting: PodEvent[] = [];

  constructor(watch: WatchPods, ownNamespace: string) {
    this.#watch = watch;
    this.#verdicts.set(ownNamespace, true);
  }

  /** The rows to show now that this one came, or existed at the beginning; `at` is milliseconds since the epoch. */
  row(change: PodEvent["change"], { namespace, name, columns, cells }: Row, at: number): PodEvent[] {
    if (this.#watch === "none") return [];
    const event: PodEvent = { kind: "pod", at, change, namespace, name, columns, cells };
    if (this.#watch === "all") return [event];
    const verdict = this.#verdicts.get(namespace);
    if (verdict !== undefined) return verdict ? [event] : [];
    this.#waiting.push(event);
    if (this.#waiting.length > mostWaiting) this.#waiting.splice(0, mostWaiting / 2);
    return [];
  }

  /** Whether the namespace belongs to the run; returns the rows that waited for it. */
  settle(namespace: string, ours: boolean): PodEvent[] {
    if (this.#watch !== "run") return [];
    this.#verdicts.set(namespace, ours);
    const waited = this.#waiting.filter((event) => event.namespace === namespace);
    if (waited.length === 0) return [];
    this.#waiting = this.#waiting.filter((event) => event.namespace !== namespace);
    return ours ? waited : [];
  }
}
