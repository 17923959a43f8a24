import { describe, expect, test } from "bun:test";
import { type Condition, judge, readCondition } from "../../../src/commands/runs/conditions.ts";
import type { RunStatus } from "../../../src/run/status.ts";

const id = "20261120-2215-k3x9";

test.each<[string, Condition]>([
  ["finished", "finished"],
  ["condition=Passed", "passed"],
  ["condition=started=true", "started"],
  ["delete", "delete"],
])("--for %s", (given, condition) => {
  expect(readCondition(given)).toBe(condition);
});

describe("how far a run has come", () => {
  const code = (condition: Condition, phase: RunStatus["phase"] | undefined) => {
    try {
      return judge(condition, id, phase === undefined ? undefined : { phase })?.code ?? "not yet";
    } catch (error) {
      return error instanceof Error && "code" in error ? `error ${error.code}` : error;
    }
  };

  // starting, running, passed, failed, incomplete, lost, removing, gone
  const phases = [
    "starting",
    "running",
    "passed",
    "failed",
    "incomplete",
    "lost",
    "removing",
    undefined,
  ] as const;

  test.each<[Condition, (number | string)[]]>([
    ["finished", ["not yet", "not yet", 0, 1, "error 3", "error 3", "error 3", "error 3"]],
    ["passed", ["not yet", "not yet", 0, "error 3", "error 3", "error 3", "error 3", "error 3"]],
    ["started", ["not yet", 0, 0, 0, 0, "error 3", "error 3", "error 3"]],
    ["delete", ["not yet", "not yet", "not yet", "not yet", "not yet", "not yet", "not yet", 0]],
  ])("%s", (condition, expected) => {
    expect(phases.map((phase) => code(condition, phase))).toEqual(expected);
  });
});
