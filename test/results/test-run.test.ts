import { expect, test } from "bun:test";
import { readTestRun } from "../../src/results/test-run.ts";

const event = (Action: string, second: number, Test?: string) =>
  JSON.stringify({ Time: `2026-11-29T10:12:0${second}.000Z`, Action, Package: "p", ...(Test && { Test }) });
const text = (...lines: readonly string[]) => lines.map((line) => `${line}\n`).join("");
const whole = [event("start", 1), event("run", 1, "TestA"), event("pass", 3, "TestA")];

test("the run passed if it ended and no test failed, with the times of its first and last event", () => {
  expect(readTestRun(text(...whole, event("pass", 4)))).toEqual({
    assessment: {
      verdict: "passed",
      certifiable: false,
      deviations: ["it is a run of the tests of AI conformance, not of the conformance suite"],
    },
    times: {
      started: "2026-11-29T10:12:01.000Z",
      suiteStarted: "2026-11-29T10:12:01.000Z",
      suiteFinished: "2026-11-29T10:12:04.000Z",
      finished: "2026-11-29T10:12:04.000Z",
    },
    seconds: 3,
  });
});

test("one failure decides, whether or not the run ended", () => {
  const failed = readTestRun(text(...whole, event("fail", 4, "TestA/sub")));
  expect(failed.assessment.verdict).toBe("failed");
  expect(failed.assessment.reason).toBeUndefined();
});

test("without an end, or without a test, there is no verdict", () => {
  expect(readTestRun(text(...whole)).assessment).toMatchObject({
    verdict: "incomplete",
    reason: "the tests did not end",
  });
  expect(readTestRun(text(...whole)).times.finished).toBeUndefined();
  expect(readTestRun(text(event("pass", 1))).assessment.reason).toBe("no test ran");
});

test("what is no event is passed over", () => {
  const odd = readTestRun(text("", "{", "[]", '{"Time":7,"Action":{}}', "PASS"));
  expect(odd).toMatchObject({ assessment: { verdict: "incomplete" }, times: {}, seconds: undefined });
});
