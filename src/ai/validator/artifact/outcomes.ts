/** How a test ended. */
export type Outcome = "passed" | "failed" | "skipped";

/** What a test artifact says about tests, as the validator counts it. */
export class Outcomes {
  readonly #tests = new Map<string, Outcome>();
  readonly #failed: string[] = [];

  /** A failure stays; otherwise the last entry of a name counts. */
  record(name: string, outcome: Outcome): void {
    if (this.#tests.get(name) === "failed") return;
    this.#tests.set(name, outcome);
    if (outcome === "failed") this.#failed.push(name);
  }

  /** A failure without a test of its own: `package example.com/test`. */
  fail(what: string): void {
    this.#failed.push(what);
  }

  get tests(): ReadonlyMap<string, Outcome> {
    return this.#tests;
  }

  /** The names of what failed, sorted. */
  get failures(): readonly string[] {
    return this.#failed.toSorted();
  }

  get isEmpty(): boolean {
    return this.#tests.size === 0 && this.#failed.length === 0;
  }

  /** The outcome of a test: its own entry, otherwise that of its sub-tests together; undefined if there is neither. */
  of(name: string): Outcome | undefined {
    const own = this.#tests.get(name);
    if (own !== undefined) return own;
    const beneath = [...this.#tests].filter(([test]) => test.startsWith(`${name}/`)).map(([, one]) => one);
    if (beneath.length === 0) return undefined;
    if (beneath.includes("failed")) return "failed";
    return beneath.every((one) => one === "skipped") ? "skipped" : "passed";
  }
}

/** Why a file is not a test artifact, in the validator's words where they are known. */
export class ArtifactFault extends Error {}
