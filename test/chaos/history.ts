import type { Verb } from "./scenario.ts";

/** What became of the suite, as the pod's own files say. */
export interface Truth {
  /** How it ended; `starting` and `running` where it had not yet. */
  readonly state: "passed" | "failed" | "interrupted" | "lost" | "starting" | "running";
  /** Bytes of the pod's e2e.log. */
  readonly log: number;
  /** The passed specs, by the log's end. */
  readonly passed: number;
}

/** What of a run a client left in its folder. */
export interface Folder {
  readonly verdict: string | undefined;
  readonly passed: number | undefined;
  readonly deviations: readonly string[];
  /** Bytes of e2e.log, and how many of them are those of the pod's; undefined where there is none. */
  readonly log: { readonly length: number; readonly same: number; readonly verified: boolean } | undefined;
  /** Specs that events.jsonl says are over, one entry each time. */
  readonly finished: readonly string[];
  /** Passed specs of junit_01.xml; undefined where there is none. */
  readonly junit: number | undefined;
}

/** What happened, as it was seen by somebody who is not the program. Times are milliseconds of one clock that only grows. */
export type Happening =
  | {
      readonly what: "begun";
      readonly client: number;
      readonly verb: Verb;
      readonly words: readonly string[];
      readonly healer: boolean;
    }
  | {
      readonly what: "ended";
      readonly client: number;
      /** Undefined where it was killed, hung or crashed. */
      readonly code: number | undefined;
      readonly how: "itself" | "killed" | "hung" | "crashed";
      readonly stdout: string;
      readonly stderr: string;
      readonly folder: Folder;
      /** What of the run stood in the cluster at that moment. */
      readonly left: readonly string[];
      readonly truth: Truth | undefined;
    }
  | { readonly what: "act"; readonly client: number; readonly act: string }
  | { readonly what: "fault"; readonly fault: number; readonly name: string }
  | { readonly what: "fault-over"; readonly fault: number }
  /** What would have lasted for ever is over, since a client has waited long enough. */
  | { readonly what: "relief" }
  | { readonly what: "point"; readonly point: string }
  | { readonly what: "request"; readonly client: number; readonly method: string; readonly path: string }
  | {
      readonly what: "deleted";
      readonly client: number;
      readonly path: string;
      readonly truth: Truth | undefined;
    }
  /** An error that nobody caught. */
  | { readonly what: "uncaught"; readonly words: string }
  /** What of others is not as it was before. */
  | { readonly what: "touched"; readonly objects: readonly string[] };

export type Event = Happening & { readonly at: number };

/** What happened, in order. */
export class History {
  readonly events: Event[] = [];
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  add(happening: Happening): void {
    this.events.push({ at: Math.round(this.#now()), ...happening });
  }
}

/** The events of a kind. */
export function those<K extends Event["what"]>(
  events: readonly Event[],
  what: K,
): readonly Extract<Event, { what: K }>[] {
  return events.filter((event): event is Extract<Event, { what: K }> => event.what === what);
}
