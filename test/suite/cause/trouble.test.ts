import { describe, expect, test } from "bun:test";
import { isOnPurpose, troubleIn, troubleOf } from "../../../src/suite/cause/trouble.ts";

const agnhost = "registry.k8s.io/e2e-test-images/agnhost:2.66.1";
// of Kubernetes 1.37 with containerd 2.1
const pull = `Failed to pull image "${agnhost}": failed to pull and unpack image "${agnhost}": failed to resolve reference "${agnhost}": dial tcp: lookup registry.k8s.io on 10.96.0.10:53: no such host`;
const warned = (reason: string, message: string, node?: string) => troubleOf({ reason, message, node });

describe("the problem behind a warning event", () => {
  test("an image that a node does not get", () => {
    expect(warned("Failed", pull, "node2")).toEqual({
      about: "image",
      key: `image ${agnhost} node2`,
      what: "agnhost:2.66.1 on node2",
      why: `ErrImagePull (failed to resolve reference "${agnhost}": dial tcp: lookup registry.k8s.io on 10.96.0.10:53: no such host)`,
      fix: `make ${agnhost} available to node2: in the registry or mirror that its container runtime pulls from, or on the node itself`,
    });
  });

  test("an image's digest is short, and its pull by an older kubelet is the same", () => {
    const old = `Failed to pull image "a/b@sha256:${"ab".repeat(32)}": rpc error: code = NotFound desc = failed to pull and unpack image "a/b": not found`;
    expect(warned("Failed", old, "node1")).toMatchObject({
      what: "b@abababab… on node1",
      why: "ErrImagePull (not found)",
    });
  });

  test.each([
    [
      "ErrImageNeverPull",
      'Container image "x/y:1" is not present with pull policy of Never',
      "image",
      "y:1 on n",
    ],
    [
      "FailedCreatePodSandBox",
      'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox "ab": plugin type="bridge" failed (add): no IP',
      "network",
      "the network of pods on n",
    ],
    ["FailedMount", 'MountVolume.SetUp failed for volume "v": timed out', "volume", "a volume on n"],
    ["NodeNotReady", "Node is not ready", "node", "n"],
    [
      "Evicted",
      "The node was low on resource: ephemeral-storage. Threshold quantity: 1, available: 0.",
      "node",
      "n",
    ],
    [
      "Failed",
      "Error: failed to create containerd task: no space left on device",
      "container",
      "containers on n",
    ],
    [
      "FailedCreate",
      'Error creating: pods "a-1" is forbidden: exceeded quota: compute, requested: pods=1, used: pods=2, limited: pods=2',
      "quota",
      "quota compute",
    ],
    [
      "FailedCreate",
      'Error creating: admission webhook "deny.example.com" denied the request: no',
      "webhook",
      "webhook deny.example.com",
    ],
    [
      "FailedCreate",
      'Error creating: Internal error occurred: failed calling webhook "x.example.com": failed to call webhook: Post "https://x.svc:443": no endpoints',
      "webhook",
      "webhook x.example.com",
    ],
    [
      "FailedCreate",
      'Error creating: pods "a" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false',
      "policy",
      "Pod Security",
    ],
    [
      "FailedScheduling",
      "0/2 nodes are available: 2 Insufficient cpu. preemption: 0/2 nodes are available: 2 No preemption victims found for incoming pod.",
      "scheduling",
      "a node",
    ],
  ] as const)("%s %s", (reason, message, about, what) => {
    expect(warned(reason, message, "n")).toMatchObject({ about, what });
  });

  test.each([
    ["Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 500"],
    ["BackOff", "Back-off restarting failed container x in pod y"],
    ["Failed", "Error: ErrImagePull"],
    ["Failed", "Error: ImagePullBackOff"],
    ["FailedCreate", 'Error creating: pods "a" already exists'],
    ["Preempted", "Preempted by pod x on node node1"],
  ])("%s %s says nothing of the cluster", (reason, message) => {
    expect(warned(reason, message, "n")).toBeUndefined();
  });

  test("is the same for different objects, and differs by node", () => {
    const key = (message: string, node = "n") => warned("FailedMount", message, node)?.key;
    const of = (name: string) =>
      `MountVolume.SetUp failed for volume "${name}" : object "ns-${name}/kube-root-ca.crt" not registered`;
    expect(key(of("a-1"))).toBe(key(of("b-2")));
    expect(key(of("a-1"))).not.toBe(key(of("a-1"), "other"));
    const needs = (pods: number) =>
      `0/3 nodes are available: ${pods} Insufficient cpu. no new claims to deallocate, preemption: 0/3 nodes`;
    expect(warned("FailedScheduling", needs(1))?.key).toBe(warned("FailedScheduling", needs(3))?.key);
    const away =
      "0/2 nodes are available: 1 Insufficient cpu, 1 node(s) had untolerated taint {node.kubernetes.io/not-ready: }.";
    expect(warned("FailedScheduling", away)?.fix).toContain("some nodes are not ready");
  });
});

describe("the problem that a failure names", () => {
  test.each([
    ['creating pod: pods "x" is forbidden: exceeded quota: q, requested: pods=1', "quota q"],
    ['admission webhook "deny.example.com" denied the request: not here\nmore', "webhook deny.example.com"],
    [
      "unable to look up: dial tcp: lookup kubernetes.default.svc.cluster.local on 10.96.0.10:53: i/o timeout",
      "dns kubernetes.default.svc.cluster.local",
    ],
    [
      `ErrImagePull of ${agnhost} on node2: dial tcp: lookup registry.k8s.io: no such host; waited 5m`,
      `image ${agnhost} node2`,
    ],
    [`timed out; pod-1 on node2: ${pull}`, `image ${agnhost} node2`],
  ])("%s", (words, key) => {
    expect(troubleIn(words)?.key).toBe(key);
  });

  test("none, where it says only that something did not come", () => {
    expect(troubleIn("timed out waiting for the condition")).toBeUndefined();
  });
});

test("what specs name because it does not exist is on purpose", () => {
  const image = (name: string) => warned("Failed", `Failed to pull image "${name}": not found`, "n");
  const purpose = (name: string) => isOnPurpose(image(name) ?? { about: "dns", key: "" });
  expect(purpose("webserver:404")).toBe(true);
  expect(purpose("invalid.registry.k8s.io/invalid/alpine:3.1")).toBe(true);
  expect(purpose(agnhost)).toBe(false);
});
