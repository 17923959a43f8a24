import { type Failure, FailureReader } from "../failure.ts";
import { bareName, isSuiteNode } from "../names.ts";
import type { SpecState } from "../spec.ts";
import { type LogEvent, mostNamespaces } from "./events.ts";
import { type Outcome, readOutcome } from "./outcome.ts";

const delimiter = "------------------------------";
const goPlace = /^\S.*\.go:\d+$/;

/** What is known of the spec or suite node whose lines are being read. */
interface Block {
  /** As printed: with labels, and, if it failed, with the failed node's type in the text. */
  heading?: string;
  /** For a serial spec, whose heading came before it ran. */
  name?: string;
  outcome?: Outcome;
  /** Whether its timeline or captured output is being repeated: those lines do not belong to the report. */
  inSection: boolean;
  readonly namespaces: Set<string>;
  readonly failure: FailureReader;
}

/** The specs in a log of Ginkgo v2, as its default reporter prints them (ginkgo v2 reporters/default_reporter.go). */
export class Ginkgo2 {
  readonly #emit: (event: LogEvent) => void;
  #block: Block | undefined;
  #afterDelimiter = false;
  /** The line after a delimiter: a spec's heading if the next line is a place. */
  #heading: string | undefined;
  #isSetUp = false;

  constructor(emit: (event: LogEvent) => void) {
    this.#emit = emit;
  }

  line(text: string): void {
    if (text === delimiter) this.#delimiter();
    else this.#text(text);
  }

  end(): void {
    this.#delimiter();
  }

  #text(text: string): void {
    const outcome =
      this.#block?.outcome === undefined ? readOutcome(text, this.#block !== undefined) : undefined;
    if (outcome !== undefined) {
      this.#outcome(outcome);
    } else if (this.#block?.outcome !== undefined) {
      this.#report(this.#block, text);
    } else if (this.#afterDelimiter) {
      this.#heading = text;
    } else if (this.#heading !== undefined) {
      if (goPlace.test(text)) this.#begin(this.#heading, text);
      this.#heading = undefined;
    } else if (this.#block !== undefined) {
      noteNamespace(this.#block, text);
    }
    if (this.#block === undefined) this.#dots(text);
    this.#afterDelimiter = false;
  }

  #delimiter(): void {
    this.#afterDelimiter = true;
    if (this.#block?.outcome !== undefined) this.#finish(this.#block, this.#block.outcome);
  }

  #begin(heading: string, location: string): void {
    this.#block = newBlock();
    if (isSuiteNode(heading)) return;
    this.#block.name = bareName(heading);
    this.#emit({ kind: "spec-started", name: this.#block.name, location });
  }

  #outcome(outcome: Outcome): void {
    this.#block ??= newBlock();
    this.#block.outcome = outcome;
    this.#heading = undefined;
    const isSetUp = outcome.state === "passed" && outcome.suiteNode?.endsWith("BeforeSuite]");
    if (!isSetUp || outcome.suiteNode === "[ReportBeforeSuite]" || this.#isSetUp) return;
    this.#isSetUp = true;
    this.#emit({ kind: "setup-finished" });
  }

  /** A line between a spec's outcome and its closing delimiter. */
  #report(block: Block, text: string): void {
    if (/^ {2}(?:Timeline|Captured StdOut\/StdErr Output|Report Entries) >>$/.test(text))
      block.inSection = true;
    else if (/^ {2}<< (?:Timeline|Captured StdOut\/StdErr Output|Report Entries)$/.test(text))
      block.inSection = false;
    else if (block.inSection) noteNamespace(block, text);
    else if (block.heading === undefined) block.heading = text;
    else block.failure.line(text.startsWith("  ") ? text.slice(2) : text);
  }

  #finish(block: Block, outcome: Outcome): void {
    this.#block = undefined;
    const failure = outcome.state === "passed" ? undefined : block.failure.failure();
    const heading = block.heading ?? outcome.suiteNode ?? "";
    const name =
      outcome.suiteNode === undefined ? (block.name ?? bareName(heading, failure?.node)) : heading.trim();
    // the log broke off before it named the node
    if (name === "") return;
    const spec = { name, ...result(outcome.state, outcome.seconds, failure) };
    if (outcome.suiteNode === undefined) {
      this.#emit({ kind: "spec-finished", spec, namespaces: [...block.namespaces] });
    } else if (outcome.state !== "passed" && !isEcho(failure)) {
      this.#emit({ kind: "suite-node-failed", node: spec });
    }
  }

  /** Quiet logs: `SS•SS•`, an S for each filtered-out spec; output of a spec may come in between. */
  #dots(text: string): void {
    if (!text.includes("•")) return;
    let head = 0;
    while (isMark(text[head])) head++;
    let tail = text.length;
    while (tail > head && isMark(text[tail - 1])) tail--;
    const count = [...text.slice(0, head), ...text.slice(tail)].filter((mark) => mark === "•").length;
    if (count > 0) this.#emit({ kind: "specs-passed", count });
  }
}

function isMark(character: string | undefined): boolean {
  return character === "S" || character === "•";
}

function newBlock(): Block {
  return { inSection: false, namespaces: new Set(), failure: new FailureReader() };
}

function result(state: SpecState, seconds: number, failure: Failure | undefined) {
  return {
    state,
    seconds,
    ...(failure === undefined ? {} : { message: failure.message }),
    ...(failure?.location === undefined ? {} : { location: failure.location }),
  };
}

/** When the suite's set-up fails on one process, each of the others reports that it did, but not why. */
function isEcho(failure: Failure | undefined): boolean {
  return failure?.message.startsWith("SynchronizedBeforeSuite failed on Ginkgo parallel process") ?? false;
}

/** The framework names a namespace when it removes it (kubernetes test/e2e/framework/framework.go). */
function noteNamespace(block: Block, text: string): void {
  if (!text.includes('amespace "')) return;
  const name = /(?:Destroying namespace|Collecting events from namespace) "([^"]+)"/.exec(text)?.[1];
  if (name !== undefined && block.namespaces.size < mostNamespaces) block.namespaces.add(name);
}
