import { describe, expect, test } from "bun:test";
import type { Cell } from "../../../src/history/grid/cell.ts";
import { storyOf } from "../../../src/history/grid/story.ts";

/** Cells from marks, the newest first: `.` passed, `F` failed, `~` passed at a further attempt, a blank did not run. */
const cells = (marks: string, seconds = 10): (Cell | undefined)[] =>
  [...marks].map((mark) =>
    mark === " "
      ? undefined
      : { state: mark === "F" ? "failed" : mark === "~" ? "flaked" : "passed", seconds },
  );
const story = (marks: string) => storyOf(cells(marks), 0, marks.length);

describe("a test is flaky where", () => {
  test.each([
    ["it failed once and passed again", ".F..", [1]],
    ["it failed twice and passed again", ".FF.", [1, 2]],
    ["it passed at a further attempt", ".~..", [1]],
    ["it failed in the oldest build that is known", "..F", [2]],
  ])("%s", (_, marks, flakes) => {
    expect(story(marks).flakes).toEqual(flakes);
  });

  test.each([
    ["it failed three times in a row", ".FFF."],
    ["it still fails", "F..."],
    ["it never failed", "...."],
    ["it never ran", "    "],
  ])("but not where %s", (_, marks) => {
    expect(story(marks).flakes).toEqual([]);
  });
});

test("a test fails since its first failure after the last pass, over builds that did not run it", () => {
  expect(story("F F.F.").failing).toEqual({ first: 2, builds: 2, passed: 3 });
  expect(story(" F.").failing).toEqual({ first: 1, builds: 1, passed: 2 });
  expect(story("FF").failing).toEqual({ first: 1, builds: 2 });
  expect(story(".FF").failing).toBeUndefined();
});

test("only the job's own columns count", () => {
  expect(storyOf(cells("F.F."), 2, 4)).toMatchObject({ ran: 2, failed: 1, failing: { first: 2, passed: 3 } });
});

test("a test is slower if it takes much longer than in the oldest third", () => {
  const all = [...cells("...", 40), ...cells("...", 10), ...cells("...", 10)];
  expect(storyOf(all, 0, 9).slower).toBe(4);
  expect(storyOf(all.toReversed(), 0, 9).slower).toBeUndefined();
  expect(storyOf([...cells("...", 4), ...cells("...", 1)], 0, 6).slower).toBeUndefined();
});
