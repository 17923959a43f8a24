import { expect, test } from "bun:test";
import { tookWords } from "../../../src/commands/run/words.ts";

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

test("a suite's own word for how long it took comes before what was seen of it", () => {
  const times = { started: at(0), suiteStarted: at(0.5), suiteFinished: at(1), finished: at(2) };
  expect(tookWords({ times, suite: { seconds: 1622.4 } })).toBe("27m02s");
});

test("a run whose suite was not seen to end is shown with the run's time", () => {
  expect(tookWords({ times: { started: at(0), suiteStarted: at(1), finished: at(3) } })).toBe("3m00s");
});
