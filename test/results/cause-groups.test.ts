import { describe, expect, test } from "bun:test";
import { causeGroups, sharedCauses } from "../../src/results/cause-groups.ts";
import { causeNow, causeOver, causePast } from "../../src/results/cause-words.ts";
import type { CauseRecord } from "../../src/results/run-record.ts";
import type { ViewedSpec } from "../../src/results/view.ts";

const failed = (name: string, cause?: string): ViewedSpec => ({
  name,
  state: "failed",
  seconds: 300,
  ...(cause === undefined ? {} : { cause }),
});

const pulled: CauseRecord = {
  about: "image",
  what: "agnhost:2.66.1 on node2",
  why: "ErrImagePull (no such host)",
  fix: "make it available",
  began: "2026-11-20T22:16:04.000Z",
  specs: 4,
  failed: ["a", "b"],
};

const specs = [
  failed("a", "timed out waiting for the condition"),
  failed("q", 'pods "x-1" is forbidden: exceeded quota: compute, requested: pods=1'),
  failed("b", "pod b ContainerStatusUnknown"),
  failed("z"),
  failed("r", 'creating pod: pods "y-2" is forbidden: exceeded quota: compute, requested: pods=3'),
  failed("s", 'pods "z" is forbidden: exceeded quota: compute, requested: pods=1'),
  failed("t", "expected 2 to equal 3"),
  failed("u", "expected 5 to equal 1"),
];

test("failures are grouped by what was seen while they ran, else by what their messages have in common", () => {
  const groups = causeGroups(specs, [pulled]).map(({ cause, specs }) => [
    cause,
    specs.map(({ name }) => name).join(""),
  ]);
  expect(groups).toEqual([
    ["quota compute: exceeded quota: compute, requested: pods=1", "qrs"],
    ["agnhost:2.66.1 on node2: ErrImagePull (no such host)", "ab"],
    ["expected 2 to equal 3", "tu"],
    [undefined, "z"],
  ]);
});

test("a report leads with what several share, and with what was seen though nothing failed", () => {
  const waited: CauseRecord = { ...pulled, what: "node1", about: "node", specs: 3, failed: [] };
  expect(sharedCauses(specs, [waited, pulled]).map(({ lead, tests }) => [lead, tests.length])).toEqual([
    ["3 tests failed for the same reason", 3],
    ["4 tests waited for agnhost:2.66.1 on node2, and 2 of them failed", 2],
    ["2 tests failed for the same reason", 2],
    ["3 tests waited for node1", 0],
  ]);
  expect(sharedCauses([failed("a", "x"), failed("b")], [])).toEqual([]);
});

describe("a cause in words", () => {
  const cause = { ...pulled, waiting: 6, specs: 6, failed: 0 };
  test.each([
    [causeNow(cause), "6 specs wait for agnhost:2.66.1 on node2: ErrImagePull (no such host)"],
    [
      causeNow({ ...cause, waiting: 1, failed: 1 }),
      "1 spec waits for agnhost:2.66.1 on node2: ErrImagePull (no such host); 1 has failed",
    ],
    [
      causeNow({ ...cause, about: "quota", what: "quota compute", why: "x" }),
      "6 specs wait because of quota compute: x",
    ],
    [
      causeNow({ ...cause, about: "dns", what: "DNS", why: "x", waiting: 0, failed: 3 }),
      "3 specs failed because of DNS: x",
    ],
    [
      causeOver({ ...cause, specs: 25, failed: 3 }),
      "no spec waits for agnhost:2.66.1 on node2 any longer; 25 did, and 3 of them failed",
    ],
    [causeOver({ ...cause, specs: 1 }), "no spec waits for agnhost:2.66.1 on node2 any longer; one did"],
    [causePast({ ...pulled, specs: 2 }), "2 tests failed because of agnhost:2.66.1 on node2"],
  ])("%s", (words, expected) => {
    expect(words).toBe(expected);
  });
});
