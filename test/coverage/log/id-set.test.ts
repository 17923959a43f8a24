import { expect, test } from "bun:test";
import fc from "fast-check";
import { IdSet } from "../../../src/coverage/log/id-set.ts";

test("it says of each id whether it is new, as a set of all of them would", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.uuid(), fc.string({ maxLength: 2 }))), (ids) => {
      const set = new IdSet();
      const known = new Set<string>();
      for (const id of ids) {
        expect(set.add(id)).toBe(!known.has(id));
        known.add(id);
      }
    }),
  );
});

test("ids that differ in little are told apart, however many there are", () => {
  const set = new IdSet();
  const id = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
  let isNew = 0;
  for (let number = 0; number < 300_000; number++) if (set.add(id(number))) isNew++;
  expect(isNew).toBe(300_000);
  for (let number = 0; number < 300_000; number += 997) expect(set.add(id(number))).toBe(false);
});

test("the hash of nothing but zeros counts as an id too", () => {
  const set = new IdSet();
  expect([set.addHash(0, 0), set.addHash(0, 0)]).toEqual([true, false]);
});
