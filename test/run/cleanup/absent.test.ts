import { expect, test } from "bun:test";
import { ApiError } from "../../../src/kube/errors.ts";
import { awaitAbsent, type Doomed, type Look } from "../../../src/run/cleanup/absent.ts";

/** Something that looks like this, one look after the other, and then like the last. */
function looking(what: string, ...looks: (Look | Error)[]): Doomed & { readonly asked: () => number } {
  let asked = 0;
  return {
    what,
    asked: () => asked,
    remove: async () => {
      const look = looks[Math.min(asked, looks.length - 1)] ?? "absent";
      asked += 1;
      if (look instanceof Error) throw look;
      return look;
    },
  };
}

/** A clock that is over after so many milliseconds of sleep. */
function clock(bound: number) {
  const late = new AbortController();
  let slept = 0;
  const sleep = async (ms: number) => {
    slept += ms;
    if (slept >= bound) late.abort();
  };
  return { late: late.signal, io: { sleep }, slept: () => slept };
}

test("removed is what was there; what was not there is neither removed nor left", async () => {
  const { late, io } = clock(10_000);
  const doomed = [
    looking("at once", "removed"),
    looking("slow", { why: "going" }, { why: "going" }, "absent"),
    looking("never there", "absent"),
  ];
  expect(await awaitAbsent(doomed, late, io)).toEqual({ removed: ["at once", "slow"], left: [] });
});

test("what is still there when the time is over is left, with the last reason", async () => {
  const { late, io } = clock(2000);
  const stuck = looking("stuck", { why: "going" }, { why: "a finalizer holds it" });
  expect(await awaitAbsent([stuck], late, io)).toEqual({
    removed: [],
    left: [{ what: "stuck", why: "a finalizer holds it" }],
  });
});

test("a refusal is final and keeps nothing else from going; what may pass is tried again", async () => {
  const { late, io } = clock(10_000);
  const refused = looking("refused", new ApiError(403, { message: "no" }));
  const busy = looking("busy", new ApiError(503, {}), "removed");
  const { removed, left } = await awaitAbsent([refused, busy], late, io);
  expect(removed).toEqual(["busy"]);
  expect(left).toMatchObject([{ what: "refused", why: expect.stringContaining("no") }]);
  expect(refused.asked()).toBe(1);
});

test("however much there is, it is not looked at more than ten times a second", async () => {
  const { late, io, slept } = clock(60_000);
  const many = Array.from({ length: 50 }, (_, index) => looking(`${index}`, { why: "going" }));
  await awaitAbsent(many, late, io);
  const asked = many.reduce((sum, one) => sum + one.asked(), 0);
  expect(asked / (slept() / 1000)).toBeLessThan(11);
});
