import { expect, test } from "bun:test";
import { evidenceOf, evidencePath } from "../../src/results/evidence.ts";

test("the folder of a test's evidence is named after the test, short, and its own", () => {
  const name = "[sig-node] Pods should be evicted, all of them [Conformance]";
  expect(evidencePath(name)).toMatch(/^evidence\/pods-should-be-evicted-all-of-them-[0-9a-f]{12}$/);
  expect(evidencePath(`${name} [Serial]`)).not.toBe(evidencePath(name));
  expect(evidencePath("../../etc/passwd")).toMatch(/^evidence\/etc-passwd-[0-9a-f]{12}$/);
  expect(evidencePath("中".repeat(300))).toMatch(/^evidence\/[0-9a-f]{12}$/);
  expect(evidencePath("x".repeat(300)).length).toBeLessThan(90);
});

test("the evidence of a test is in its folder alone", () => {
  const own = `${evidencePath("a")}/events.txt`;
  expect(evidenceOf(["summary.md", own, `${evidencePath("b")}/events.txt`], "a")).toEqual([own]);
});
