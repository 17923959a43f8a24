import type { TestData } from "../data.ts";
import type { Address, Shown } from "./address.ts";

/** A test prepared for searching. */
export interface Entry {
  readonly test: TestData;
  readonly sig: string;
  /** What is searched, in lower case. */
  readonly words: string;
}

/** Prepares tests for searching. */
export function entriesOf(tests: readonly TestData[]): readonly Entry[] {
  return tests.map((test) => ({
    test,
    sig: /\[(sig-[^\]]+)\]/.exec(test.name)?.[1] ?? "",
    words: `${test.name} ${test.cause ?? ""} ${test.namespaces?.join(" ") ?? ""}`.toLowerCase(),
  }));
}

/** Whether a test failed. */
export function isFailed({ state }: TestData): boolean {
  return state !== "running" && state !== "passed" && state !== "skipped" && state !== "pending";
}

/** Whether a test has not ended yet. */
export function isRunning({ state }: TestData): boolean {
  return state === "running";
}

/** Whether a test ran at all. */
export function isRun(test: TestData): boolean {
  return isRunning(test) || test.state === "passed" || isFailed(test);
}

/** The number of tests in each filter. */
export function countsOf(tests: readonly TestData[]): Readonly<Record<Shown, number>> {
  const count = (shown: Shown) => tests.filter(is[shown]).length;
  return {
    ran: count("ran"),
    running: count("running"),
    failed: count("failed"),
    flaky: count("flaky"),
    passed: count("passed"),
    skipped: count("skipped"),
    all: tests.length,
  };
}

const is: Readonly<Record<Shown, (test: TestData) => boolean>> = {
  ran: isRun,
  running: isRunning,
  failed: isFailed,
  flaky: (test) => test.flaked === true,
  passed: (test) => test.state === "passed",
  skipped: (test) => !isRun(test),
  all: () => true,
};

/** The requested tests in the requested order: those whose name, cause or namespace contains all of the words. */
export function find(entries: readonly Entry[], { query, shown, sig, order }: Address): readonly Entry[] {
  const wanted = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  const found = entries.filter(
    ({ test, sig: own, words }) =>
      is[shown](test) && (sig === "" || own === sig) && wanted.every((word) => words.includes(word)),
  );
  switch (order) {
    case "run":
      return found.toSorted((a, b) => (a.test.began ?? late) - (b.test.began ?? late));
    case "slowest":
      return found.toSorted((a, b) => b.test.seconds - a.test.seconds);
    case "name":
      return found.toSorted((a, b) => (a.test.name < b.test.name ? -1 : 1));
  }
}

const late = Number.MAX_SAFE_INTEGER;
