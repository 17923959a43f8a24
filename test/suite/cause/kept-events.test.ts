import { expect, test } from "bun:test";
import { evidenceFiles } from "../../../src/run/evidence/texts.ts";
import { keptEvents } from "../../../src/suite/cause/kept-events.ts";

/** events.txt as a run writes it of these. */
function written(events: readonly object[]): string {
  const gathered = { namespace: "pods-1", events, pods: [], logs: [], tables: [], leftOut: [] };
  const files = evidenceFiles({
    spec: "x",
    failed: 0,
    took: 0,
    namespaces: [gathered],
    nodes: [],
    leftOut: [],
  });
  return files.find(({ name }) => name === "events.txt")?.text ?? "";
}

const event = (at: string, reason: string, message: string, more: object = {}) => ({
  type: "Warning",
  reason,
  message,
  lastTimestamp: at,
  involvedObject: { kind: "Pod", name: "web-0" },
  source: { component: "kubelet", host: "node2" },
  ...more,
});

test("what a run has kept of events is what it reads again", () => {
  const text = written([
    event("2026-11-20T22:16:05Z", "Failed", 'Failed to pull image "a:1": not found', { count: 3 }),
    event("2026-11-20T22:16:04Z", "Scheduled", "Successfully assigned (here) [now]", {
      type: "Normal",
      source: { component: "default-scheduler" },
    }),
    event("2026-11-20T22:16:06Z", "FailedCreate", "no", {
      involvedObject: { kind: "ReplicaSet", name: "web" },
      source: {},
    }),
  ]);
  expect(keptEvents(text)).toEqual([
    { object: "web-0", node: undefined, reason: "Scheduled", message: "Successfully assigned (here) [now]" },
    { object: "web-0", node: "node2", reason: "Failed", message: 'Failed to pull image "a:1": not found' },
    { object: "web", node: undefined, reason: "FailedCreate", message: "no" },
  ]);
  expect(keptEvents("# pods-1\n\nnothing\n")).toEqual([]);
});
