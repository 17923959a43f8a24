import { expect, test } from "bun:test";
import { Silence } from "../../src/async/silence.ts";

/** A clock whose sleeps end when time passes. */
function handClock() {
  let now = 0;
  const waiting: { readonly at: number; wake(): void }[] = [];
  return {
    monotonic: () => now,
    sleep: (ms: number, signal?: AbortSignal) =>
      new Promise<void>((resolve, reject) => {
        waiting.push({ at: now + ms, wake: resolve });
        signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
      }),
    async pass(ms: number) {
      now += ms;
      for (const { at, wake } of waiting) if (at <= now) wake();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

test("a silence that is long enough aborts, with its reason", async () => {
  const clock = handClock();
  const silence = new Silence(clock, 1000, () => new Error("silent"));
  await clock.pass(999);
  expect(silence.signal.aborted).toBe(false);
  await clock.pass(1);
  expect(silence.signal.reason).toEqual(new Error("silent"));
});

test("what is heard starts it anew, and an end stops it", async () => {
  const clock = handClock();
  const silence = new Silence(clock, 1000, () => new Error("silent"));
  await clock.pass(900);
  silence.heard();
  await clock.pass(900);
  expect(silence.signal.aborted).toBe(false);
  silence.end();
  await clock.pass(5000);
  expect(silence.signal.aborted).toBe(false);
});
