import type { V1Pod } from "@kubernetes/client-node";
import { type PodView, viewOf } from "./pod-fault.ts";

/** How the work of a plugin's pod ends: with results to collect, or with an error. */
export type UnitEnd =
  /** `what`: what the `done` file names, or the whole folder because all containers ended well without one. */
  | { readonly kind: "results"; readonly what: "done" | "everything" }
  /** `isGone`: nothing can be read from the pod any more. */
  | { readonly kind: "error"; readonly text: string; readonly isGone: boolean; readonly container?: string };

/** What is seen of a pod. */
export type Seen =
  | { readonly from: "pod"; readonly pod: V1Pod }
  | { readonly from: "deleted" }
  /** The collector says that the plugin has written its `done` file. */
  | { readonly from: "done" }
  /** Whether there is a `done` file: the answer to a question. */
  | { readonly from: "answer"; readonly hasDone: boolean }
  /** What the cluster's events say about a pod that does not start. */
  | { readonly from: "warning"; readonly text: string }
  /** Why its node is not ready; undefined if it is. */
  | { readonly from: "node"; readonly trouble: string | undefined }
  | { readonly from: "clock" };

/** What follows. */
export interface Step {
  readonly phase: "waiting" | "running" | "ended";
  /** What it waits for, if that is new. */
  readonly news?: string;
  /** Whether there is a `done` file, or what the events say, has to be found out. */
  readonly ask?: "done-file" | "events";
  readonly end?: UnitEnd;
}

export interface TrackerOptions {
  /** Milliseconds that the plugin may take in all. */
  readonly timeout: number;
  /** Milliseconds within which its containers must run. */
  readonly startupTimeout: number;
  /** Milliseconds of a clock that nobody sets, when the pod was created. */
  readonly since: number;
}

// milliseconds that the collector takes from the `done` file to saying so, and some more
const doneTakes = 20_000;
// milliseconds that a node may be not ready before its pod is given up
const brief = 10_000;
// milliseconds after which the events are asked why nothing happens, and again
const quiet = 10_000;

/** One pod of a plugin: how far it is, and what ends it. Holds state, does no I/O, reads no clock. */
export class Tracker {
  readonly #options: TrackerOptions;
  #phase: Step["phase"] = "waiting";
  #view: PodView = { kind: "waiting", text: "", patience: undefined };
  /** Since when it waits for the same thing. */
  #since: number;
  #shown = "";
  #warning = "";
  #asked: { readonly for: PodView; readonly at: number; hasDone: boolean | undefined } | undefined;
  #lastEvents: number;
  #nodeLost: number | undefined;
  #end: UnitEnd | undefined;

  constructor(options: TrackerOptions) {
    this.#options = options;
    this.#since = options.since;
    this.#lastEvents = options.since;
  }

  /** What follows from this at this moment, in milliseconds of a clock that nobody sets. After an end, nothing more. */
  take(seen: Seen, now: number): Step {
    if (this.#end !== undefined) return { phase: "ended" };
    const step = this.#see(seen, now);
    if (step.end !== undefined) {
      this.#end = step.end;
      this.#phase = "ended";
    }
    return { ...step, phase: this.#phase };
  }

  #see(seen: Seen, now: number): Omit<Step, "phase"> {
    switch (seen.from) {
      case "done":
        return { end: { kind: "results", what: "done" } };
      case "deleted":
        return { end: { kind: "error", text: "the pod was deleted", isGone: true } };
      case "answer":
        return this.#answered(seen.hasDone, now);
      case "warning":
        this.#warning = seen.text;
        return this.#news(seen.text);
      case "pod":
        return this.#podSeen(viewOf(seen.pod), now);
      case "node":
        return this.#nodeSeen(seen.trouble, now);
      case "clock":
        return this.#tick(now);
    }
  }

  #podSeen(view: PodView, now: number): Omit<Step, "phase"> {
    if (kindOf(view) !== kindOf(this.#view)) this.#since = now;
    this.#view = view;
    switch (view.kind) {
      case "waiting":
        return this.#news(view.text);
      case "running":
        this.#phase = "running";
        return {};
      case "succeeded":
        this.#phase = "running";
        return this.#askDone(view, now);
      case "failed":
        if (view.isGone) return { end: errorOf(view) };
        return this.#askDone(view, now);
    }
  }

  /** Whether the plugin has given something away before it ended decides what its end means. */
  #askDone(view: PodView, now: number): Omit<Step, "phase"> {
    if (this.#asked !== undefined && this.#asked.for.kind === view.kind) return {};
    this.#asked = { for: view, at: now, hasDone: undefined };
    return { ask: "done-file" };
  }

  #answered(hasDone: boolean, now: number): Omit<Step, "phase"> {
    if (this.#asked === undefined) return {};
    // the collector waits a moment before it says so, and another container may take it away meanwhile
    if (hasDone && now - this.#asked.at < doneTakes) {
      this.#asked.hasDone = true;
      return {};
    }
    if (hasDone) return { end: { kind: "results", what: "done" } };
    return { end: endOf(this.#asked.for) };
  }

  #tick(now: number): Omit<Step, "phase"> {
    const { timeout, startupTimeout, since } = this.#options;
    if (now - since > timeout)
      return {
        end: {
          kind: "error",
          text: `timeout: the plugin did not end within ${Math.round(timeout / 1000)} s`,
          isGone: false,
        },
      };
    if (this.#asked !== undefined)
      return this.#asked.hasDone === true && now - this.#asked.at > doneTakes ? { ask: "done-file" } : {};
    if (this.#view.kind !== "waiting") return {};
    const { text, patience } = this.#view;
    if (patience !== undefined && now - this.#since > patience)
      return { end: { kind: "error", text: text === "" ? "the pod does not start" : text, isGone: true } };
    if (this.#warning !== "" && isForGood(this.#warning) && now - this.#since > quiet)
      return { end: { kind: "error", text: this.#warning, isGone: true } };
    if (now - since > startupTimeout) {
      const why = text || this.#warning;
      return {
        end: {
          kind: "error",
          text: `the pod did not start within ${Math.round(startupTimeout / 1000)} s${why === "" ? "" : `: ${why}`}`,
          isGone: true,
        },
      };
    }
    if (now - this.#lastEvents < quiet) return {};
    this.#lastEvents = now;
    return { ask: "events" };
  }

  /** A node is not ready only after it was silent for most of a minute. */
  #nodeSeen(trouble: string | undefined, now: number): Omit<Step, "phase"> {
    if (trouble === undefined) {
      this.#nodeLost = undefined;
      return {};
    }
    this.#nodeLost ??= now;
    if (now - this.#nodeLost < brief) return {};
    return { end: { kind: "error", text: trouble, isGone: true } };
  }

  #news(text: string): Omit<Step, "phase"> {
    if (text === "" || text === this.#shown) return {};
    this.#shown = text;
    return { news: text };
  }
}

/** What it waits for is the same as long as it is as likely to pass. */
function kindOf(view: PodView): string {
  return view.kind === "waiting" ? `waiting ${view.patience}` : view.kind;
}

/** A volume or a reference that is not there comes only if somebody creates it. */
function isForGood(warning: string): boolean {
  return /\bnot found\b|hostPath type check failed|couldn't find key/.test(warning);
}

function errorOf(view: Extract<PodView, { kind: "failed" }>): UnitEnd {
  const { text, isGone, container } = view;
  return { kind: "error", text, isGone, ...(container === undefined ? {} : { container }) };
}

function endOf(view: PodView): UnitEnd {
  return view.kind === "failed" ? errorOf(view) : { kind: "results", what: "everything" };
}
