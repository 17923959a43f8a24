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

test("a suite took as long as it says, however late its log was read", () => {
  const record = new SuiteRecord();
  record.since = 1000;
  record.add(started, 9_000_000);
  record.add(finished, 9_000_050);
  expect([record.started, record.ended]).toEqual([1000, 1_623_456]);
});

test("a suite's container that began in this machine's future is not believed", () => {
  const record = new SuiteRecord();
  record.since = 5000;
  record.add(started, 2000);
  expect(record.started).toBe(2000);
});
