import { expect, test } from "bun:test";
import type { CoreV1Event, V1ContainerState, V1Pod } from "@kubernetes/client-node";
import { judgePulls, type Pull, pullPods, readPulls } from "../../../src/preflight/image/pulls.ts";

const images = ["registry.k8s.io/pause:3.10.2", "registry.k8s.io/etcd:3.7.0-0"];

/** The pod of a node, with the states of its containers. */
function pod(states: readonly V1ContainerState[]): V1Pod {
  const [made] = pullPods("node1", 0, images);
  const containerStatuses = states.map((state, at) => ({
    name: `image-${at}`,
    image: "",
    imageID: "",
    ready: false,
    restartCount: 0,
    state,
  }));
  return { ...made, status: { containerStatuses } };
}

const event = (container: number, message: string): CoreV1Event => ({
  involvedObject: { name: "pull-0-0", fieldPath: `spec.containers{image-${container}}` },
  metadata: {},
  message,
});

const outcomes = (states: readonly V1ContainerState[], events: readonly CoreV1Event[] = []) =>
  readPulls([pod(states)], events).map(({ outcome }) => outcome);

test("pods fit the restricted profile, run nothing, and are so small that no event is lost", () => {
  const pods = pullPods(
    "node1",
    3,
    Array.from({ length: 11 }, (_, at) => `i${at}`),
  );
  expect(pods.map(({ metadata, spec }) => [metadata?.name, spec?.containers.length])).toEqual([
    ["pull-3-0", 6],
    ["pull-3-1", 5],
  ]);
  const [{ spec } = {}] = pods;
  expect(spec).toMatchObject({
    nodeName: "node1",
    automountServiceAccountToken: false,
    restartPolicy: "Never",
  });
  expect(spec?.securityContext).toMatchObject({
    runAsNonRoot: true,
    seccompProfile: { type: "RuntimeDefault" },
  });
  expect(spec?.containers[0]?.securityContext).toEqual({
    allowPrivilegeEscalation: false,
    capabilities: { drop: ["ALL"] },
  });
});

test("the kubelet's events say how long it took; an image may have been there", () => {
  const ended = { terminated: { exitCode: 128, reason: "StartError" } };
  const events = [
    event(
      0,
      'Container image "registry.k8s.io/pause:3.10.2" already present on machine and can be accessed by the pod',
    ),
    event(
      1,
      'Successfully pulled image "registry.k8s.io/etcd:3.7.0-0" in 340ms (1m2.5s including waiting). Image size: 1 bytes.',
    ),
  ];
  expect(outcomes([ended, ended], events)).toEqual([{ kind: "present" }, { kind: "pulled", seconds: 62.5 }]);
  expect(outcomes([ended, ended])).toEqual([
    { kind: "pulled", seconds: undefined },
    { kind: "pulled", seconds: undefined },
  ]);
});

test("a failure has the kubelet's words, also while it only waits for the next attempt", () => {
  const waiting = { waiting: { reason: "ImagePullBackOff", message: "Back-off pulling image" } };
  const events = [event(0, 'Failed to pull image "registry.k8s.io/pause:3.10.2": not found')];
  expect(outcomes([waiting, { waiting: { reason: "ContainerCreating" } }], events)).toEqual([
    { kind: "failed", why: 'Failed to pull image "registry.k8s.io/pause:3.10.2": not found' },
    { kind: "pending" },
  ]);
});

test("a node that has all is fine, and an image that some lack is one finding", () => {
  const pull = (node: string, image: string, outcome: Pull["outcome"]): Pull => ({ node, image, outcome });
  const found = judgePulls(
    [
      pull("node1", "r/a/pause:3", { kind: "pulled", seconds: 1.26 }),
      pull("node1", "r/etcd:3", { kind: "present" }),
      pull("node2", "r/a/pause:3", { kind: "failed", why: "not found" }),
      pull("node3", "r/a/pause:3", { kind: "failed", why: "not found" }),
      pull("node3", "r/etcd:3", { kind: "pending" }),
    ],
    600,
  );
  expect(found.map(({ status, summary }) => [status, summary])).toEqual([
    ["pass", "node1 got 2 images of the suite: pause:3 1.3 s, etcd:3 was there"],
    ["fail", "r/a/pause:3 cannot be pulled on node2, node3: not found"],
    ["warn", "r/etcd:3 was not there after 600 s on node3"],
  ]);
});
