import { expect, test } from "bun:test";
import { atOnce } from "../../../../src/async/steps.ts";
import { junitViewSteps } from "../../../../src/submission/check/read/junit.ts";
import { requiredTests } from "../../../../src/suite/required/required.ts";
import { golden } from "../../../suite/golden.ts";
import { skippedSuite } from "../../../suite/skipped-suite.ts";

const view = (bytes: Uint8Array, required: readonly string[]) =>
  atOnce(junitViewSteps(bytes, new Set(required)));

test("a junit with the specs that were filtered out: all required tests passed, the others count as skipped", () => {
  const required = requiredTests("v1.37") ?? [];
  const { counts, states, failed, otherFailed, isWhole, others } = view(
    new TextEncoder().encode(skippedSuite()),
    required,
  );
  expect(isWhole).toBe(true);
  expect(counts).toEqual({ passed: 462, failed: 0, skipped: 2744 });
  expect(required.filter((name) => states.get(name) !== "passed")).toEqual([]);
  expect([...failed, ...otherFailed, ...others]).toEqual([]);
});

test("constraints on versions are not part of a required test's name, and a spec's properties not the suite's", () => {
  const names = ["should answer [Conformance]", "should fail [Serial] [Conformance]"].map(
    (name) => `[sig-network] Services ${name}`,
  );
  const { states, properties } = view(golden("ginkgo2.33/serial/junit_01.xml"), names);
  expect(names.map((name) => states.get(name))).toEqual(["passed", "failed"]);
  expect(properties.get("FocusStrings")).toBe("Conformance\\]");
});
