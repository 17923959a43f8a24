import { expect, test } from "bun:test";
import { expectedOf } from "../../../src/run/follow/expected.ts";
import { modes } from "../../../src/suite/modes.ts";

const workOf = (focus: string, skip = "", release = "v1.35.4") => expectedOf({ release, focus, skip }).work;

test("a run's specs are those of the release's list that its focus matches and its skip does not", () => {
  expect(workOf(modes["certified-conformance"].focus)?.specs).toBe(441);
  expect(workOf(modes.quick.focus)?.specs).toBe(1);
  const serial = workOf("\\[Serial\\]") ?? { parallel: 1, serial: 0 };
  expect(serial.parallel).toBe(0);
  expect(serial.serial).toBeGreaterThan(900_000);
  expect(workOf("\\[Conformance\\]", "\\[Serial\\]")?.serial).toBe(0);
});

test("of specs on no list nothing is expected", () => {
  expect(workOf("\\[sig-storage\\] CSI Mock")).toBeUndefined();
  expect(workOf("\\[Conformance\\]", "", "v1.99.0")).toBeUndefined();
  // a pattern of Go's that this language cannot read
  expect(workOf("(?U)x")).toBeUndefined();
});
