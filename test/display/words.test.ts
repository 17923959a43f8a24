import { describe, expect, test } from "bun:test";
import { styleFor } from "../../src/display/style.ts";
import {
  cleanedLines,
  failureMessage,
  failureTitle,
  noticeLines,
  runStarted,
  safeLines,
} from "../../src/display/words.ts";

const failed = { name: "[sig-a] b", state: "failed", seconds: 129 } as const;

describe("a failed spec", () => {
  test("has its time and its file, and how it ended where that is not a plain failure", () => {
    expect(failureTitle({ ...failed, location: "k8s.io/e2e/service.go:4291" })).toEqual({
      name: "[sig-a] b",
      rest: "(2m9s) service.go:4291",
    });
    expect(failureTitle({ ...failed, state: "timedout" }).rest).toBe("(2m9s, timedout)");
    expect(failureTitle({ ...failed, location: "service.go:1" }).rest).toBe("(2m9s) service.go:1");
  });

  test("moves no cursor by its name, place or message", () => {
    const evil = "a\u001b[2J";
    expect(failureTitle({ ...failed, name: evil, location: evil })).toEqual({
      name: "a^[[2J",
      rest: "(2m9s) a^[[2J",
    });
    expect(failureMessage({ ...failed, message: evil }, "…")).toEqual(["  a^[[2J"]);
  });

  test("shows four lines of its message, none of them empty, and says how many more there are", () => {
    const message = (count: number) => Array.from({ length: count }, (_, at) => `\n \n${at}\tx`).join("\r\n");
    expect(failureMessage({ ...failed, message: message(4) }, "…")).toEqual([
      "  0  x",
      "  1  x",
      "  2  x",
      "  3  x",
    ]);
    expect(failureMessage({ ...failed, message: message(5) }, "…").at(-1)).toBe("  … 1 more line in e2e.log");
    expect(failureMessage({ ...failed, message: message(6) }, "...").at(-1)).toBe(
      "  ... 2 more lines in e2e.log",
    );
    expect(failureMessage(failed, "…")).toEqual([]);
  });

  test("no cause stands above a first line that says the same", () => {
    for (const line of ["a\tb  c", "x".repeat(1000)])
      expect(failureMessage({ ...failed, message: `${line}\nmore` }, "…")).toHaveLength(2);
  });

  test("a line of its message is cut where no person reads on", () => {
    expect(failureMessage({ ...failed, message: "x".repeat(300) }, "…")).toEqual([`  ${"x".repeat(300)}`]);
    expect(failureMessage({ ...failed, message: "x".repeat(301) }, "…")).toEqual([`  ${"x".repeat(300)}…`]);
  });
});

test("a notice has its further lines and its fix beneath it", () => {
  const notice = { kind: "notice", level: "warning", at: 0 } as const;
  expect(noticeLines({ ...notice, text: "one" })).toEqual(["one"]);
  expect(noticeLines({ ...notice, text: "one\ntwo\u001b", fix: "do\nthis" })).toEqual([
    "one",
    "  two^[",
    "  fix: do this",
  ]);
});

test.each([
  [1, "1 Ginkgo process (one spec)"],
  [2, "2 Ginkgo processes (one spec)"],
])("a run on %i says so", (processes, words) => {
  const style = styleFor({ isTTY: false, columns: undefined, write: () => undefined }, {});
  const run = {
    kind: "run-started",
    at: 0,
    id: "i",
    namespace: "n",
    server: "s",
    version: "v",
    image: "m",
  } as const;
  expect(runStarted({ ...run, processes, why: "one spec", folder: "f" }, style)[1]).toBe(words);
});

test("what was cleaned up, and what is still there, made visible", () => {
  expect(
    cleanedLines({ kind: "cleaned", at: 0, removed: ["namespace a"], remains: ["node b\u001b"] }),
  ).toEqual(["removed what the suite left: namespace a", "still there: node b^["]);
  expect(safeLines("a\r\nb\u001b")).toEqual(["a", "b^["]);
});
