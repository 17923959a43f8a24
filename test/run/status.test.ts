import { expect, test } from "bun:test";
import type { PodState } from "../../src/run/follow/pod-state.ts";
import { planRun } from "../../src/run/plan/plan.ts";
import type { ReadLog } from "../../src/run/read-log.ts";
import { isBeingMade, runStatus } from "../../src/run/status.ts";
import { statusSchema } from "../../src/run/status-schema.ts";
import { faultsOf } from "../../src/schema/faults.ts";
import { SuiteRecord } from "../../src/suite/suite-record.ts";
import { plainRequest } from "./request.ts";

const facts = { server: "v1.35.4", platform: "linux/amd64", nodes: [] };
const plan = planRun(plainRequest, facts, "20261120-2215-k3x9");
const run = {
  id: plan.id,
  namespace: plan.namespace,
  state: { plan, command: [], started: "2026-11-20T22:15:57.000Z", ...facts },
  pod: { spec: { nodeName: "node-1", containers: [] } },
  podGone: undefined,
};
const until = new Date("2026-11-20T22:43:06Z");
const ended: PodState = { kind: "ended", exitCode: 0, since: undefined, until, reason: "Completed" };
const unreadable: ReadLog = { kind: "unreadable", why: "exec is forbidden" };

/** A log of a suite that is under way. */
function midway(): ReadLog {
  const record = new SuiteRecord();
  record.add({ kind: "suite-started", total: 3, of: 10, processes: 1 }, 0);
  const spec = { name: "a [Conformance]", state: "passed", seconds: 1 } as const;
  record.add({ kind: "spec-finished", spec, namespaces: [] }, 0);
  return { kind: "read", record };
}

test.each<[string, PodState | undefined, ReadLog | undefined, object]>([
  ["a pod that is gone", undefined, undefined, { phase: "lost", reason: "its pod is gone" }],
  [
    "a pod that was evicted",
    { kind: "lost", reason: "Evicted" },
    undefined,
    { phase: "lost", reason: "Evicted" },
  ],
  [
    "an image that cannot be pulled",
    { kind: "blocked", reason: "ErrImagePull", message: "not found" },
    undefined,
    { phase: "starting", reason: "ErrImagePull: not found" },
  ],
  [
    "a suite under way",
    { kind: "running", since: undefined },
    midway(),
    { phase: "running", progress: { total: 3, passed: 1, failed: 0, remaining: 2 } },
  ],
  [
    "a suite under way whose log cannot be read",
    { kind: "running", since: undefined },
    unreadable,
    { phase: "running", reason: "its log cannot be read: exec is forbidden" },
  ],
  [
    "a suite that ended, whose log cannot be read: its exit code is no verdict",
    ended,
    unreadable,
    {
      phase: "ended",
      exitCode: 0,
      reason: "its log cannot be read: exec is forbidden",
      ended: "2026-11-20T22:43:06.000Z",
      resultsUntil: "2026-11-20T23:43:06.000Z",
    },
  ],
  [
    "a suite that was killed",
    { ...ended, exitCode: 137, reason: "OOMKilled" },
    midway(),
    {
      phase: "incomplete",
      exitCode: 137,
      reason: "the suite's container ended with exit code 137 (OOMKilled) before the suite did",
    },
  ],
])("status of %s", (_, state, log, expected) => {
  const status = runStatus(run, state, log);
  expect(status).toMatchObject(expected);
  expect(faultsOf(statusSchema, JSON.parse(JSON.stringify(status)))).toEqual([]);
});

test("what is not known is left out", () => {
  const {
    progress,
    ended: end,
    resultsUntil,
  } = runStatus({ ...run, pod: undefined }, { ...ended, until: undefined }, unreadable);
  expect([progress, end, resultsUntil]).toEqual([undefined, undefined, undefined]);
});

test.each([
  ["has just begun, and makes its pod next", { young: true }, "starting", "its pod is about to be created"],
  [
    "never made its pod",
    { young: false },
    "lost",
    "its runner ended before it could record which pod belongs to the run",
  ],
  [
    "is over, and whose namespace does not go",
    { leaving: true },
    "removing",
    "kubectl get namespace conformance -o jsonpath=",
  ],
])("a run that %s", (_, { young, leaving }: { young?: boolean; leaving?: boolean }, phase, reason) => {
  const podGone = "its runner ended before it could record which pod belongs to the run";
  const status = runStatus({ ...run, podGone, leaving }, undefined, undefined, young);
  expect(status).toMatchObject({ phase, reason: expect.stringContaining(reason) });
});

test("a run is young until two minutes after its binding, unless it noted a pod", () => {
  const created = new Date("2026-11-20T22:15:57Z");
  const after = (seconds: number) => created.getTime() + seconds * 1000;
  expect(isBeingMade(created, false, after(119))).toBe(true);
  expect(isBeingMade(created, false, after(121))).toBe(false);
  expect(isBeingMade(created, true, after(1))).toBe(false);
  // this machine's clock is behind
  expect(isBeingMade(created, false, after(-300))).toBe(true);
});
