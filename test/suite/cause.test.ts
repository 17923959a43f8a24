import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { causeOf } from "../../src/suite/cause.ts";

const failures = path("failures/messages.txt")
  .split(/^=== /m)
  .slice(1)
  .map((part) => [part.slice(0, part.indexOf("\n")), part.slice(part.indexOf("\n") + 1)] as const);
const messages = new Map(failures);

function path(file: string): string {
  return readFileSync(new URL(`../fixtures/suite/${file}`, import.meta.url), "utf8");
}

const failed = (message: string, log: readonly string[] = []) => causeOf({ state: "failed", message }, log);
const of = (name: string, log: readonly string[] = []) => failed(messages.get(name) ?? "", log);

test("a pod that was given up says why in its events, if they are known", () => {
  const message = [
    "Timed out after 300.001s.",
    'Expected Pod to be in <v1.PodPhase>: "Running"',
    "Got instead:",
    "    <*v1.Pod | 0xc000>:",
    "        metadata:",
    "          name: web-0",
    "        status:",
    "          containerStatuses:",
    "          - name: web",
    "            state:",
    "              terminated:",
    "                exitCode: 137",
    "                reason: ContainerStatusUnknown",
  ].join("\n");
  const kept = [
    { object: "web-0", node: "node2", reason: "Failed", message: 'Failed to pull image "a:1": not found' },
    { object: "web-0", node: "node2", reason: "Failed", message: "Error: ErrImagePull" },
  ];
  const spec = { state: "failed", message } as const;
  expect(causeOf(spec)).toBe("container web ended with exit code 137 (ContainerStatusUnknown); waited 5m");
  expect(causeOf(spec, [], kept)).toBe('web-0 on node2: Failed to pull image "a:1": not found; waited 5m');
});

describe("causeOf", () => {
  test.each([
    [
      "pull",
      "ErrImagePull of registry.k8s.io/e2e-test-images/agnhost:2.66.1 on node2: failed to pull and unpack image: failed to resolve reference: dial tcp: lookup registry.k8s.io: no such host; waited 5m",
    ],
    [
      "unsched",
      "pod pod-1 is not scheduled: 0/2 nodes are available: 2 Insufficient cpu. preemption: 0/2 nodes are available: 2 No preemption victims found for incoming pod; waited 5m",
    ],
    [
      "crash",
      "CrashLoopBackOff of agnhost-container on node2: it ended with exit code 137 (OOMKilled); waited 5m",
    ],
    ["stop", "container agnhost-container ended with exit code 1: cannot open /etc/x"],
    ["geterr", "Unexpected final error while getting *v1.Pod: connection refused"],
    ["err", 'creating pod: pods "x" is forbidden: exceeded quota: q, requested: pods=1'],
    ["err2", "timed out waiting for the condition"],
    ["eq", "number of ready replicas: expected 2 to equal 3"],
    ["len", 'expected ["a"] to have length 2'],
    ["betrue", "the pod should be gone"],
    ["deploy", 'deployment "test-dep": 2 of 3 replicas ready'],
  ])("of gomega's and the framework's %s", (name, cause) => {
    expect(of(name)).toBe(cause);
  });

  test("no failure that was recorded has the head of a printed object for its cause", () => {
    expect(failures.length).toBeGreaterThan(12);
    for (const [, message] of failures) expect(failed(message)).not.toMatch(/^<|metadata:|got instead|^$/);
  });

  const pulling = [
    "  I1120 22:21:04.100 28 dump.go:53] At 2026-11-20 22:16:04 +0000 UTC - event for pod-1: {default-scheduler } Scheduled: Successfully assigned ns/pod-1 to node2",
    '  I1120 22:21:04.100 28 dump.go:53] At 2026-11-20 22:16:05 +0000 UTC - event for pod-1: {kubelet node2} Failed: Failed to pull image "agnhost:2.66.1": no such host',
    "  I1120 22:21:04.100 28 dump.go:53] At 2026-11-20 22:16:05 +0000 UTC - event for pod-1: {kubelet node2} Failed: Error: ErrImagePull",
    '  I1120 22:21:04.100 28 dump.go:53] At 2026-11-20 22:16:06 +0000 UTC - event for pod-1: {kubelet node2} BackOff: Back-off pulling image "agnhost:2.66.1"',
  ];

  test("takes what the events say where the words say only that something did not come", () => {
    expect(of("err2", pulling)).toBe(
      'timed out waiting for the condition; pod-1 on node2: Failed to pull image "agnhost:2.66.1": no such host',
    );
    expect(of("deploy", pulling)).toStartWith(
      'deployment "test-dep": 2 of 3 replicas ready; pod-1 on node2: Failed',
    );
  });

  test("leaves the events where the words are the cause, and those that something later undid", () => {
    expect(failed("Session is sticky after reaching the timeout of 15s", pulling)).toBe(
      "Session is sticky after reaching the timeout of 15s",
    );
    expect(of("eq", pulling)).toBe("number of ready replicas: expected 2 to equal 3");
    const started =
      "  At 2026-11-20 22:16:09 +0000 UTC - event for pod-1: {kubelet node2} Started: Started container x";
    expect(of("err2", [...pulling.slice(0, 3), started])).toBe("timed out waiting for the condition");
  });

  test("says what a pod is, where that is all that is known", () => {
    const pod =
      "Timed out after 60.001s.\nexpected pod to be ready, got instead:\n    <*v1.Pod | 0xc0>: \n        metadata:\n          name: p\n        status:\n          phase: Pending";
    expect(failed(pod)).toBe("timed out after 60s: expected pod to be ready; pod p is Pending");
  });

  test("reads the errors of Ginkgo 1", () => {
    const message =
      'while waiting\nUnexpected error:\n    <*errors.errorString | 0xc0001>: {\n        s: "timed out waiting for the condition",\n    }\n    timed out waiting for the condition\noccurred';
    expect(failed(message)).toBe("while waiting: timed out waiting for the condition");
  });

  test("names an end that is none of the spec's own, and gives nothing for no words", () => {
    expect(causeOf({ state: "interrupted", message: "Interrupted by User" })).toBe(
      "interrupted: Interrupted by User",
    );
    expect(failed("")).toBeUndefined();
  });

  test("stays a line of bounded length, and quick, whatever the words are", () => {
    for (const words of [
      "x".repeat(32_768),
      " ".repeat(32_768),
      "<*v1.Pod>:\n".repeat(2978),
      "a: '".repeat(8000),
    ]) {
      expect((failed(words) ?? "").length).toBeLessThanOrEqual(400);
    }
    const pod = "    <*v1.Pod | 0xc0>: \n        message: '";
    for (const words of [
      "x\n        message: '".repeat(1500),
      `${"'".repeat(16_000)}x\n${"x''\n".repeat(4000)}`,
    ]) {
      expect((failed(pod + words) ?? "").length).toBeLessThanOrEqual(400);
    }
  });
});
