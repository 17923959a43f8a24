import { expect, test } from "bun:test";
import { allDone } from "../../src/async/all-done.ts";

test("all values in order", async () => {
  expect(await allDone([Promise.resolve(1), Promise.resolve(2)])).toEqual([1, 2]);
});

test("a failure is thrown when the others are done too", async () => {
  const slow = Promise.withResolvers<void>();
  let isDone = false;
  const all = allDone([
    Promise.reject(new Error("first")),
    slow.promise.then(() => {
      isDone = true;
    }),
  ]);
  slow.resolve();
  await expect(all).rejects.toThrow("first");
  expect(isDone).toBe(true);
});
