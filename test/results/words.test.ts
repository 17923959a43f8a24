import { describe, expect, test } from "bun:test";
import type { Results } from "../../src/results/results.ts";
import {
  certifiableWords,
  countWords,
  resultWords,
  shellWords,
  suiteTime,
  tookText,
} from "../../src/results/words.ts";

describe("results of any runner in one line", () => {
  const results = (given: Partial<Results>) =>
    resultWords({
      verdict: "passed",
      reason: undefined,
      counts: { passed: 440, failed: 1, total: 441 },
      seconds: 1622,
      certifiable: false,
      deviations: ["1 required test failed"],
      ...given,
    } as Results);

  test("counts, time, and why they do not certify", () => {
    expect(results({})).toBe(
      "440 passed, 1 failed of 441 in 27m02s · not certifiable: 1 required test failed",
    );
    expect(results({ certifiable: true, deviations: [] })).toEndWith(" · certifiable");
  });

  test("without a verdict, the reason, if it is known", () => {
    expect(results({ verdict: "incomplete", reason: "the log is cut" })).toEndWith(
      " · no verdict: the log is cut",
    );
    expect(results({ verdict: "incomplete" })).toEndWith(" · no verdict");
  });

  test("without what is unknown", () => {
    const counts = { passed: 3, failed: 0, total: 0 } as Results["counts"];
    expect(results({ counts, seconds: undefined, certifiable: true })).toBe("3 passed · certifiable");
  });
});

test("counts leave out failures if there are none", () => {
  expect(countWords({ passed: 2, failed: 0, total: 2 }, undefined)).toBe("2 passed of 2");
  expect(countWords({ passed: 2, failed: 1, total: undefined }, "5s")).toBe("2 passed, 1 failed in 5s");
});

test("why results do not certify", () => {
  expect(certifiableWords({ certifiable: false, deviations: [] })).toBe("not certifiable");
  expect(certifiableWords({ certifiable: false, deviations: ["a", "b"] })).toBe("not certifiable: a; b");
});

test("the suite's own time counts before the observed one", () => {
  const times = { suiteStarted: "2026-11-20T22:00:00Z", suiteFinished: "2026-11-20T22:01:30Z" };
  expect(suiteTime({ times: times as never, suite: { seconds: 45 } })).toBe("45s");
  expect(suiteTime({ times: times as never })).toBe("1m30s");
  expect(suiteTime({ times: {} as never })).toBeUndefined();
});

test("seconds in a readable form", () => {
  expect([-1, 0.44, 9.96, 10.4, 59.6, 1622, 3720].map(tookText)).toEqual([
    "0s",
    "0.4s",
    "10s",
    "10s",
    "1m00s",
    "27m02s",
    "1h02m",
  ]);
});

test("words are quoted for a shell only if they need it", () => {
  expect(shellWords(["run", "--focus", "[a] b", "it's", "", "a=b,c:d"])).toBe(
    "run --focus '[a] b' 'it'\\''s' '' a=b,c:d",
  );
});
