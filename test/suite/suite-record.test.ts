import { expect, test } from "bun:test";
import { SuiteRecord } from "../../src/suite/suite-record.ts";

const started = { kind: "suite-started", total: 441, of: 7355, processes: 12 } as const;
const finished = {
  kind: "suite-finished",
  ran: 441,
  of: 7355,
  passed: 441,
  failed: 0,
  flaked: 0,
  pending: 0,
  skipped: 6914,
  seconds: 1622.456,
  success: true,
} as const;

test("how many specs are planned is known once the suite has said so", () => {
  const record = new SuiteRecord();
  expect(record.planned).toBeUndefined();
  record.add(started, 1000);
  record.add(finished, 2000);
  expect([record.planned, record.started, record.ended]).toEqual([441, 1000, 2000]);
});

test("with --fail-fast the process that failed a spec ends the others: that is an end of its own", () => {
  const record = new SuiteRecord();
  record.add(started, 1000);
  record.add({ ...finished, success: false, reason: "Interrupted by Other Ginkgo Process" }, 2000);
  expect(record.endedBy).toBe("Interrupted by Other Ginkgo Process");
  const spec = { name: "a", state: "failed", seconds: 1 } as const;
  record.add({ kind: "spec-finished", spec, namespaces: [] }, 2000);
  expect(record.endedBy).toBeUndefined();
});
