import { type EndAction, isEnd, type TestEvent } from "./events.ts";

/** Before each line that the test binary itself writes, with `-test.v=test2json`; it may follow output without a line end. */
const marker = "\u0016";
// characters; longer ones are cut into several outputs
const longestLine = 64 * 1024;
const updates = ["run", "pause", "cont", "name", "pass", "fail", "skip", "attr", "artifacts"];

interface Report {
  readonly test: string;
  readonly action: EndAction;
  readonly elapsed: number | undefined;
}

/**
 * Makes the events of `go test -json` from what a test binary prints with `-test.v=test2json`, as Go's own test2json does
 * (cmd/internal/test2json): a binary that runs where there is no Go prints no JSON.
 */
export class TestJson {
  readonly #package: string;
  readonly #now: () => number;
  readonly #started: number;
  readonly #reports: Report[] = [];
  /** Tests that were started and have not ended, in the order of their start. */
  readonly #open = new Map<string, number>();
  #test = "";
  #needsMarker = false;
  #rest = "";
  #result: EndAction | undefined;

  /** `now` is in milliseconds since the epoch. */
  constructor(name: string, now: () => number) {
    this.#package = name;
    this.#now = now;
    this.#started = now();
  }

  start(): TestEvent {
    return this.#event("start", {});
  }

  /** Tests that are running. */
  get running(): readonly string[] {
    return [...this.#open.keys()];
  }

  /** The events of a further piece of the output; an unfinished line waits for the next, unless it is very long. */
  take(piece: string): TestEvent[] {
    const events: TestEvent[] = [];
    const text = this.#rest + piece;
    let from = 0;
    for (;;) {
      const newline = text.indexOf("\n", from);
      const end = newline < 0 ? text.length : newline + 1;
      const inside = text.slice(from + 1, end).indexOf(marker);
      if (inside < 0 && newline < 0 && end - from < longestLine) break;
      const to = inside < 0 ? end : from + 1 + inside;
      events.push(...this.#line(text.slice(from, to)));
      from = to;
    }
    this.#rest = text.slice(from);
    return events;
  }

  /**
   * The last events. A test that did not end is a failure, with a line that says so, so that every artifact says the same; `why` is
   * what ended the run. `isGood` is whether the binary reported success.
   */
  end(isGood: boolean, why: string): TestEvent[] {
    const events: TestEvent[] = [];
    if (this.#rest !== "") events.push(...this.#line(`${this.#rest}\n`));
    this.#rest = "";
    events.push(...this.#flush(0));
    for (const [test, since] of [...this.#open].toReversed()) {
      const elapsed = Math.round((this.#now() - since) / 10) / 100;
      const depth = "    ".repeat(test.split("/").length - 1);
      const words = [
        `${depth}    did not end: ${why}\n`,
        `${depth}--- FAIL: ${test} (${elapsed.toFixed(2)}s)\n`,
      ];
      for (const Output of words) events.push(this.#event("output", { Test: test, Output }));
      events.push(this.#event("fail", { Test: test, Elapsed: elapsed }));
    }
    this.#open.clear();
    const result = isGood ? (this.#result ?? "pass") : "fail";
    const elapsed = Math.round(this.#now() - this.#started) / 1000;
    events.push(this.#event(result, { Elapsed: elapsed }));
    return events;
  }

  #line(given: string): TestEvent[] {
    const isMarked = given.startsWith(marker);
    const line = isMarked ? given.slice(1) : given;
    if (line === "") return [];
    if (this.#needsMarker && !isMarked) return this.#output(line);
    const trimmed = line.replace(/\r?\n$/, "");
    const isFinal = trimmed === "PASS" || trimmed === "FAIL" || trimmed.startsWith("FAIL\t");
    const update = /^=== ([A-Z]+) +([^ ]*)/.exec(trimmed);
    const report = /^((?: {4})*)--- (PASS|FAIL|SKIP|BENCH): (.*)$/.exec(trimmed);
    if (isFinal) {
      const events = this.#flush(0);
      this.#result = trimmed === "PASS" ? "pass" : "fail";
      this.#needsMarker = isMarked;
      return [...events, ...this.#output(line)];
    }
    if (update !== null && updates.includes(update[1]?.toLowerCase() ?? "")) {
      this.#needsMarker = isMarked;
      return this.#update(update[1]?.toLowerCase() ?? "", update[2] ?? "", line);
    }
    const depth = (report?.[1]?.length ?? 0) / 4;
    if (report !== null && this.#reports.length >= depth) {
      this.#needsMarker = isMarked;
      return this.#report(depth, report[2]?.toLowerCase() ?? "", report[3] ?? "", line);
    }
    // output of a test after its report is indented beneath it
    const above = this.#reports[Math.floor((/^ */.exec(trimmed)?.[0].length ?? 0) / 4) - 1];
    if (above !== undefined) this.#test = above.test;
    return this.#output(line);
  }

  #update(action: string, test: string, line: string): TestEvent[] {
    const events = this.#flush(0);
    this.#test = test;
    // it only says whose output follows
    if (action === "name") return events;
    if (action === "run") this.#open.set(test, this.#now());
    const event = this.#event(action, this.#named());
    const output = this.#output(line);
    return [...events, ...(action === "pause" ? [...output, event] : [event, ...output])];
  }

  #report(depth: number, ended: string, rest: string, line: string): TestEvent[] {
    const events = this.#flush(depth);
    const [, name = "", seconds] = /^(.*?)(?: \((\d[\d.]*)s\))?$/.exec(rest) ?? [];
    this.#test = name;
    if (isEnd(ended))
      this.#reports.push({
        test: name,
        action: ended,
        elapsed: seconds === undefined ? undefined : Number(seconds),
      });
    return [...events, ...this.#output(line)];
  }

  /** The events of the reports at this depth and deeper, which have all their output now. */
  #flush(depth: number): TestEvent[] {
    this.#test = "";
    return this.#reports
      .splice(depth)
      .toReversed()
      .map(({ test, action, elapsed }) => {
        this.#open.delete(test);
        return this.#event(action, { Test: test, ...(elapsed === undefined ? {} : { Elapsed: elapsed }) });
      });
  }

  #output(line: string): TestEvent[] {
    return [this.#event("output", { ...this.#named(), Output: line })];
  }

  #named(): { readonly Test?: string } {
    return this.#test === "" ? {} : { Test: this.#test };
  }

  #event(Action: string, rest: Partial<TestEvent>): TestEvent {
    const Time = new Date(this.#now()).toISOString();
    const { Test, Elapsed, Output } = rest;
    return {
      Time,
      Action,
      Package: this.#package,
      ...(Test === undefined ? {} : { Test }),
      ...(Elapsed === undefined ? {} : { Elapsed }),
      ...(Output === undefined ? {} : { Output }),
    };
  }
}
