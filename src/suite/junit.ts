import { SaxesParser, type SaxesTagPlain } from "saxes";
import { InputError } from "../errors.ts";
import { FailureReader, readOldFailure } from "./failure.ts";
import { isSuiteNode } from "./names.ts";
import { hasFailed, type SpecResult, type SpecState } from "./spec.ts";

/** What a junit file of the suite says. */
export interface JunitReport {
  /** The specs, those filtered out among them as skipped. */
  readonly cases: readonly SpecResult[];
  /** The suite's own nodes, `[SynchronizedBeforeSuite]` and the like: no specs, and counted as none. */
  readonly suiteNodes: readonly SpecResult[];
  /** Ginkgo's settings: `FocusStrings`, `SkipStrings`, `FlakeAttempts`, `DryRun`, `ParallelTotal`, … */
  readonly properties: Readonly<Record<string, string>>;
  /** As written, without a zone: `2026-11-20T22:16:04`. */
  readonly timestamp?: string;
  readonly seconds?: number;
}

/**
 * Reads a junit file as Ginkgo v1, v2 and the tools that rewrite them leave it.
 * @throws InputError where it is not well-formed XML, has a document type, or is not a junit file; names `file`.
 */
export function parseJunit(xml: string, file = "junit_01.xml"): JunitReport {
  const reader = new JunitReader();
  const parser = new SaxesParser();
  const refuse = (why: string, cause?: unknown): never => {
    throw new InputError(`${file}: ${why}`, { fix: "take the file as the suite wrote it", cause });
  };
  parser.on("error", (error) => refuse(`not well-formed XML at ${error.message}`, error));
  parser.on("doctype", () => refuse("has a DOCTYPE, which no junit file of the suite has"));
  parser.on("opentag", (tag) => {
    const isRoot = reader.depth === 0;
    if (isRoot && tag.name !== "testsuites" && tag.name !== "testsuite") {
      refuse(`its root is <${tag.name}>, not <testsuites> or <testsuite>`);
    }
    reader.open(tag);
  });
  parser.on("text", (text) => reader.text(text));
  parser.on("cdata", (text) => reader.text(text));
  parser.on("closetag", (tag) => reader.close(tag.name));
  parser.write(xml).close();
  return reader.report;
}

/** How many specs ended in which way; the words are those of Ginkgo's summary. */
export interface StateCounts {
  /** Those that ran: passed and failed. */
  readonly ran: number;
  readonly passed: number;
  readonly failed: number;
  readonly pending: number;
  readonly skipped: number;
}

/** Counts as Ginkgo's summary does: whatever ran and did not pass has failed. */
export function countStates(specs: readonly SpecResult[]): StateCounts {
  const count = (is: (state: SpecState) => boolean) => specs.filter((spec) => is(spec.state)).length;
  const passed = count((state) => state === "passed");
  const failed = count(hasFailed);
  const pending = count((state) => state === "pending");
  return { ran: passed + failed, passed, failed, pending, skipped: specs.length - passed - failed - pending };
}

const states: ReadonlySet<string> = new Set<SpecState>([
  "passed",
  "failed",
  "skipped",
  "pending",
  "panicked",
  "interrupted",
  "aborted",
  "timedout",
]);

interface Verdict {
  readonly element: "failure" | "error" | "skipped";
  /** `failed`, `timedout`; of Ginkgo v1 `Failure`, `Panic`, `Timeout`. */
  readonly type: string;
  readonly message: string;
  text: string;
}

class JunitReader {
  depth = 0;
  readonly #cases: SpecResult[] = [];
  readonly #suiteNodes: SpecResult[] = [];
  readonly #properties = new Map<string, string>();
  #timestamp: string | undefined;
  #seconds: number | undefined;
  #case: Record<string, string> | undefined;
  #verdict: Verdict | undefined;
  /** The verdict's element while it is open: its text is wanted, that of `<system-err>` is not. */
  #open: Verdict | undefined;

  get report(): JunitReport {
    return {
      cases: this.#cases,
      suiteNodes: this.#suiteNodes,
      properties: Object.fromEntries(this.#properties),
      ...(this.#timestamp === undefined ? {} : { timestamp: this.#timestamp }),
      ...(this.#seconds === undefined ? {} : { seconds: this.#seconds }),
    };
  }

  open({ name, attributes: attribute }: SaxesTagPlain): void {
    this.depth++;
    if (name === "testcase") {
      this.#case = attribute;
      this.#verdict = undefined;
    } else if (name === "failure" || name === "error" || name === "skipped") {
      this.#open = { element: name, type: attribute.type ?? "", message: attribute.message ?? "", text: "" };
      this.#verdict ??= this.#open;
    } else if (name === "property" && attribute.name !== undefined) {
      this.#properties.set(attribute.name, attribute.value ?? "");
    } else if (name === "testsuite" || name === "testsuites") {
      this.#timestamp ??= attribute.timestamp;
      if (attribute.time !== undefined) this.#seconds ??= seconds(attribute.time);
    }
  }

  text(text: string): void {
    if (this.#open !== undefined) this.#open.text += text;
  }

  close(name: string): void {
    this.depth--;
    this.#open = undefined;
    if (name !== "testcase" || this.#case === undefined) return;
    const spec = result(this.#case, this.#verdict);
    if (isSuiteNode(spec.name)) this.#suiteNodes.push(spec);
    else this.#cases.push(spec);
    this.#case = undefined;
  }
}

function result(attribute: Record<string, string>, verdict: Verdict | undefined): SpecResult {
  const state =
    attribute.status !== undefined && states.has(attribute.status) ? attribute.status : fallback(verdict);
  const failure = verdict === undefined ? {} : words(verdict);
  return {
    name: (attribute.name ?? "").replace(/^\[It\] /, ""),
    state: state as SpecState,
    seconds: seconds(attribute.time ?? "0"),
    ...failure,
  };
}

/** Ginkgo v1 wrote no status. */
function fallback(verdict: Verdict | undefined): SpecState {
  if (verdict === undefined) return "passed";
  if (verdict.element === "skipped") return verdict.message === "pending" ? "pending" : "skipped";
  if (verdict.type === "Timeout") return "timedout";
  return verdict.element === "error" || verdict.type === "Panic" ? "panicked" : "failed";
}

/** Message and place: of the text, which the Kubernetes suite alone fills, else of the attribute. */
function words(verdict: Verdict): { message?: string; location?: string } {
  const lines = verdict.text.split("\n");
  const reader = new FailureReader();
  for (const line of lines) reader.line(line);
  const read = reader.failure() ?? (verdict.message === "" ? readOldFailure(lines) : undefined);
  if (read !== undefined) {
    const location = read.location === undefined ? {} : { location: read.location };
    return { message: read.message, ...location };
  }
  const message = verdict.message.replace(/^(?:skipped - |skipped$|pending$)/, "");
  return message === "" ? {} : { message };
}

function seconds(text: string): number {
  const value = Number(text);
  return Number.isFinite(value) ? value : 0;
}
