import { describe, expect, test } from "bun:test";
import type { V1ContainerStatus, V1Pod } from "@kubernetes/client-node";
import { collectorRuns, viewOf } from "../../../src/plugins/run/pod-fault.ts";

const running = { running: {} };
const waiting = (reason: string, message?: string) => ({
  waiting: { reason, ...(message === undefined ? {} : { message }) },
});
const ended = (exitCode: number, reason = exitCode === 0 ? "Completed" : "Error") => ({
  terminated: { exitCode, reason },
});

const container = (
  name: string,
  state: object,
  more: Partial<V1ContainerStatus> = {},
): V1ContainerStatus => ({
  name,
  image: "",
  imageID: "",
  ready: true,
  restartCount: 0,
  state,
  ...more,
});

function pod(
  state: object,
  more: {
    restartPolicy?: string;
    own?: Partial<V1ContainerStatus>;
    collector?: object;
    status?: object;
  } = {},
): V1Pod {
  return {
    metadata: { name: "p" },
    spec: {
      restartPolicy: more.restartPolicy ?? "Never",
      containers: [{ name: "plugin" }, { name: "results-collector" }],
    },
    status: {
      phase: "Running",
      containerStatuses: [
        container("plugin", state, more.own),
        container("results-collector", more.collector ?? running),
      ],
      ...more.status,
    },
  };
}

const text = (given: V1Pod) => {
  const view = viewOf(given);
  return view.kind === "failed" ? `failed ${view.isGone ? "gone" : "there"} ${view.text}` : view.kind;
};

describe("a plugin's pod", () => {
  test.each([
    [pod(running), "running"],
    [pod(ended(0)), "succeeded"],
    [pod(ended(1)), "failed there container plugin ended with exit code 1"],
    [pod(ended(137, "OOMKilled")), "failed there container plugin ended with exit code 137 (OOMKilled)"],
    [
      pod(running, { collector: ended(1) }),
      "failed gone the container that collects the results ended with exit code 1",
    ],
    [
      pod(running, { status: { phase: "Failed", reason: "Evicted", message: "low on disk" } }),
      "failed gone the pod failed: Evicted: low on disk",
    ],
    [
      pod(waiting("ErrImagePull", "a:v1: not found")),
      "failed gone container plugin: ErrImagePull: a:v1: not found",
    ],
    [pod(waiting("ErrImagePull", "i/o timeout")), "waiting"],
    [pod(waiting("InvalidImageName")), "failed gone container plugin: InvalidImageName"],
    [pod(waiting("ContainerCreating")), "waiting"],
    [{ ...pod(running), metadata: { deletionTimestamp: new Date(0) } }, "failed gone the pod was deleted"],
  ])("%#: %j", (given, expected) => {
    expect(text(given)).toBe(expected);
  });

  test("that its definition lets be restarted fails with its third failure, and has succeeded if it ever did", () => {
    const again = (restartCount: number, state: object, exitCode: number) =>
      pod(state, { restartPolicy: "OnFailure", own: { restartCount, lastState: ended(exitCode) } });
    expect(text(again(1, waiting("CrashLoopBackOff"), 1))).toBe("waiting");
    expect(text(again(2, running, 1))).toBe("running");
    expect(text(again(2, waiting("CrashLoopBackOff"), 1))).toBe(
      "failed there container plugin ended with exit code 1 after 2 restarts",
    );
    expect(text(again(1, running, 0))).toBe("succeeded");
  });

  test("that cannot be placed says why, in the scheduler's words", () => {
    const conditions = [
      { type: "PodScheduled", status: "False", reason: "Unschedulable", message: "0/2 nodes are available" },
    ];
    expect(viewOf({ status: { phase: "Pending", conditions } })).toEqual({
      kind: "waiting",
      text: "0/2 nodes are available",
      patience: 10_000,
    });
  });

  test("fails with its init container", () => {
    const given = pod(waiting("PodInitializing"), {
      status: { initContainerStatuses: [container("prep", ended(4))] },
    });
    expect(text(given)).toBe("failed there container prep ended with exit code 4");
  });

  test("can be read only while its collector runs", () => {
    expect(collectorRuns(pod(ended(1)))).toBe(true);
    expect(collectorRuns(pod(running, { collector: waiting("ContainerCreating") }))).toBe(false);
    expect(collectorRuns(undefined)).toBe(false);
  });
});
