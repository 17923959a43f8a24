import { expect, test } from "bun:test";
import { Gate } from "../../src/async/gate.ts";

test("whoever waits at a gate goes on when it is opened, and whoever comes later at once", async () => {
  const gate = new Gate(new AbortController().signal);
  let through = 0;
  const waiting = gate.opened.then(() => {
    through += 1;
  });
  await Promise.resolve();
  expect(through).toBe(0);
  gate.open();
  await Promise.all([waiting, gate.opened]);
  expect(through).toBe(1);
});

test.each(["before", "after"] as const)("a signal that is aborted %s opens it too", async (when) => {
  const leave = new AbortController();
  if (when === "before") leave.abort();
  const gate = new Gate(leave.signal);
  if (when === "after") leave.abort();
  await gate.opened;
});
