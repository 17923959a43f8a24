export const watched = ["own-pod", "events", "rows", "namespaces"] as const;
export type Watched = (typeof watched)[number];

// a suite writes something more often, and a log that is cut without a word is opened anew within this time
const quietLog = 60_000;

/** Whether the API server is heard of, by what its watches and the log tell. Times in milliseconds since the epoch. */
export class Contact {
  readonly #cut = new Map<Watched, number>();
  #log = { at: 0, open: false };

  /** A watch was cut. */
  cut(watch: Watched, at: number): void {
    if (!this.#cut.has(watch)) this.#cut.set(watch, at);
  }

  /** A watch told something, or is back. */
  heard(watch: Watched): void {
    this.#cut.delete(watch);
  }

  /** Bytes of the log came, or it was cut. */
  log(at: number, open: boolean): void {
    this.#log = { at: open ? at : this.#log.at, open };
  }

  /** Since when nothing has been heard; undefined while anything is. */
  lostSince(now: number): number | undefined {
    if (this.#cut.size < watched.length) return undefined;
    const { at, open } = this.#log;
    return open && now - at < quietLog ? undefined : Math.max(at, ...this.#cut.values());
  }
}
