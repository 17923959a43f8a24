import type { V1Pod } from "@kubernetes/client-node";
import type { KnownRun } from "../../../src/run/runs.ts";
import { id, made, since } from "./sample.ts";

const container = (name: string, state: object) => ({
  name,
  image: "conformance",
  imageID: "",
  ready: true,
  restartCount: 0,
  state,
});

/** The run's pod with its suite in this state. */
export function suitePod(suite: "running" | "ended" | "starting"): V1Pod {
  const up = { running: { startedAt: since } };
  const states = {
    running: up,
    ended: { terminated: { exitCode: 0, startedAt: since, finishedAt: new Date(since.getTime() + 60_000) } },
    starting: { waiting: { reason: "ContainerCreating" } },
  };
  return {
    metadata: { name: "suite", namespace: "conformance", uid: "p1", creationTimestamp: since },
    status: {
      phase: "Running",
      containerStatuses: [container("suite", states[suite]), container("collector", up)],
    },
  };
}

/** The run of the samples as its binding has it. */
export function knownRun(pod: V1Pod | undefined): KnownRun {
  return {
    id,
    namespace: "conformance",
    serviceAccount: made.serviceAccount,
    created: since,
    uuids: ["ours"],
    pod,
    podGone: pod === undefined ? "its pod is gone" : undefined,
    marks: {
      id,
      namespace: { name: "conformance", uid: "n1", made: true },
      serviceAccount: made.serviceAccount,
      created: since,
      pod: "p1",
      uuids: ["ours"],
    },
  } as unknown as KnownRun;
}
