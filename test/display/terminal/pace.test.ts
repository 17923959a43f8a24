import { expect, test } from "bun:test";
import { createPace } from "../../../src/display/terminal/pace.ts";
import { FakeClock, start } from "../fakes.ts";

function paced() {
  const clock = new FakeClock();
  const frames: number[] = [];
  const pace = createPace(() => frames.push(clock.now() - start), clock.now, clock);
  return { clock, frames, pace };
}

test("draws at once, then ten times a second at most, then each second", () => {
  const { clock, frames, pace } = paced();
  for (let ms = 0; ms < 300; ms += 10) {
    pace.ask();
    clock.pass(10);
  }
  clock.pass(2700);
  expect(frames).toEqual([0, 100, 200, 300, 1300, 2300]);
});

test("a clock that is set back does not stop it", () => {
  const { clock, frames, pace } = paced();
  pace.ask();
  clock.set(start - 3_600_000);
  pace.ask();
  clock.pass(100);
  expect(frames).toHaveLength(2);
});

test("nothing is waited for after stop", () => {
  const { clock, pace } = paced();
  pace.ask();
  pace.stop();
  expect(clock.waiting).toBe(0);
});
