import { isUtf8 } from "node:buffer";
import type { SaxesTagPlain } from "saxes";
import { inPieces, type Steps } from "../../../async/steps.ts";
import { isConformance, isSuiteNode, withoutConstraints } from "../../../suite/names.ts";
import { BoundedXml, type XmlReader } from "../../../suite/xml.ts";

/** How a required test stands in the file: where it is there more than once, the best that the bot would count. */
export type Standing = "passed" | "failed" | "skipped";

/** What junit_01.xml says, as the bot reads it, and what a reviewer looks at beside that. */
export interface JunitView {
  /** Why the bot cannot read it. */
  readonly unreadable?: string;
  /** Whether it was read to its end: a file whose root is `<testsuite>` is, though the bot refuses it. */
  readonly isWhole: boolean;
  /** Required tests by name, but for those that are not there. */
  readonly standing: ReadonlyMap<string, Standing>;
  /** Names that have an error and no failure: there for the bot's one check, failed for its other. */
  readonly errors: ReadonlySet<string>;
  /** Conformance tests that failed, each once, required or not, in the file's order. */
  readonly failed: readonly string[];
  /** Those of other tests. */
  readonly otherFailed: readonly string[];
  /** Names of conformance tests that ran and are required by none of the names asked for. */
  readonly others: readonly string[];
  readonly counts: { readonly passed: number; readonly failed: number; readonly skipped: number };
  readonly properties: ReadonlyMap<string, string>;
}

/**
 * Reads a junit file with the bot's eyes (verify-conformance, `getJunitSubmittedConformanceTests`; Go's encoding/xml
 * into Sonobuoy's `JUnitTestSuites`): the root must be `<testsuites>`, numbers must be numbers, and what counts of a
 * case is which elements stand right beneath it. Text is passed over. In steps: of tens of megabytes it takes seconds.
 */
export function* junitViewSteps(bytes: Uint8Array, required: ReadonlySet<string>): Steps<JunitView> {
  const reader = new Reader(required);
  if (!isUtf8(bytes)) reader.refuse("invalid UTF-8");
  const parser = new BoundedXml(reader, (why) => reader.stop(why));
  const decoder = new TextDecoder();
  try {
    yield* inPieces(bytes, (piece) => parser.push(decoder.decode(piece, { stream: true })));
    parser.push(decoder.decode());
    parser.end();
  } catch (error) {
    if (!(error instanceof Enough)) throw error;
  }
  return reader.view;
}

// the longest of the suite has some 300
const longestName = 10_000;

/** Ends the reading before the file's end: nothing more of it counts. */
class Enough extends Error {}

/** The case whose elements are being read. */
interface Case {
  readonly name: string;
  readonly status: string | undefined;
  failure: boolean;
  error: boolean;
  skipped: boolean;
}

class Reader implements XmlReader {
  readonly #required: ReadonlySet<string>;
  readonly #standing = new Map<string, Standing>();
  readonly #errors = new Set<string>();
  readonly #failed = new Set<string>();
  readonly #otherFailed = new Set<string>();
  readonly #others = new Set<string>();
  readonly #properties = new Map<string, string>();
  readonly #counts = { passed: 0, failed: 0, skipped: 0 };
  #unreadable: string | undefined;
  #isWhole = false;
  /** Elements that are open, from the suite's own on; the root stands above it, but for old files. */
  #depth = -1;
  #rootDepth = 0;
  #inSuite = false;
  #case: Case | undefined;

  constructor(required: ReadonlySet<string>) {
    this.#required = required;
  }

  get view(): JunitView {
    const told = this.#unreadable === undefined ? {} : { unreadable: this.#unreadable };
    return {
      ...told,
      isWhole: this.#isWhole,
      standing: this.#standing,
      errors: this.#errors,
      failed: [...this.#failed],
      otherFailed: [...this.#otherFailed],
      others: [...this.#others],
      counts: this.#counts,
      properties: this.#properties,
    };
  }

  /** The first reason is the one that is kept. */
  refuse(why: string): void {
    this.#unreadable ??= why;
  }

  /** Refuses it for what makes all that follows doubtful. */
  stop(why: string): never {
    this.refuse(why);
    throw new Enough();
  }

  declaration({ encoding, version }: Parameters<NonNullable<XmlReader["declaration"]>>[0]): void {
    if (encoding !== undefined && !/^utf-?8$/i.test(encoding)) this.refuse(`its encoding is ${encoding}`);
    if (version !== undefined && version !== "1.0") this.refuse(`its XML version is ${version}`);
  }

  open({ name, attributes }: SaxesTagPlain): void {
    if (this.#depth === -1 && name === "testsuite") {
      this.refuse("expected element type <testsuites> but have <testsuite>");
      this.#depth = 0;
      this.#rootDepth = 1;
    } else if (this.#depth === -1 && name !== "testsuites") {
      this.stop(`expected element type <testsuites> but have <${name}>`);
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
    // Go's decoder does not look behind the root's end
    if (this.#depth === this.#rootDepth - 1) {
      this.#isWhole = true;
      throw new Enough();
    }
  }

  #suite(name: string, attributes: Readonly<Record<string, string>>): void {
    this.#inSuite = name === "testsuite";
    if (!this.#inSuite) return;
    for (const count of ["tests", "failures"]) {
      const value = attributes[count]?.trim() ?? "";
      if (!/^(?:[+-]?\d+)?$/.test(value)) this.refuse(`${count}="${value}" of <testsuite> is not a number`);
    }
    const time = attributes.time?.trim() ?? "";
    if (time !== "" && Number.isNaN(Number(time)))
      this.refuse(`time="${time}" of <testsuite> is not a number`);
  }

  #begin(attributes: Readonly<Record<string, string>>): void {
    const { name = "", status } = attributes;
    if (name.length > longestName)
      this.stop(`it has a test with a name of more than ${longestName} characters`);
    this.#case = { name, status, failure: false, error: false, skipped: false };
  }

  #outcome(found: Case, element: string): void {
    if (element === "failure") found.failure = true;
    else if (element === "error") found.error = true;
    else if (element === "skipped") found.skipped = true;
  }

  #property({ name, value }: Readonly<Record<string, string>>): void {
    if (name !== undefined) this.#properties.set(name, value ?? "");
  }

  #finish(found: Case): void {
    this.#case = undefined;
    if (isSuiteNode(found.name)) return;
    const hasFailed = found.failure || found.error;
    if (found.skipped) this.#counts.skipped++;
    else if (hasFailed) this.#counts.failed++;
    else this.#counts.passed++;
    if (!isConformance(found.name)) {
      if (hasFailed && !found.skipped) this.#otherFailed.add(found.name);
      return;
    }
    this.#conformance(submittedName(found.name), found);
  }

  #conformance(name: string, { failure, error, skipped }: Case): void {
    const standing = skipped ? "skipped" : failure || error ? "failed" : "passed";
    if (standing === "failed") this.#failed.add(name);
    if (!skipped && error && !failure) this.#errors.add(name);
    if (!this.#required.has(name)) {
      if (!skipped) this.#others.add(name);
      return;
    }
    const before = this.#standing.get(name);
    if (before === "passed" || (before === "failed" && standing === "skipped")) return;
    this.#standing.set(name, standing);
  }
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
