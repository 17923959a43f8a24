import type { SaxesTagPlain } from "saxes";
import { atOnce, inPieces, type Steps } from "../async/steps.ts";
import { InputError } from "../errors.ts";
import { Verdict } from "./junit-verdict.ts";
import type { SuiteFinished } from "./log/events.ts";
import { isSuiteNode, withoutConstraints } from "./names.ts";
import { hasFailed, type SpecResult, type SpecState } from "./spec.ts";
import { BoundedXml, type XmlReader } from "./xml.ts";

/** The content of the suite's junit file. */
export interface JunitReport {
  /** The specs, including the filtered-out ones, as skipped. */
  readonly cases: readonly SpecResult[];
  /** The suite's own nodes, `[SynchronizedBeforeSuite]` and the like: they are not specs and do not count. */
  readonly suiteNodes: readonly SpecResult[];
  /** Ginkgo's settings, not the properties of individual specs: `FocusStrings`, `SkipStrings`, `FlakeAttempts`, `DryRun`, `ParallelTotal`, … */
  readonly properties: Readonly<Record<string, string>>;
  /** As written, without a zone: `2026-11-20T22:16:04`. */
  readonly timestamp?: string;
  readonly seconds?: number;
}

/**
 * Reads a junit file as Ginkgo v1, v2 and the tools that rewrite them write it.
 * @throws InputError naming `file` if it is not well-formed XML, has a document type, is not a junit file, or is unreasonably large
 */
export function parseJunit(xml: string, file = "junit_01.xml"): JunitReport {
  return atOnce(junitSteps(new TextEncoder().encode(xml), file));
}

/** Like `parseJunit`, from the file's bytes and in steps: tens of megabytes take seconds. */
export function* junitSteps(bytes: Uint8Array, file = "junit_01.xml"): Steps<JunitReport> {
  const refuse = (why: string, cause?: unknown): never => {
    throw new InputError(`${file}: ${why}`, { fix: "use the file exactly as the suite wrote it", cause });
  };
  const reader = new JunitReader(refuse);
  const parser = new BoundedXml(reader, refuse);
  const decoder = new TextDecoder();
  yield* inPieces(bytes, (piece) => parser.push(decoder.decode(piece, { stream: true })));
  parser.push(decoder.decode());
  parser.end();
  return reader.report;
}

/** How many specs ended in which way; the terms are those of Ginkgo's summary. */
export interface StateCounts {
  /** Those that ran: passed and failed. */
  readonly ran: number;
  readonly passed: number;
  readonly failed: number;
  readonly pending: number;
  readonly skipped: number;
}

/** Counts like Ginkgo's summary: a spec that ran and did not pass has failed. */
export function countStates(specs: readonly SpecResult[]): StateCounts {
  const count = (is: (state: SpecState) => boolean) => specs.filter((spec) => is(spec.state)).length;
  const passed = count((state) => state === "passed");
  const failed = count(hasFailed);
  const pending = count((state) => state === "pending");
  return { ran: passed + failed, passed, failed, pending, skipped: specs.length - passed - failed - pending };
}

/** The specs that did not run: the end of a log has their number, and its list of specs only those that ran. */
export function countSkipped(
  specs: readonly SpecResult[],
  finished: Pick<SuiteFinished, "skipped" | "pending"> | undefined,
): number {
  if (finished !== undefined) return finished.skipped + finished.pending;
  const { skipped, pending } = countStates(specs);
  return skipped + pending;
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

// the whole suite has about 7,000 specs, each several times in a file that joins several runs
const mostCases = 2_000_000;
const mostProperties = 10_000;
const longestName = 10_000;

class JunitReader implements XmlReader {
  readonly #refuse: (why: string) => never;
  #depth = 0;
  readonly #cases: SpecResult[] = [];
  readonly #suiteNodes: SpecResult[] = [];
  readonly #properties = new Map<string, string>();
  #timestamp: string | undefined;
  #seconds: number | undefined;
  #case: Record<string, string> | undefined;
  #verdict: Verdict | undefined;
  /** The verdict's element while it is open: its text is needed, that of `<system-err>` is not. */
  #open: Verdict | undefined;

  constructor(refuse: (why: string) => never) {
    this.#refuse = refuse;
  }

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
    if (this.#depth === 0 && name !== "testsuites" && name !== "testsuite") {
      this.#refuse(`its root is <${excerpt(name)}>, not <testsuites> or <testsuite>`);
    }
    this.#depth++;
    if (name === "testcase") {
      if ((attribute.name ?? "").length > longestName) {
        this.#refuse(`it has a test with a name of more than ${longestName} characters`);
      }
      this.#case = attribute;
      this.#verdict = undefined;
    } else if (name === "failure" || name === "error" || name === "skipped") {
      this.#open = new Verdict(name, attribute.type ?? "", attribute.message ?? "");
      this.#verdict ??= this.#open;
    } else if (name === "property" && attribute.name !== undefined && this.#case === undefined) {
      this.#properties.set(attribute.name, attribute.value ?? "");
      if (this.#properties.size > mostProperties)
        this.#refuse(`it has more than ${mostProperties} properties`);
    } else if (name === "testsuite" || name === "testsuites") {
      this.#timestamp ??= attribute.timestamp;
      if (attribute.time !== undefined) this.#seconds ??= seconds(attribute.time);
    }
  }

  text(text: string): void {
    this.#open?.text(text);
  }

  close(name: string): void {
    this.#depth--;
    this.#open = undefined;
    if (name !== "testcase" || this.#case === undefined) return;
    const spec = result(this.#case, this.#verdict);
    const list = isSuiteNode(spec.name) ? this.#suiteNodes : this.#cases;
    list.push(spec);
    if (list.length > mostCases) this.#refuse(`it has more than ${mostCases} tests`);
    this.#case = undefined;
  }
}

function result(attribute: Record<string, string>, verdict: Verdict | undefined): SpecResult {
  const state =
    attribute.status !== undefined && states.has(attribute.status) ? attribute.status : fallback(verdict);
  const failure = verdict?.words() ?? {};
  return {
    name: withoutConstraints((attribute.name ?? "").replace(/^\[It\] /, "")),
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

function excerpt(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function seconds(text: string): number {
  const value = Number(text);
  return Number.isFinite(value) ? value : 0;
}
