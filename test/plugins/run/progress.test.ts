import { expect, test } from "bun:test";
import { afterPost, noProgress } from "../../../src/plugins/run/progress.ts";

const after = (...posts: object[]) =>
  posts.reduce<typeof noProgress>((before, post) => afterPost(before, JSON.stringify(post)), noProgress);

// sonobuoy v0.57.5, pkg/plugin/interface.go: CombineUpdates
test("a post replaces what was known, unless it adds to it", () => {
  expect(after({ msg: "a", total: 5, completed: 2, failures: ["x"] }, { msg: "b", total: 6 })).toEqual({
    message: "b",
    total: 6,
    completed: 0,
    failures: [],
    errors: [],
  });
  expect(
    after({ total: 5, completed: 2 }, { msg: "c", appendcompleted: 1, appendfailing: ["y"] }),
  ).toMatchObject({ message: "c", total: 5, completed: 3, failures: ["y"] });
  expect(after({ appendcompleted: 2, appendfailing: ["y"], appendtotals: true })).toMatchObject({
    total: 3,
    completed: 2,
  });
});

test("what is not a post changes nothing, and what is of the wrong type counts as nothing", () => {
  const before = after({ msg: "a", completed: 1 });
  for (const body of ["", "x", "[]", "5", '"a"']) expect(afterPost(before, body)).toEqual(before);
  expect(after({ msg: 5, total: "x", completed: -1, failures: "x", errors: [1, "e"] })).toEqual({
    ...noProgress,
    errors: ["e"],
  });
});
