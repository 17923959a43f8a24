import { expect, test } from "bun:test";
import { setImmediate as turn } from "node:timers/promises";
import { VirtualTime } from "./virtual-time.ts";

test("an hour that nobody fills passes in a moment", async () => {
  const time = new VirtualTime(0);
  await time.pass(time.sleep(3_600_000));
  expect(time.monotonic).toBeGreaterThanOrEqual(3_600_000);
  expect(time.monotonic).toBeLessThan(3_600_100);
});

test("alarms ring in the order of their times, and those of one time in the order they were set", async () => {
  const time = new VirtualTime(1000);
  const rung: string[] = [];
  const ring = (name: string, ms: number) => time.after(ms, () => rung.push(`${name} ${time.monotonic}`));
  ring("late", 500);
  ring("first", 20);
  ring("second", 20);
  ring("never", 300)();
  await time.pass(time.sleep(600));
  expect(rung).toEqual(["first 1020", "second 1020", "late 1500"]);
});

test("what works without a pause does so in hardly any time, so that a loop without a pace is seen", async () => {
  const time = new VirtualTime(0);
  let rounds = 0;
  const loop = async () => {
    for (; time.monotonic < 1000; rounds++) {
      time.stir();
      await turn();
    }
  };
  await time.pass(loop());
  expect(rounds).toBeGreaterThan(500);
});

test("a sleep ends with its signal's reason", async () => {
  const time = new VirtualTime(0);
  const leaving = new AbortController();
  time.after(10, () => leaving.abort(new Error("enough")));
  const slept = time
    .sleep(1000, leaving.signal)
    .catch((error: Error) => `${error.message} at ${time.monotonic}`);
  await time.pass(slept);
  expect(await slept).toBe("enough at 10");
});

test("the wall clock can be moved, and what waits does not notice", async () => {
  const time = new VirtualTime(5000);
  time.after(10, () => time.moveWallClock(-3000));
  await time.pass(time.sleep(100));
  expect(time.monotonic).toBeGreaterThanOrEqual(5100);
  expect(time.now()).toBeLessThan(2200);
});
