import { expect, test } from "bun:test";
import type { V1ContainerStatus, V1Pod } from "@kubernetes/client-node";
import { imageDigest, podState } from "../../../src/run/follow/pod-state.ts";
import { Startup } from "../../../src/run/follow/startup.ts";

const container = (name: string, state: V1ContainerStatus["state"], imageID = ""): V1ContainerStatus => ({
  name,
  image: "conformance",
  imageID,
  ready: false,
  restartCount: 0,
  ...(state === undefined ? {} : { state }),
});

const pod = (
  suite: V1ContainerStatus["state"],
  collector: V1ContainerStatus["state"] = suite,
  over: V1Pod = {},
): V1Pod => ({
  ...over,
  status: {
    phase: "Pending",
    containerStatuses: [container("suite", suite), container("collector", collector)],
    ...over.status,
  },
});

const up = { running: { startedAt: new Date(5) } };

test("runs when both containers do", () => {
  expect(podState(pod(up))).toEqual({ kind: "running", since: new Date(5) });
  expect(podState(pod(up, { waiting: { reason: "ContainerCreating" } })).kind).toBe("pending");
});

test("has ended when the suite's container has, whatever the pod is", () => {
  const ended = { terminated: { exitCode: 1, reason: "Error" } };
  expect(podState(pod(ended, up))).toMatchObject({ kind: "ended", exitCode: 1, reason: "Error" });
  expect(podState(pod(ended, up, { metadata: { deletionTimestamp: new Date() } })).kind).toBe("ended");
});

test("is lost when evicted or deleted before its end", () => {
  const evicted = {
    status: { phase: "Failed", reason: "Evicted", message: "The node was low on resource: memory." },
  };
  expect(podState(evicted)).toEqual({
    kind: "lost",
    reason: "Evicted: The node was low on resource: memory.",
  });
  const killed = { terminated: { exitCode: 137, reason: "Error" } };
  expect(podState(pod(killed, killed, evicted))).toEqual(podState(evicted));
  expect(podState(pod(up, up, { metadata: { deletionTimestamp: new Date() } })).kind).toBe("lost");
});

test("says why it is not scheduled, in the scheduler's words", () => {
  const message = "0/2 nodes are available: 2 Insufficient cpu.";
  expect(
    podState({
      status: { phase: "Pending", conditions: [{ type: "PodScheduled", status: "False", message }] },
    }),
  ).toEqual({ kind: "pending", text: message });
});

test("returns the image's digest", () => {
  const digest = `sha256:${"a".repeat(64)}`;
  expect(
    imageDigest({
      status: { containerStatuses: [container("suite", up, `registry.k8s.io/conformance@${digest}`)] },
    }),
  ).toBe(digest);
});

test("a start reports each thing once, and prefers the registry's message to the back-off's", () => {
  const startup = new Startup(1000);
  const pull = { kind: "blocked", reason: "ErrImagePull", message: "no such host" } as const;
  const wait = { kind: "blocked", reason: "ImagePullBackOff", message: "Back-off pulling image" } as const;
  const events = [pull, wait, pull, wait].flatMap((state) => startup.pod(state, 1));
  expect(events).toEqual([{ kind: "starting", at: 1, text: "ErrImagePull: no such host" }]);
  const event = {
    type: "Warning",
    reason: "Failed",
    message: "Error: ImagePullBackOff",
    metadata: {},
    involvedObject: {},
  };
  expect(startup.event(event, 2)).toEqual([]);
  expect(startup.overdue(999)).toBe(false);
  expect(startup.overdue(1001)).toBe(true);
  expect(startup.why).toBe("ErrImagePull: no such host");
});

test("a start is never overdue once the suite runs", () => {
  const startup = new Startup(1000);
  startup.pod({ kind: "running", since: undefined }, 1);
  expect(startup.overdue(10_000)).toBe(false);
});

test("a suite that runs, runs, also where its collector was killed or cannot start", () => {
  const killed = { terminated: { exitCode: 137, reason: "OOMKilled" } };
  const broken = { waiting: { reason: "CreateContainerError", message: "no such device" } };
  for (const collector of [killed, broken])
    expect(
      podState({ status: { containerStatuses: [container("suite", up), container("collector", collector)] } })
        .kind,
    ).toBe("running");
  const onItsWay = { waiting: { reason: "ContainerCreating" } };
  expect(
    podState({ status: { containerStatuses: [container("suite", up), container("collector", onItsWay)] } })
      .kind,
  ).toBe("pending");
});
