import { expect, test } from "bun:test";
import { readOutcome } from "../../../src/suite/log/outcome.ts";

test.each([
  ["• [1.5 seconds]", { state: "passed", seconds: 1.5 }],
  ["• [FAILED] [1.234 seconds]", { state: "failed", seconds: 1.234 }],
  ["• [PANICKED] [0.000 seconds]", { state: "panicked", seconds: 0 }],
  ["• [INTERRUPTED] [2.000 seconds]", { state: "interrupted", seconds: 2 }],
  ["• [ABORTED] [2.000 seconds]", { state: "aborted", seconds: 2 }],
  ["• [TIMEDOUT] [2.000 seconds]", { state: "timedout", seconds: 2 }],
  ["S [SKIPPED] [0.100 seconds]", { state: "skipped", seconds: 0.1 }],
  ["P [PENDING]", { state: "pending", seconds: 0 }],
  ["↺ [FLAKEY TEST - TOOK 2 ATTEMPTS TO PASS] [3.000 seconds]", { state: "passed", seconds: 3 }],
  ["• [FAILED] DURING REPETITION #3 [1.000 seconds]", { state: "failed", seconds: 1 }],
  [
    "[SynchronizedBeforeSuite] PASSED [0.001 seconds]",
    { state: "passed", seconds: 0.001, suiteNode: "[SynchronizedBeforeSuite]" },
  ],
  [
    "[DeferCleanup (Suite)] [FAILED] [0.001 seconds]",
    { state: "failed", seconds: 0.001, suiteNode: "[DeferCleanup (Suite)]" },
  ],
] as const)("%s", (line, outcome) => {
  for (const running of [false, true]) expect(readOutcome(line, running)).toEqual(outcome);
});

test.each([
  "",
  "•",
  "S",
  "• [1.5 seconds] and more",
  "[SynchronizedBeforeSuite]",
  "[sig-node] Pods [Conformance]",
  "• [UNHEARD] [1.0 seconds]",
  "S [1.0 seconds]",
  "took [1.0 seconds]",
  "STEP: it PASSED [1.0 seconds]",
])("%j ends nothing", (line) => {
  for (const running of [false, true]) expect(readOutcome(line, running)).toBeUndefined();
});

test("only of a spec that runs may other words stand before the bullet, and only before a bullet", () => {
  expect(readOutcome("no end of line• [0.5 seconds]", true)).toEqual({ state: "passed", seconds: 0.5 });
  expect(readOutcome("no end of line↺ [FLAKEY TEST] [0.5 seconds]", true)).toMatchObject({ state: "passed" });
  expect(readOutcome("no end of line• [0.5 seconds]", false)).toBeUndefined();
  for (const line of ["it said S [SKIPPED] [0.5 seconds]", "x [BeforeSuite] FAILED [0.5 seconds]"]) {
    expect(readOutcome(line, true)).toBeUndefined();
  }
});
