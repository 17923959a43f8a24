import type { Steps } from "../async/steps.ts";
import { causeNow, causeOver } from "../results/cause-words.ts";
import { causeKinds } from "../suite/cause/trouble.ts";
import type { NoticeData } from "./data.ts";
import { podState } from "./pod-state.ts";

/** What a run's events.jsonl says that its log does not; times are milliseconds since the epoch, by the clock of the machine that followed the run. */
export interface Trace {
  readonly pods: readonly TracedPod[];
  readonly notices: readonly NoticeData[];
  readonly silences: readonly (readonly [from: number, to: number])[];
  /** When each spec was seen to end, and its namespaces, by name. */
  readonly ends: ReadonlyMap<string, { readonly at: number; readonly namespaces: readonly string[] }>;
}

/** A pod from its first row to its last. */
export interface TracedPod {
  readonly namespace: string;
  readonly name: string;
  readonly states: [at: number, state: number, word: string][];
  ended?: number;
}

/** Bytes of events.jsonl that are read: a whole run has a few million. */
export const mostOfEvents = 64 * 2 ** 20;
const mostRows = 500_000;
const mostNotices = 2000;
const piece = 2000;

/** Reads events.jsonl in steps. A line that is not an event is skipped: this is a picture, not evidence. */
export function* traceSteps(text: string): Steps<Trace> {
  const reading = new Reading();
  let lines = 0;
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf("\n", from);
    const to = end < 0 ? text.length : end;
    reading.take(text.slice(from, to));
    from = to + 1;
    if (++lines % piece === 0) yield;
  }
  return reading.end();
}

class Reading {
  readonly #pods: TracedPod[] = [];
  readonly #alive = new Map<string, TracedPod>();
  readonly #notices: NoticeData[] = [];
  readonly #silences: [number, number][] = [];
  readonly #ends = new Map<string, { at: number; namespaces: readonly string[] }>();
  #rows = 0;
  #silent: number | undefined;

  take(line: string): void {
    const event = parsed(line);
    const at = typeof event?.at === "string" ? Date.parse(event.at) : Number.NaN;
    if (event === undefined || Number.isNaN(at)) return;
    if (event.kind === "pod") this.#pod(event, at);
    else if (event.kind === "progress") this.#progress(event, at);
    else if (event.kind === "notice") this.#notice(event, at);
    else if (event.kind === "cause") this.#cause(event, at);
    else if (event.kind === "spec-finished") this.#ended(event, at);
  }

  end(): Trace {
    return { pods: this.#pods, notices: this.#notices, silences: this.#silences, ends: this.#ends };
  }

  #pod(event: Fields, at: number): void {
    const { namespace, name, columns, cells, change } = event;
    if (
      typeof namespace !== "string" ||
      typeof name !== "string" ||
      !Array.isArray(columns) ||
      !Array.isArray(cells)
    )
      return;
    if (++this.#rows > mostRows) return;
    const key = `${namespace}/${name}`;
    let pod = this.#alive.get(key);
    if (pod === undefined) {
      if (change === "DELETED") return;
      pod = { namespace, name, states: [] };
      this.#alive.set(key, pod);
      this.#pods.push(pod);
    }
    const cell = (column: string) => String(cells[columns.indexOf(column)] ?? "");
    const word = cell("Status").slice(0, 60);
    const state = podState(word, cell("Ready"));
    const [, before, wordBefore] = pod.states.at(-1) ?? [];
    if (before !== state || wordBefore !== word) pod.states.push([at, state, word]);
    if (change !== "DELETED") return;
    pod.ended = at;
    this.#alive.delete(key);
  }

  /** The same silence is reported again at each tick, until something is heard. */
  #progress({ noContactSince }: Fields, at: number): void {
    const since = typeof noContactSince === "string" ? Date.parse(noContactSince) : Number.NaN;
    const open = this.#silences.at(-1);
    if (Number.isNaN(since)) {
      if (this.#silent !== undefined && open !== undefined) open[1] = at;
      this.#silent = undefined;
    } else if (this.#silent === since && open !== undefined) open[1] = at;
    else {
      this.#silences.push([since, at]);
      this.#silent = since;
    }
  }

  #notice({ level, text, fix }: Fields, at: number): void {
    if (typeof text !== "string" || this.#notices.length >= mostNotices) return;
    const notice = {
      at,
      level: level === "warning" ? ("warning" as const) : ("info" as const),
      text: text.slice(0, 4096),
    };
    this.#notices.push(typeof fix === "string" ? { ...notice, fix: fix.slice(0, 4096) } : notice);
  }

  /** When it began and when it was over, among the notices. */
  #cause({ change, about, what, why, fix, waiting, specs, failed }: Fields, at: number): void {
    const kind = causeKinds.find((one) => one === about);
    if (kind === undefined || change === "ongoing" || typeof what !== "string" || typeof why !== "string")
      return;
    const numbers = { waiting: Number(waiting), specs: Number(specs), failed: Number(failed) };
    const cause = { about: kind, what, why, ...numbers };
    if (change === "over") this.#notice({ level: "info", text: causeOver(cause) }, at);
    else this.#notice({ level: "warning", text: causeNow(cause), fix }, at);
  }

  #ended({ spec, namespaces }: Fields, at: number): void {
    const name = typeof spec === "object" && spec !== null && "name" in spec ? spec.name : undefined;
    if (typeof name !== "string") return;
    const known = Array.isArray(namespaces) ? namespaces.filter((one) => typeof one === "string") : [];
    this.#ends.set(name, { at, namespaces: known.slice(0, 50) });
  }
}

type Fields = Readonly<Record<string, unknown>>;

function parsed(line: string): Fields | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    return JSON.parse(line) as Fields;
  } catch {
    return undefined;
  }
}
