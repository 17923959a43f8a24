import type { Cluster } from "../../kube/cluster.ts";
import type { Tracker } from "../../run/follow/tracker.ts";
import { noteUuids } from "../../run/state.ts";

/** Notes the suite's uuids in the cluster as they are learnt, one write at a time, so that a cleanup knows them without the log. */
export class UuidNotes {
  readonly #cluster: Cluster;
  readonly #runId: string;
  readonly #tracker: Tracker;
  #noted = 0;
  written: Promise<void> = Promise.resolve();

  constructor(cluster: Cluster, runId: string, tracker: Tracker) {
    this.#cluster = cluster;
    this.#runId = runId;
    this.#tracker = tracker;
  }

  write(): void {
    const { uuids } = this.#tracker;
    if (uuids.length === this.#noted) return;
    this.#noted = uuids.length;
    // a note that fails costs nothing now: the log tells the same
    this.written = this.written.then(() =>
      noteUuids(this.#cluster, this.#runId, uuids).catch(() => undefined),
    );
  }
}
