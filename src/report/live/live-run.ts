import type { NoticeData, PodData, ReportData, Span, TestData } from "../data.ts";
import type { LiveCause, LiveMessage, LiveProgress, LiveTest } from "./message.ts";
import { placesOf } from "./places.ts";

interface EndedTest extends LiveTest {
  readonly at: number;
}

interface PodTrace {
  readonly namespace: string;
  readonly name: string;
  readonly states: [at: number, state: number, word: string][];
  ended?: number;
}

/** The run so far, as the messages tell it, in the form in which the page shows a finished one. */
export class LiveRun {
  #run: Extract<LiveMessage, { kind: "run" }> | undefined;
  #progress: LiveProgress | undefined;
  #began: number | undefined;
  #end: Extract<LiveMessage, { kind: "end" }> | undefined;
  readonly #tests: EndedTest[] = [];
  readonly #pods: PodTrace[] = [];
  readonly #alive = new Map<string, PodTrace>();
  readonly #notices: NoticeData[] = [];
  readonly #silences: [number, number][] = [];
  readonly #causes = new Map<string, LiveCause>();
  #rows = 0;

  take(message: LiveMessage): void {
    switch (message.kind) {
      case "run":
        this.#run = message;
        return;
      case "progress":
        this.#progress = message;
        this.#began ??= message.at - (message.elapsed ?? 0);
        this.#silence(message);
        return;
      case "test":
        this.#tests.push({ ...message.test, at: message.at });
        return;
      case "pod":
        this.#pod(message);
        return;
      case "notice":
        this.#notices.push(message);
        return;
      case "cause":
        this.#cause(message);
        return;
      case "end":
        this.#end = message;
        return;
    }
  }

  get name(): string {
    return this.#run?.name ?? "";
  }

  get facts(): readonly (readonly [string, string])[] {
    return this.#run?.facts ?? [];
  }

  get progress(): LiveProgress | undefined {
    return this.#progress;
  }

  /** What keeps tests from running now. */
  get causes(): readonly LiveCause[] {
    return [...this.#causes.values()];
  }

  /** That it has ended, or is not followed any longer. */
  get end(): Extract<LiveMessage, { kind: "end" }> | undefined {
    return this.#end;
  }

  /** Rows of pods that this page did not get. */
  get rowsLeftOut(): number {
    return Math.max(0, (this.#progress?.rows ?? 0) - this.#rows);
  }

  /** How long it has taken at a time, and how long it may still take, in milliseconds; undefined where that is unknown. */
  times(now: number): { readonly elapsed: number | undefined; readonly left: number | undefined } {
    const { at = now, elapsed, left } = this.#progress ?? {};
    const since = Math.max(0, now - at);
    return {
      elapsed: elapsed === undefined ? undefined : elapsed + since,
      left: left === undefined ? undefined : Math.max(0, left - since),
    };
  }

  /** What the page shows of it at a time. */
  data(now: number): ReportData {
    const zero = this.#began;
    const at = (time: number) => Math.max(0, Math.round(time - (zero ?? now)));
    const spans = [
      ...this.#tests.map(({ at: to, seconds }) => ({ from: to - seconds * 1000, to })),
      ...(this.#progress?.running ?? []).map(({ since }) => ({ from: Math.min(since, now), to: now })),
    ];
    const { processes = 1 } = this.#run ?? {};
    const places = placesOf(spans, processes);
    const place = (index: number) => {
      const one = places[index];
      return one === undefined ? {} : { began: at(one.from), ended: at(one.to), lane: one.lane };
    };
    const ended = this.#tests.map(({ at: _, ...test }, index): TestData => ({ ...test, ...place(index) }));
    const running = (this.#progress?.running ?? []).map(
      ({ name, namespace, since }, index): TestData => ({
        id: `running-${namespace ?? name}`,
        name: namespace === undefined ? name : `${name} (${namespace})`,
        state: "running",
        seconds: Math.max(0, now - since) / 1000,
        ...(namespace === undefined ? {} : { namespaces: [namespace] }),
        ...place(ended.length + index),
      }),
    );
    return {
      ...(zero !== undefined && { zero }),
      isLive: true,
      span: at(now) + 1000,
      tests: [...ended, ...running],
      lanes: spans.length === 0 ? 0 : processes,
      lanesKnown: false,
      pods: this.#pods.map(
        ({ namespace, name, states, ended: gone }): PodData => ({
          namespace,
          name,
          states: states.map(([time, state, word]) => [at(time), state, word] as const),
          ...(gone !== undefined && { ended: at(gone) }),
        }),
      ),
      notices: this.#notices.map((notice) => ({ ...notice, at: at(notice.at) })),
      silences: this.#silences.map(([from, to]): Span => [at(from), at(to)]),
    };
  }

  #pod({ at, namespace, name, state, word, gone }: Extract<LiveMessage, { kind: "pod" }>): void {
    this.#rows += 1;
    const key = `${namespace}/${name}`;
    let pod = this.#alive.get(key);
    if (pod === undefined) {
      if (gone) return;
      pod = { namespace, name, states: [] };
      this.#alive.set(key, pod);
      this.#pods.push(pod);
    }
    const [, before, wordBefore] = pod.states.at(-1) ?? [];
    if (before !== state || wordBefore !== word) pod.states.push([at, state, word]);
    if (gone !== true) return;
    pod.ended = at;
    this.#alive.delete(key);
  }

  #silence({ silentSince, at }: LiveProgress): void {
    const last = this.#silences.at(-1);
    if (silentSince === undefined) return;
    if (last?.[0] === silentSince) last[1] = at;
    else this.#silences.push([silentSince, at]);
  }

  #cause(cause: LiveCause): void {
    if (cause.change === "over") this.#causes.delete(cause.id);
    else this.#causes.set(cause.id, cause);
    if (cause.change === "ongoing") return;
    const { at, text, fix } = cause;
    const level = cause.change === "over" ? "info" : "warning";
    this.#notices.push({ at, level, text, ...(fix === undefined ? {} : { fix }) });
  }
}
