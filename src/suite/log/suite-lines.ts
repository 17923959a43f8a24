import { setUpFailed } from "../suite-words.ts";
import { DyingWords } from "./dying.ts";
import type { LogEvent } from "./events.ts";
import { WaitingLines } from "./waiting.ts";

/** What the first line of the summary says, and what has been read of the second. */
interface Ran {
  readonly ran: number;
  readonly of: number;
  readonly seconds: number;
  success?: boolean;
  reason?: string;
}

/** The lines about the suite as a whole: its size, seed, versions, waits and its summary. */
export class SuiteLines {
  readonly #emit: (event: LogEvent) => void;
  readonly #waiting: WaitingLines;
  #inSetup = true;
  #suite: string | undefined;
  #server: string | undefined;
  #willRun: { total: number; of: number } | undefined;
  #ran: Ran | undefined;
  readonly #dying = new DyingWords();
  #isFinished = false;

  constructor(emit: (event: LogEvent) => void) {
    this.#emit = emit;
    this.#waiting = new WaitingLines(emit);
  }

  line(text: string): void {
    this.#dying.line(text);
    if (this.#willRun !== undefined && text !== "") this.#start(text);
    if (this.#ran !== undefined) this.#summary(text, this.#ran);
    if (text.includes(" version: v")) this.#version(text);
    if (this.#inSetup) this.#setup(text);
    if (text.startsWith("Ran ")) {
      const ran = /^Ran (\d{1,9}) of (\d{1,9}) Specs in (\d{1,9}(?:\.\d{1,9})?) seconds/.exec(text);
      if (ran !== null) this.#ran = { ran: Number(ran[1]), of: Number(ran[2]), seconds: Number(ran[3]) };
    }
  }

  /** The suite has checked the cluster: nothing that it prints from here on is about waiting for it. */
  specsBegan(): void {
    this.#inSetup = false;
    this.#dying.began();
  }

  end(): void {
    if (this.#willRun !== undefined) this.#start("");
    const { words } = this.#dying;
    if (words !== undefined && !this.#isFinished) this.#emit({ kind: "dying-words", words });
  }

  #setup(text: string): void {
    const seed = /^Random Seed: (\d{1,18})\b/.exec(text)?.[1];
    if (seed !== undefined) this.#emit({ kind: "seed", seed: Number(seed) });
    const willRun = /^Will run (\d{1,9})(?: of (\d{1,9}))? specs/.exec(text);
    if (willRun !== null) this.#willRun = { total: Number(willRun[1]), of: Number(willRun[2] ?? willRun[1]) };
    const uuid = /Starting e2e run "([^"]+)" on Ginkgo node/.exec(text)?.[1];
    if (uuid !== undefined) this.#emit({ kind: "run-uuid", uuid });
    this.#waiting.line(text);
  }

  /** The number of processes is on the line after the number of specs, or missing if it is one. */
  #start(next: string): void {
    const processes = /^Running in parallel across ([1-9]\d{0,5}) (?:processes|nodes)/.exec(next)?.[1];
    if (this.#willRun === undefined) return;
    this.#emit({ kind: "suite-started", ...this.#willRun, processes: Number(processes ?? 1) });
    this.#willRun = undefined;
  }

  #version(text: string): void {
    const found = /(e2e test|kube-apiserver) version: (v\S+)/.exec(text);
    if (found === null) return;
    if (found[1] === "e2e test" && this.#suite === undefined) this.#suite = found[2];
    else if (found[1] !== "e2e test" && this.#server === undefined) this.#server = found[2];
    else return;
    const suite = this.#suite === undefined ? {} : { suite: this.#suite };
    const server = this.#server === undefined ? {} : { server: this.#server };
    this.#emit({ kind: "versions", ...suite, ...server });
  }

  /** `FAIL! - reason -- 1 Passed | …`; if there are several reasons, the counts are on the next line. */
  #summary(text: string, ran: Ran): void {
    const verdict = /^(SUCCESS|FAIL)!(?: - (.*?))?(?: -- |$)/.exec(text);
    if (verdict !== null) {
      ran.success = verdict[1] === "SUCCESS";
      if (verdict[2] !== undefined) ran.reason = verdict[2];
    }
    const beforeSuiteFailed = text.includes("A BeforeSuite node failed");
    if (ran.success === undefined || !(beforeSuiteFailed || text.includes(" Passed | "))) return;
    const count = (word: string) => Number(new RegExp(`\\b(\\d{1,9}) ${word}`).exec(text)?.[1] ?? 0);
    this.#isFinished = true;
    this.#emit({
      kind: "suite-finished",
      ...ran,
      success: ran.success,
      passed: count("Passed"),
      failed: count("Failed"),
      flaked: count("Flaked"),
      pending: count("Pending"),
      skipped: count("Skipped"),
      ...(beforeSuiteFailed && ran.reason === undefined ? { reason: setUpFailed } : {}),
    });
    this.#ran = undefined;
  }
}
