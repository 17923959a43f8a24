import type { V1Pod } from "@kubernetes/client-node";
import type { Change } from "../../kube/watch.ts";
import type { NoticeEvent } from "../events.ts";
import { nodeIsSilent } from "./pod-state.ts";
import type { Moment, Seen } from "./step.ts";

/** The watches that follow a run. */
export const watches = ["own-pod", "events", "rows", "namespaces"] as const;
type Watch = (typeof watches)[number];

// a suite writes more often than this, and a log that is cut silently is reopened within this time
const quietLog = 60_000;
// ticks come every second: anything beyond this between two of them is time that the machine slept
const longestTick = 5000;
// a kubelet that restarts, or a node that reboots, is back well before
const nodePatience = 15 * 60_000;

/**
 * Who can still be heard: the API server through its watches and the log, the run's pod, and its node. `at` is milliseconds since the epoch,
 * `mono` milliseconds of a clock that nobody sets.
 */
export class Liveness {
  readonly #cut = new Map<Watch, number>();
  #log = { at: 0, mono: Number.NEGATIVE_INFINITY, open: false };
  #heard = 0;
  #podHeard = false;
  #lastTick: number;
  /** The milliseconds of contact at which the node fell silent. */
  #silentSince: number | undefined;
  #node = "";

  constructor(mono: number) {
    this.#lastTick = mono;
  }

  /** Milliseconds in which the run's pod could be heard from: not while its watch is cut, nor while this machine sleeps. */
  get listened(): number {
    return this.#heard;
  }

  tick(mono: number): void {
    if (this.#podHeard) this.#heard += Math.min(Math.max(0, mono - this.#lastTick), longestTick);
    this.#lastTick = mono;
  }

  /** Takes an observation as a sign of life of its source. */
  hear(seen: Seen, { at, mono }: Moment): void {
    if (seen.from === "log") this.log(true, at, mono);
    else if (seen.from === "log-way" && seen.chunk.kind === "cut") this.log(false, at, mono);
    else if ("change" in seen) this.watch(seen.from, seen.change.kind, at);
  }

  /** A watch brought something, was cut, or is back. */
  watch(watch: Watch, kind: Change<unknown>["kind"], at: number): void {
    if (watch === "own-pod") this.#podHeard = kind !== "cut";
    if (kind !== "cut") this.#cut.delete(watch);
    else if (!this.#cut.has(watch)) this.#cut.set(watch, at);
  }

  /** Bytes of the log came, or it was cut. */
  log(open: boolean, at: number, mono: number): void {
    this.#log = open ? { at, mono, open } : { ...this.#log, open };
  }

  /** Since when the API server has not been heard from; undefined while it is. */
  lostSince(mono: number): number | undefined {
    if (this.#cut.size < watches.length) return undefined;
    if (this.#log.open && mono - this.#log.mono < quietLog) return undefined;
    return Math.max(this.#log.at, ...this.#cut.values());
  }

  /** Notices when the node of the run's pod stops answering, and when it is back. */
  pod(pod: V1Pod, at: number): NoticeEvent[] {
    const silent = nodeIsSilent(pod);
    if (silent === (this.#silentSince !== undefined)) return [];
    this.#silentSince = silent ? this.#heard : undefined;
    this.#node = pod.spec?.nodeName ?? "";
    const text = silent
      ? `node ${this.#node} of the run's pod does not answer; waiting for it to come back`
      : `node ${this.#node} of the run's pod is back`;
    return [{ kind: "notice", at, level: silent ? "warning" : "info", text }];
  }

  /** Why the node is no longer waited for; undefined while it is. */
  get nodeGivenUp(): string | undefined {
    if (this.#silentSince === undefined || this.#heard - this.#silentSince <= nodePatience) return undefined;
    return `node ${this.#node} has not answered for ${nodePatience / 60_000} minutes`;
  }
}
