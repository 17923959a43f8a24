import { readOldFailure } from "../failure.ts";
import type { SpecState } from "../spec.ts";
import { type LogEvent, mostNamespaces } from "./events.ts";

const delimiter = "------------------------------";
// `• [SLOW TEST:159.038 seconds]`, `• Failure in Spec Setup (BeforeEach) [0.1 seconds]`, `S [SKIPPING] [0.1 seconds]`
const outcomeLine =
  /^(?:(?:•|•!|•\.\.\.|S) )?(?:(Failure|Panic|Timeout|\[SKIPPING\])[^[]*)?\[(?:SLOW TEST:)?([\d.]+) seconds\]$/;
const progressLine = /\{"msg":"(PASSED|FAILED) ((?:[^"\\]|\\.)*)","total":/;

const states: Record<string, SpecState> = {
  Failure: "failed",
  Panic: "panicked",
  Timeout: "timedout",
  "[SKIPPING]": "skipped",
};

/**
 * The specs in a verbose log of Ginkgo v1, which Kubernetes used up to 1.24. Their names come from the
 * suite's own progress lines, which report passed and failed specs; Ginkgo's headings give the rest.
 */
export class Ginkgo1 {
  readonly #emit: (event: LogEvent) => void;
  /** The two lines before the current one: `[sig-apps] StatefulSet ` and `  should scale [Conformance]`. */
  #before: [string, string] = ["", ""];
  #name: string | undefined;
  #outcome: { state: SpecState; seconds: number } | undefined;
  #details: string[] = [];
  #namespaces = new Set<string>();
  #finished: string | undefined;

  constructor(emit: (event: LogEvent) => void) {
    this.#emit = emit;
  }

  line(text: string): void {
    const [container, leaf] = this.#before;
    this.#before = [leaf, text];
    const outcome = outcomeLine.exec(text);
    if (container.endsWith(" ") && /^\S/.test(container) && /^ {2}\S.*\.go:\d+$/.test(text)) {
      this.#begin(container + leaf.slice(2), text.trim());
    } else if (text === delimiter) {
      this.#finish();
    } else if (text.includes('{"msg":"')) {
      this.#progress(text);
    } else if (text === "•") {
      this.#finish({ state: "passed", seconds: 0 });
    } else if (outcome !== null) {
      const state = outcome[1] === undefined ? "passed" : (states[outcome[1]] ?? "failed");
      this.#outcome = { state, seconds: Number(outcome[2]) };
    } else if (this.#outcome !== undefined) {
      if (this.#details.length < 200) this.#details.push(text);
    } else if (text.startsWith("STEP: Destroying namespace ")) {
      const namespace = /"([^"]+)"/.exec(text)?.[1];
      if (namespace !== undefined && this.#namespaces.size < mostNamespaces) this.#namespaces.add(namespace);
    }
  }

  end(): void {
    this.#finish();
  }

  #begin(name: string, location: string): void {
    this.#finish();
    this.#name = name;
    this.#namespaces = new Set();
    this.#emit({ kind: "spec-started", name, location });
  }

  /** One of the suite's own lines; it comes after Ginkgo's, except after the dot of a fast spec. */
  #progress(text: string): void {
    const [, word, quoted] = progressLine.exec(text) ?? [];
    if (quoted === undefined) return;
    const name = unquoted(quoted);
    if (name === undefined || name === this.#finished) return;
    this.#name = name;
    const state = word === "PASSED" ? "passed" : "failed";
    this.#finish({ state, seconds: this.#outcome?.seconds ?? 0 });
  }

  #finish(outcome = this.#outcome): void {
    if (outcome === undefined || this.#name === undefined) return;
    const failure = outcome.state === "passed" ? undefined : readOldFailure(this.#failureLines());
    const spec = {
      name: this.#name,
      ...outcome,
      ...(failure === undefined ? {} : { message: failure.message }),
      ...(failure?.location === undefined ? {} : { location: failure.location }),
    };
    this.#finished = spec.name;
    const namespaces = [...this.#namespaces];
    this.#name = undefined;
    this.#outcome = undefined;
    this.#details = [];
    this.#namespaces = new Set();
    this.#emit({ kind: "spec-finished", spec, namespaces });
  }

  /** What follows the hierarchy and its places, up to an empty line; without its indent. */
  #failureLines(): string[] {
    const begin = this.#details.indexOf("");
    return this.#details.slice(begin + 1).map((line) => line.replace(/^ {2}/, ""));
  }
}

/** The value of a JSON text; undefined if the log broke it. */
function unquoted(inner: string): string | undefined {
  try {
    return String(JSON.parse(`"${inner}"`));
  } catch {
    return undefined;
  }
}
