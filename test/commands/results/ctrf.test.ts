import { expect, test } from "bun:test";
import { asCtrf } from "../../../src/commands/results/ctrf.ts";
import { printed } from "./sample.ts";

test("has what CTRF's schema requires, in whole milliseconds", () => {
  const { reportFormat, specVersion, results } = JSON.parse(asCtrf(printed()).join(""));
  expect(reportFormat).toBe("CTRF");
  expect(specVersion).toMatch(/^\d+\.\d+\.\d+$/);
  expect(results.summary).toEqual({
    tests: 3,
    passed: 2,
    failed: 1,
    skipped: 0,
    pending: 0,
    other: 0,
    flaky: 1,
    start: 0,
    stop: 192_000,
    duration: 192_000,
  });
  expect(results.tests[0]).toMatchObject({
    status: "failed",
    duration: 129_400,
    suite: ["sig-network"],
    message: "ErrImagePull of agnhost:2.66.1 on node2: no such host; waited 2m",
    filePath: "k8s.io/kubernetes/test/e2e/network/service.go",
    line: 4291,
  });
  const statuses = new Set(["passed", "failed", "skipped", "pending", "other"]);
  for (const { status, duration } of results.tests) {
    expect(statuses.has(status)).toBe(true);
    expect(Number.isInteger(duration)).toBe(true);
  }
});
