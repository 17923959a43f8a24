import { expect, test } from "bun:test";
import { noVerdict, tookWords } from "../../../src/commands/run/words.ts";

const at = (minutes: number) => new Date(Date.UTC(2026, 10, 20, 22, 15) + minutes * 60_000).toISOString();

test.each([
  ["27m00s", [0, 0.5, 27.5, 29]],
  ["27m00s (31m10s with set-up)", [0, 4 + 1 / 6, 31 + 1 / 6, 32]],
  // its results were fetched a day later
  ["27m00s", [0, 0.5, 27.5, 24 * 60]],
] as const)("a run took %s", (words, [started, suiteStarted, suiteFinished, finished]) => {
  const times = {
    started: at(started),
    suiteStarted: at(suiteStarted),
    suiteFinished: at(suiteFinished),
    finished: at(finished),
  };
  expect(tookWords({ times })).toBe(words);
});

test("a run whose suite was not seen to end is told with its own time", () => {
  expect(tookWords({ times: { started: at(0), suiteStarted: at(1), finished: at(3) } })).toBe("3m00s");
});

test("of a suite that somebody else stopped, Ginkgo's own words say why there is no verdict", () => {
  const state = { kind: "ended", exitCode: 1, since: undefined, until: undefined, reason: "Error" } as const;
  const conducted = { outcome: { kind: "ended", pod: {}, state }, files: [], problems: [] } as const;
  expect(noVerdict({ ...conducted, cutShort: undefined, endedBy: "Interrupted by User" })).toBe(
    "the suite ended before its time: Interrupted by User",
  );
  expect(noVerdict({ ...conducted, cutShort: undefined })).toContain("ended with exit code 1 (Error)");
});
