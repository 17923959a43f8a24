import type { Steps } from "../../../async/steps.ts";
import { isConformance, isSuiteNode, withoutConstraints } from "../../../suite/names.ts";
import { XmlFault } from "./go-xml/fault.ts";
import { isGoFloat, isGoInt } from "./go-xml/numbers.ts";
import { readXml, type XmlListener } from "./go-xml/read.ts";
import type { XmlAttribute } from "./go-xml/tags.ts";

/** The state of a required test in the file: if it occurs more than once, the best that the bot would count. */
export type State = "passed" | "failed" | "skipped";

/** What junit_01.xml says, as the bot reads it, and what a reviewer checks in addition. */
export interface JunitView {
  /** Why the bot cannot read it. */
  readonly unreadable?: string;
  /** The line of that, from 1. */
  readonly line?: number;
  /** Whether it was read to its end: a file whose root is `<testsuite>` is, although the bot refuses it. */
  readonly isWhole: boolean;
  /** Required tests by name, except missing ones. */
  readonly states: ReadonlyMap<string, State>;
  /** Names that have an error and no failure: present for one of the bot's checks, failed for the other. */
  readonly errors: ReadonlySet<string>;
  /** Conformance tests that failed, required or not, each once, in the file's order. */
  readonly failed: readonly string[];
  /** Other tests that failed. */
  readonly otherFailed: readonly string[];
  /** Names of conformance tests that ran but are not among the required names. */
  readonly others: readonly string[];
  readonly counts: { readonly passed: number; readonly failed: number; readonly skipped: number };
  readonly properties: ReadonlyMap<string, string>;
  /** How many suites contain tests that ran. */
  readonly suites: number;
}

/**
 * Reads a junit file as the bot does (verify-conformance, `getJunitSubmittedConformanceTests`; Go's encoding/xml
 * into Sonobuoy's `JUnitTestSuites`): the root must be `<testsuites>`, numbers must be numbers, and only the elements directly
 * below a case count. In steps, for files of tens of megabytes.
 */
export function* junitViewSteps(bytes: Uint8Array, required: ReadonlySet<string>): Steps<JunitView> {
  const reader = new Reader(required);
  try {
    yield* readXml(bytes, reader);
    reader.end();
  } catch (error) {
    if (error instanceof XmlFault) reader.refuse(error.message, lineAt(bytes, error.at));
    else if (!(error instanceof Enough)) throw error;
  }
  return reader.view;
}

function lineAt(bytes: Uint8Array, end: number): number {
  let line = 1;
  for (let at = bytes.indexOf(0x0a); at >= 0 && at < end; at = bytes.indexOf(0x0a, at + 1)) line++;
  return line;
}

// the longest in the suite has about 300
const longestName = 1000;

/** Ends the reading before the end of the file: nothing after this counts. */
class Enough extends Error {}

/** The case whose elements are being read. */
interface Case {
  readonly name: string;
  failure: boolean;
  error: boolean;
  skipped: boolean;
}

class Reader implements XmlListener {
  readonly #required: ReadonlySet<string>;
  readonly #states = new Map<string, State>();
  readonly #errors = new Set<string>();
  readonly #failed = new Set<string>();
  readonly #otherFailed = new Set<string>();
  readonly #others = new Set<string>();
  readonly #properties = new Map<string, string>();
  readonly #counts = { passed: 0, failed: 0, skipped: 0 };
  #unreadable: { readonly unreadable: string; readonly line?: number } | undefined;
  #isWhole = false;
  #suites = 0;
  #ranInSuite = false;
  /** Open elements, from the suite's own on; the root is above it, except in old files. */
  #depth = -1;
  #inSuite = false;
  #case: Case | undefined;

  constructor(required: ReadonlySet<string>) {
    this.#required = required;
  }

  get view(): JunitView {
    return {
      ...this.#unreadable,
      isWhole: this.#isWhole,
      states: this.#states,
      errors: this.#errors,
      failed: [...this.#failed],
      otherFailed: [...this.#otherFailed],
      others: [...this.#others],
      counts: this.#counts,
      properties: this.#properties,
      suites: this.#suites,
    };
  }

  /** The first reason is kept. */
  refuse(unreadable: string, line?: number): void {
    this.#unreadable ??= { unreadable, ...(line === undefined ? {} : { line }) };
  }

  end(): void {
    this.#isWhole = true;
  }

  open(name: string, attributes: readonly XmlAttribute[]): void {
    if (this.#depth === -1 && name === "testsuite") {
      this.refuse("expected element type <testsuites> but have <testsuite>");
      this.#depth = 0;
    } else if (this.#depth === -1 && name !== "testsuites") {
      this.refuse(`expected element type <testsuites> but have <${name}>`);
      throw new Enough();
    }
    this.#depth++;
    if (this.#depth === 1) this.#suite(name, attributes);
    else if (this.#depth === 2 && this.#inSuite && name === "testcase") this.#begin(attributes);
    else if (this.#depth === 3 && this.#case !== undefined) this.#outcome(this.#case, name);
    else if (this.#depth === 3 && name === "property") this.#property(attributes);
  }

  close(): void {
    this.#depth--;
    if (this.#depth === 1 && this.#case !== undefined) this.#finish(this.#case);
  }

  #suite(name: string, attributes: readonly XmlAttribute[]): void {
    this.#inSuite = name === "testsuite";
    this.#ranInSuite = false;
    if (!this.#inSuite) return;
    for (const { name, value } of attributes) {
      const isRight = name === "time" ? isGoFloat(value) : isGoInt(value);
      if (["tests", "failures", "time"].includes(name) && !isRight)
        this.refuse(`${name}="${value.slice(0, 40)}" of <testsuite> is not a number`);
    }
  }

  #begin(attributes: readonly XmlAttribute[]): void {
    const name = attributeOf(attributes, "name") ?? "";
    this.#case = { name, failure: false, error: false, skipped: false };
  }

  #outcome(found: Case, element: string): void {
    if (element === "failure") found.failure = true;
    else if (element === "error") found.error = true;
    else if (element === "skipped") found.skipped = true;
  }

  #property(attributes: readonly XmlAttribute[]): void {
    const name = attributeOf(attributes, "name");
    if (name !== undefined) this.#properties.set(name, attributeOf(attributes, "value") ?? "");
  }

  #finish(found: Case): void {
    this.#case = undefined;
    if (isSuiteNode(found.name)) return;
    if (!found.skipped && !this.#ranInSuite) {
      this.#ranInSuite = true;
      this.#suites++;
    }
    const hasFailed = found.failure || found.error;
    if (found.skipped) this.#counts.skipped++;
    else if (hasFailed) this.#counts.failed++;
    else this.#counts.passed++;
    if (!isConformance(found.name)) {
      if (hasFailed && !found.skipped) this.#otherFailed.add(found.name.slice(0, longestName));
      return;
    }
    this.#conformance(submittedName(found.name), found);
  }

  #conformance(name: string, { failure, error, skipped }: Case): void {
    const state = skipped ? "skipped" : failure || error ? "failed" : "passed";
    if (state === "failed") this.#failed.add(name.slice(0, longestName));
    if (!skipped && error && !failure) this.#errors.add(name);
    if (!this.#required.has(name)) {
      if (!skipped) this.#others.add(name.slice(0, longestName));
      return;
    }
    const before = this.#states.get(name);
    if (before === "passed" || (before === "failed" && state === "skipped")) return;
    this.#states.set(name, state);
  }
}

/** For a duplicate attribute, the last one counts. */
function attributeOf(attributes: readonly XmlAttribute[], name: string): string | undefined {
  return attributes.findLast((attribute) => attribute.name === name)?.value;
}

/** The name that the bot compares: Go's XML writer was once applied twice, and one test changed its quotes. */
function submittedName(name: string): string {
  const plain = name.includes("&")
    ? name.replaceAll("&#39;", "'").replaceAll("&#34;", '"').replaceAll("&gt;", ">")
    : name;
  const quoted = plain.includes("'cat /tmp/health'")
    ? plain.replaceAll("'cat /tmp/health'", '"cat /tmp/health"')
    : plain;
  return withoutConstraints(quoted.startsWith("[It] ") ? quoted.slice(5) : quoted);
}
