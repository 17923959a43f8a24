import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { runTimes, type SeenTimes } from "../../src/run/times.ts";

const base = Date.UTC(2026, 10, 20, 22, 15);
const at = (minutes: number) => base + minutes * 60_000;
const text = (minutes: number) => new Date(at(minutes)).toISOString();

const seen: SeenTimes = {
  cluster: { created: at(0), suiteStarted: at(1), suiteEnded: at(28.1) },
  here: { started: at(0), suiteStarted: at(1.1), suiteFinished: at(28.2), finished: at(29) },
  ahead: 0,
  seconds: 27 * 60,
};

test("a run that was watched from its beginning", () => {
  expect(runTimes(seen)).toEqual({
    started: text(0),
    suiteStarted: text(1),
    suiteFinished: text(28),
    finished: text(29),
  });
});

test("a suite took as long as it says, however late its log was read", () => {
  const here = { ...seen.here, suiteStarted: at(600), suiteFinished: at(600), finished: at(601) };
  expect(runTimes({ ...seen, here })).toMatchObject({
    suiteStarted: text(1),
    suiteFinished: text(28),
    finished: text(601),
  });
});

test("a replay that runs faster than its recording ends when its container ends", () => {
  const cluster = { created: at(0), suiteStarted: at(0.1), suiteEnded: at(0.4) };
  const here = { started: at(0), suiteStarted: at(0.1), suiteFinished: at(0.4), finished: at(0.5) };
  const fast = { ...seen, cluster, here };
  expect(runTimes(fast)).toMatchObject({ suiteFinished: text(0.4), finished: text(0.5) });
  // its container was not seen to end
  expect(runTimes({ ...fast, cluster: { ...cluster, suiteEnded: undefined } })).toMatchObject({
    suiteFinished: text(0.4),
  });
});

test("a machine whose clock is an hour ahead notes the cluster's time", () => {
  const late = (time: number | undefined) => (time === undefined ? undefined : time + 3_600_000);
  const { started, suiteStarted, suiteFinished, finished } = seen.here;
  const here = {
    started: started + 3_600_000,
    suiteStarted: late(suiteStarted),
    suiteFinished: late(suiteFinished),
    finished: finished + 3_600_000,
  };
  expect(runTimes({ ...seen, here, ahead: 3_600_000 })).toEqual(runTimes(seen));
  const cluster = { created: at(0), suiteStarted: undefined, suiteEnded: undefined };
  expect(runTimes({ ...seen, cluster, here, ahead: 3_600_000 })).toMatchObject({ suiteStarted: text(1.1) });
});

test("what was not seen to happen has no time", () => {
  const here = { ...seen.here, suiteStarted: undefined, suiteFinished: undefined };
  expect(runTimes({ ...seen, here, seconds: undefined })).toEqual({ started: text(0), finished: text(29) });
});

describe("whatever the clocks say", () => {
  const time = fc.integer({ min: base - 10 ** 8, max: base + 10 ** 8 });
  const maybe = fc.option(time, { nil: undefined });
  test("the times are in their order", () => {
    fc.assert(
      fc.property(
        fc.record({
          cluster: fc.record({ created: maybe, suiteStarted: maybe, suiteEnded: maybe }),
          here: fc.record({ started: time, suiteStarted: maybe, suiteFinished: maybe, finished: time }),
          ahead: fc.integer({ min: -(10 ** 8), max: 10 ** 8 }),
          seconds: fc.option(fc.integer({ min: 0, max: 10 ** 5 }), { nil: undefined }),
        }),
        (input) => {
          const { started, suiteStarted, suiteFinished, finished } = runTimes(input);
          const times = [started, suiteStarted, suiteFinished, finished].filter((one) => one !== undefined);
          expect(times).toEqual(times.toSorted());
        },
      ),
    );
  });
});
