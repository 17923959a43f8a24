import { expect, test } from "bun:test";
import { InputError } from "../../src/errors.ts";
import { count, fail, few, pass, unanswered, warn } from "../../src/preflight/check.ts";

test("a judgement has a fix only where there is one", () => {
  expect(pass("a")).toEqual({ status: "pass", summary: "a" });
  expect(warn("a", "b")).toEqual({ status: "warn", summary: "a", why: "b" });
  expect(warn("a", "b", "c")).toEqual({ status: "warn", summary: "a", why: "b", fix: "c" });
  expect(fail("a", "b", "c")).toEqual({ status: "fail", summary: "a", why: "b", fix: "c" });
});

test("a check that cannot be answered is unknown, with what kept it and how to fix that", () => {
  expect(unanswered(new DOMException("late", "TimeoutError"), 1500)).toMatchObject({
    status: "unknown",
    summary: "cannot be checked: no answer within 1.5 s",
  });
  const refused = unanswered(new InputError("no\nmore", { fix: "do this" }), 1500);
  expect(refused).toMatchObject({ status: "unknown", summary: "cannot be checked: no", fix: "do this" });
  expect(unanswered("words", 1500)).not.toHaveProperty("fix");
});

test("few of many names, and what is counted", () => {
  expect(few([])).toBe("");
  expect(few(["a", "b", "c", "d", "e"])).toBe("a, b, c, d, e");
  expect(few(["a", "b", "c", "d", "e", "f"])).toBe("a, b, c, d, e and 1 more");
  expect(few(["a", "b", "c"], 1)).toBe("a and 2 more");
  expect([count(0, "node"), count(1, "node"), count(2, "node")]).toEqual(["0 nodes", "1 node", "2 nodes"]);
});
