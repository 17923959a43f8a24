import { expect, test } from "bun:test";
import { stampIn } from "../../src/nodes/stamp.ts";

const now = Date.parse("2026-01-02T00:00:00Z");

test.each([
  ["Jan 01 08:37:18.123456 node1 kubelet[77]: x", "2026-01-01T08:37:18.123Z"],
  ["Jan  1 08:37:18 node1 kubelet[77]: x", "2026-01-01T08:37:18.000Z"],
  ["Dec 31 23:59:59.999999 node1 kubelet[77]: x", "2025-12-31T23:59:59.999Z"],
  ["Jan 02 10:00:00.000000 a node whose clock is ahead", "2026-01-02T10:00:00.000Z"],
  ["I0101 08:37:18.123456      77 kubelet.go:1] x", "2026-01-01T08:37:18.123Z"],
  ['time="2026-01-01T08:37:18.5+02:00" level=info', "2026-01-01T06:37:18.500Z"],
  ["2026-01-01T08:37:18+0200 node1 x", "2026-01-01T06:37:18.000Z"],
  ["2026-01-01 08:37:18 x", "2026-01-01T08:37:18.000Z"],
])("%s", (line, time) => {
  expect(new Date(stampIn(line, now) ?? 0).toISOString()).toBe(time);
});

test.each(["", "   indented", "Foo 01 08:37:18 x", "E 1", "goroutine 1 [running]:"])(
  "no time in %p",
  (line) => {
    expect(stampIn(line, now)).toBeUndefined();
  },
);
