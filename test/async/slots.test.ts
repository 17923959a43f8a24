import { expect, test } from "bun:test";
import { Slots } from "../../src/async/slots.ts";

test("so much is done at the same time and no more, in its order, whatever fails", async () => {
  const slots = new Slots(2);
  const gates = Array.from({ length: 4 }, () => Promise.withResolvers<void>());
  const begun: number[] = [];
  const all = gates.map(({ promise }, index) =>
    slots.run(async () => {
      begun.push(index);
      await promise;
      return index;
    }),
  );
  expect(begun).toEqual([0, 1]);
  gates[1]?.reject(new Error("no"));
  await expect(all[1]).rejects.toThrow("no");
  await Promise.resolve();
  expect(begun).toEqual([0, 1, 2]);
  for (const { resolve } of gates) resolve();
  expect(await Promise.all([all[0], all[2], all[3]])).toEqual([0, 2, 3]);
});
