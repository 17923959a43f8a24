import type { V1Pod } from "@kubernetes/client-node";
import { podName } from "../pods/pod.ts";
import type { Said } from "./collector-log.ts";
import type { PluginEvent, UnitStatus, Where } from "./events.ts";
import { afterPost, noProgress, type Progress } from "./progress.ts";
import { type Seen, type Step, Tracker, type TrackerOptions, type UnitEnd } from "./tracker.ts";

/** A place of a plugin in a run: its pod, how far it is, and what came of it. Holds state, does no I/O, reads no clock. */
export class UnitRun {
  readonly where: Where;
  /** The name of its pod. */
  readonly pod: string;
  /** The pod as it was last seen. */
  seen: V1Pod | undefined;
  progress: Progress = noProgress;
  status: UnitStatus | undefined;
  #tracker: Tracker | undefined;
  #phase: Step["phase"] = "waiting";

  constructor(where: Where) {
    this.where = where;
    this.pod = podName(where.plugin, where.node);
  }

  /** Whether nothing more is to be done for it. */
  get isOver(): boolean {
    return this.status !== undefined;
  }

  /** Whether its pod was created, or found. */
  get hasBegun(): boolean {
    return this.#tracker !== undefined;
  }

  begin(options: TrackerOptions): void {
    this.#tracker ??= new Tracker(options);
  }

  /** What is to be shown, asked and done now. */
  take(seen: Seen, now: { readonly at: number; readonly mono: number }): Taken {
    if (this.isOver || this.#tracker === undefined) return { events: [] };
    if (seen.from === "pod") this.seen = seen.pod;
    const step = this.#tracker.take(seen, now.mono);
    const events: PluginEvent[] = [];
    if (step.news !== undefined && step.end === undefined)
      events.push({ kind: "plugin-waiting", at: now.at, ...this.where, text: step.news });
    if (step.phase === "running" && this.#phase === "waiting")
      events.push({ kind: "plugin-running", at: now.at, ...this.where });
    if (step.phase !== "ended") this.#phase = step.phase;
    return {
      events,
      ...(step.ask === undefined ? {} : { ask: step.ask }),
      ...(step.end === undefined ? {} : { end: step.end }),
    };
  }

  /** What follows from something that its collector said. */
  hear(said: Said, now: { readonly at: number; readonly mono: number }): Taken {
    if (said.kind === "done") return this.take({ from: "done" }, now);
    if (said.kind === "no-progress") {
      const text = "the collector's image has no perl, so that the progress of plugins is not shown";
      return { events: [{ kind: "notice", at: now.at, level: "note", text }] };
    }
    if (this.isOver) return { events: [] };
    this.progress = afterPost(this.progress, said.body);
    return { events: [{ kind: "plugin-progress", at: now.at, ...this.where, progress: this.progress }] };
  }

  /** It is over. */
  end(status: UnitStatus, text: string, at: number, log: readonly string[] = []): PluginEvent {
    this.status = status;
    return { kind: "plugin-ended", at, ...this.where, status, text, log };
  }
}

/** What follows from something that was seen of a place. */
export interface Taken {
  readonly events: readonly PluginEvent[];
  readonly ask?: NonNullable<Step["ask"]>;
  readonly end?: UnitEnd;
}
