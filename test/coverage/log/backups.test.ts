import { expect, test } from "bun:test";
import { backupsOf } from "../../../src/coverage/log/backups.ts";

test("what the API server put aside since a time, the oldest first, and nothing else", () => {
  const names = [
    "audit.log",
    "audit-2026-11-28T14-00-00.000.log",
    "audit-2026-11-28T13-08-52.483.log.gz",
    "audit-2026-11-28T12-59-59.999.log",
    "audit-2026-11-28T13-08-52.log",
    "audit-later.log",
    "other-2026-11-28T14-00-00.000.log",
    "audit-2026-11-28T14-00-00.000.txt",
  ];
  expect(backupsOf("audit.log", names, new Date("2026-11-28T13:00:00Z"))).toEqual([
    "audit-2026-11-28T13-08-52.483.log.gz",
    "audit-2026-11-28T14-00-00.000.log",
  ]);
  expect(backupsOf("audit", ["audit-2026-11-28T14-00-00.000"], new Date(0))).toHaveLength(1);
});
