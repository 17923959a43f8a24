import { expect, test } from "bun:test";
import { paced } from "../../src/async/paced.ts";

/** A clock that moves by sleeping, and by `pass`. */
function clock() {
  let time = 0;
  return {
    monotonic: () => time,
    pass: (ms: number) => {
      time += ms;
    },
    sleep: async (ms: number, signal?: AbortSignal) => {
      signal?.throwIfAborted();
      time += ms;
    },
  };
}

test("a loop whose turns end at once makes 20 a second", async () => {
  const time = clock();
  const turn = paced(time);
  let turns = 0;
  for (; time.monotonic() < 10_000; turns++) await turn();
  expect(turns).toBe(201);
});

test("neither the first turn nor one that comes late enough waits", async () => {
  const time = clock();
  const turn = paced(time);
  await turn();
  time.pass(60);
  await turn();
  expect(time.monotonic()).toBe(60);
});

test("a turn may be asked to wait for longer than the floor, not for less", async () => {
  const time = clock();
  const turn = paced(time);
  await turn();
  await turn(7000);
  expect(time.monotonic()).toBe(7000);
  await turn(1);
  expect(time.monotonic()).toBe(7050);
});

test("a signal ends the loop at its next turn, also where there is nothing to wait for", async () => {
  const time = clock();
  const leave = new AbortController();
  const turn = paced(time, leave.signal);
  await turn();
  time.pass(1000);
  leave.abort(new Error("enough"));
  await expect(turn()).rejects.toThrow("enough");
});
