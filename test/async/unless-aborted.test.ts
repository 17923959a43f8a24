import { expect, test } from "bun:test";
import { unlessAborted } from "../../src/async/unless-aborted.ts";

const never = () => new Promise<string>(() => undefined);

test("what comes to its end is given, with a signal and without", async () => {
  expect(await unlessAborted(Promise.resolve("done"), undefined)).toBe("done");
  expect(await unlessAborted(Promise.resolve("done"), new AbortController().signal)).toBe("done");
});

test.each(["before", "after"] as const)(
  "a signal that is aborted %s ends the waiting with its reason",
  async (when) => {
    const leave = new AbortController();
    if (when === "before") leave.abort(new Error("enough"));
    const waiting = unlessAborted(never(), leave.signal);
    if (when === "after") leave.abort(new Error("enough"));
    await expect(waiting).rejects.toThrow("enough");
  },
);

test("what fails after nobody waits any more is no unhandled failure", async () => {
  const work = Promise.withResolvers<never>();
  await expect(unlessAborted(work.promise, AbortSignal.abort(new Error("enough")))).rejects.toThrow("enough");
  work.reject(new Error("too late"));
  // an unhandled one would end the test's process here
  await new Promise((resolve) => setImmediate(resolve));
});
