import type { CauseRecord } from "../../results/run-record.ts";
import type { Trouble } from "../../suite/cause/trouble.ts";
import type { CauseEvent } from "../events.ts";

// milliseconds after which a problem that nothing has any more is over
const quiet = 300_000;
// how often the numbers of one that goes on are said again
const pace = 10_000;

/** A problem of the cluster, the specs that have it, and what was said of it. Times in milliseconds since the epoch. */
export class Cause {
  readonly trouble: Trouble;
  readonly #began: number;
  /** The namespaces that have had it and whose spec has not ended. */
  readonly #namespaces = new Set<string>();
  /** Those of them that had it for long enough to count, with their process. */
  readonly #waited = new Map<string, string>();
  /** The specs that waited for it, or failed with it, and have ended. */
  readonly #ended = new Set<string>();
  readonly #failed = new Set<string>();
  #last: number;
  #hasRecovered = false;
  #said: { readonly at: number; readonly numbers: string } | undefined;

  constructor(trouble: Trouble, at: number) {
    this.trouble = trouble;
    this.#began = at;
    this.#last = at;
  }

  get isSaid(): boolean {
    return this.#said !== undefined;
  }

  /** Specs that have failed with it. */
  get failures(): number {
    return this.#failed.size;
  }

  /** An object in this namespace has it. */
  seen(namespace: string, at: number): void {
    this.#namespaces.add(namespace);
    this.#last = at;
    this.#hasRecovered = false;
  }

  /** The spec of this namespace has waited for it long enough to count. */
  waited(namespace: string, uuid: string): void {
    this.#waited.set(namespace, uuid);
  }

  /** Something that had it does not have it any more. */
  recovered(at: number): void {
    this.#hasRecovered = true;
    this.#last = at;
  }

  /** A spec has ended that created these namespaces. */
  ended(name: string, namespaces: readonly string[], isFailed: boolean, at: number): void {
    let hadIt = false;
    let hasWaited = false;
    for (const namespace of namespaces) {
      hadIt = this.#namespaces.delete(namespace) || hadIt;
      hasWaited = this.#waited.delete(namespace) || hasWaited;
    }
    if (hasWaited) this.#ended.add(name);
    if (hadIt && isFailed) this.failed(name, at);
  }

  /** A spec has failed, and its message names this. */
  failed(name: string, at: number): void {
    this.#ended.add(name);
    this.#failed.add(name);
    this.#last = at;
  }

  /** Whether it is over, if nothing has it at the moment. */
  isOver(at: number): boolean {
    return this.#hasRecovered || at - this.#last >= quiet;
  }

  /** That it has begun, or how many specs have it by now; nothing if that is known. */
  say(waiting: number, at: number): CauseEvent[] {
    const numbers = `${waiting} ${this.#specs} ${this.failures}`;
    const before = this.#said;
    if (before !== undefined && (before.numbers === numbers || at - before.at < pace)) return [];
    this.#said = { at, numbers };
    return [this.#event(before === undefined ? "begun" : "ongoing", waiting, at)];
  }

  /** That it is over. */
  over(at: number): CauseEvent {
    return this.#event("over", 0, at);
  }

  record(ended?: number): CauseRecord {
    const { about, what, why, fix } = this.trouble;
    return {
      about,
      what,
      why,
      fix,
      began: new Date(this.#began).toISOString(),
      ...(ended === undefined ? {} : { ended: new Date(ended).toISOString() }),
      specs: this.#specs,
      failed: [...this.#failed].toSorted(),
    };
  }

  /** How many specs have had it: a process runs one at a time. */
  get #specs(): number {
    return this.#ended.size + new Set(this.#waited.values()).size;
  }

  #event(change: CauseEvent["change"], waiting: number, at: number): CauseEvent {
    const { about, what, why, fix } = this.trouble;
    return {
      kind: "cause",
      at,
      change,
      about,
      what,
      why,
      fix,
      waiting,
      specs: this.#specs,
      failed: this.failures,
    };
  }
}
