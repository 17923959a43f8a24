import { expect, test } from "bun:test";
import { apisnoop } from "../../src/coverage/definition/apisnoop.ts";
import type { Definition } from "../../src/coverage/definition/definition.ts";
import { testInfra } from "../../src/coverage/definition/test-infra.ts";
import { heldOperations, ineligibleEndpoints, pendingEndpoints } from "../../src/coverage/releases/held.ts";

function eligible(minor: string, definition: Definition): number {
  const ineligible = ineligibleEndpoints(minor);
  const pending = pendingEndpoints(minor);
  return heldOperations(minor).filter(
    (one) => !one.deprecated && !ineligible.has(one.id) && definition.isEligible(one, pending.has(one.id)),
  ).length;
}

test.each([
  ["v1.35", 1067, 863, 101, 549, 543],
  ["v1.36", 1123, 908, 101, 563, 557],
  ["v1.37", 1202, 971, 104, 603, 596],
])(
  "%s: the numbers that APISnoop and the job of test-infra have for it",
  (minor, all, current, list, first, second) => {
    const operations = heldOperations(minor);
    expect(operations).toHaveLength(all);
    expect(operations.filter(({ deprecated }) => !deprecated)).toHaveLength(current);
    expect(ineligibleEndpoints(minor).size).toBe(list);
    expect(eligible(minor, apisnoop)).toBe(first);
    expect(eligible(minor, testInfra)).toBe(second);
  },
);
