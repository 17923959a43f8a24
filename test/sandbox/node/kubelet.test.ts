import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { runObjects } from "../../../src/run/plan/objects.ts";
import { planRun } from "../../../src/run/plan/plan.ts";
import { facts, request } from "../../run/plan/sample.ts";
import { type Client, startClient, suitePod } from "../client.ts";

let client: Client;

beforeAll(async () => {
  client = await startClient(100);
});

afterAll(() => client.close());

async function startPod(namespace: string, options: Parameters<typeof suitePod>[1] = {}): Promise<void> {
  await client.send("POST", "/api/v1/namespaces", { metadata: { name: namespace } });
  await client.send("POST", `/api/v1/namespaces/${namespace}/pods`, suitePod(namespace, options));
}

/** Waits until a pod's row shows a status. */
async function seeStatus(namespace: string, status: string): Promise<void> {
  const watching = client.kubectlInBackground(`get pods -n ${namespace} -w`);
  await watching.printed(RegExp(` ${status} `));
  await watching.stop();
}

async function events(namespace: string): Promise<string[]> {
  const { body } = await client.get(
    `/api/v1/namespaces/${namespace}/events?fieldSelector=involvedObject.name%3Dsuite`,
  );
  return body.items.map((event: { reason: string; message: string }) => `${event.reason}: ${event.message}`);
}

describe("a pod of the conformance image", () => {
  beforeAll(async () => {
    await startPod("run");
    await seeStatus("run", "Running");
  });

  test("starts as the scheduler and the kubelet report it", async () => {
    const image = "registry.k8s.io/conformance:v1.35.4";
    expect(await events("run")).toEqual([
      "Scheduled: Successfully assigned run/suite to node2",
      `Pulling: Pulling image "${image}"`,
      expect.stringMatching(/^Pulled: Successfully pulled image ".*" in 700ms/),
      "Created: Container created",
      "Started: Container started",
      `Pulled: Container image "${image}" already present on machine and can be accessed by the pod`,
      "Created: Container created",
      "Started: Container started",
    ]);
    const { body } = await client.get("/api/v1/namespaces/run/pods/suite");
    expect(body.status.containerStatuses).toMatchObject([
      { name: "suite", ready: true, state: { running: {} } },
      { name: "collector", ready: true, state: { running: {} } },
    ]);
  });

  test("has a log that can be followed, and a file with the same lines that grows", async () => {
    const following = client.kubectlInBackground("logs -n run suite -c suite -f --tail=0");
    const tail = client.kubectlInBackground(
      "exec -n run suite -c collector -- tail -c +1 -F /tmp/results/e2e.log",
    );
    await Promise.all([following.printed(/seconds]/), tail.printed(/seconds]/)]);
    await following.stop();
    const { stdout } = await tail.stop();
    expect(stdout).toStartWith("Running Suite: Kubernetes e2e suite");
    const size = await client.kubectl("exec -n run suite -c collector -- stat -c %s /tmp/results/e2e.log");
    expect(Number(size.stdout)).toBeGreaterThan(1000);
  });

  test("shows the part of its log that is asked for", async () => {
    const first = await client.kubectl("logs -n run suite -c suite --limit-bytes=40");
    expect(first.stdout).toBe("2026/11/20 22:15:57 Running command:\nCom");
    const stamped = await client.kubectl("logs -n run suite -c suite --timestamps --limit-bytes=66");
    expect(stamped.stdout).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z 2026\/11\/20 22:15:57 Running/);
    const last = await client.kubectl("logs -n run suite -c suite --tail=2");
    expect(last.stdout.match(/\n/g)).toHaveLength(2);
    const future = encodeURIComponent(new Date(Date.now() + 60_000).toISOString());
    const none = await client.get(
      `/api/v1/namespaces/run/pods/suite/log?container=suite&sinceTime=${future}`,
    );
    expect(none).toEqual({ code: 200, body: "" });
  });

  test("runs programs and reports how they ended", async () => {
    const exec = (command: string) => client.kubectl(`exec -n run suite -c collector -- ${command}`);
    expect(await exec("cat /tmp/results/done")).toMatchObject({
      code: 1,
      stderr: "cat: /tmp/results/done: No such file or directory\ncommand terminated with exit code 1\n",
    });
    expect(await exec("test -e /tmp/results/e2e.log")).toMatchObject({ code: 0, stdout: "" });
    const unknown = await exec("nope");
    expect(unknown.code).toBe(1);
    expect(unknown.stderr).toContain('exec: "nope": executable file not found in $PATH: unknown');
  });

  test("is not found by a wrong container", async () => {
    const logs = await client.kubectl("logs -n run suite -c nope");
    // a newer kubectl also names those that there are
    expect(logs.stderr).toMatch(
      /^error: container nope is not valid for pod suite(?: out of: suite, collector)?\n$/,
    );
    const choice = await client.get("/api/v1/namespaces/run/pods/suite/log");
    expect(choice.body.message).toBe(
      "a container name must be specified for pod suite, choose one of: [suite collector]",
    );
  });
});

test("an image of another version is never there, in the kubelet's words", async () => {
  await startPod("unpublished", { tag: "v1.35.99" });
  await seeStatus("unpublished", "ErrImagePull");
  await seeStatus("unpublished", "ImagePullBackOff");
  const image = "registry.k8s.io/conformance:v1.35.99";
  const why = `rpc error: code = NotFound desc = failed to pull and unpack image "${image}": failed to resolve reference "${image}": ${image}: not found`;
  expect(await events("unpublished")).toEqual([
    "Scheduled: Successfully assigned unpublished/suite to node2",
    `Pulling: Pulling image "${image}"`,
    `Failed: Failed to pull image "${image}": ${why}`,
    "Failed: Error: ErrImagePull",
    `BackOff: Back-off pulling image "${image}"`,
    "Failed: Error: ImagePullBackOff",
  ]);
  const { body } = await client.get("/api/v1/namespaces/unpublished/pods/suite");
  expect(body.status.containerStatuses[0].state.waiting.message).toEndWith(why);
  const logs = await client.kubectl("logs -n unpublished suite -c suite");
  expect(logs.stderr).toContain('container "suite" in pod "suite" is waiting to start');
});

test("a pod that fits no node stays pending, and the scheduler says why", async () => {
  await startPod("nowhere", {
    spec: { nodeSelector: { disk: "ssd" }, containers: [{ name: "a", image: "a" }] },
  });
  const events = client.watch("/api/v1/namespaces/nowhere/events?watch=true");
  expect((await events.next()).value.object).toMatchObject({
    reason: "FailedScheduling",
    message: expect.stringContaining(
      "0/2 nodes are available: 2 node(s) didn't match Pod's node affinity/selector",
    ),
  });
  await events.return();
});

test("a dry run is over soon, with every spec in its log and none in its time", async () => {
  await startPod("dry", { env: { E2E_DRYRUN: "true" } });
  await seeStatus("dry", "NotReady");
  const log = await client.kubectl("exec -n dry suite -c collector -- cat /tmp/results/e2e.log");
  expect(log.stdout.match(/^• \[0\.000 seconds\]$/gm)).toHaveLength(441);
  expect(log.stdout).toContain("\nRan 441 of 7355 Specs in 0.412 seconds\nSUCCESS!");
  const junit = await client.kubectl("exec -n dry suite -c collector -- cat /tmp/results/junit_01.xml");
  expect(junit.stdout).not.toMatch(/ time="[^"]*[1-9]/);
});

test("a suite that is interrupted writes its report and exits with 1", async () => {
  await startPod("stopped");
  await seeStatus("stopped", "Running");
  const log = client.kubectlInBackground("logs -n stopped suite -c suite -f");
  await log.printed(/seconds]/);
  const script = "for p in $(pgrep e2e.test); do kill -INT $p; done";
  await client.kubectl(["exec", "-n", "stopped", "suite", "-c", "suite", "--", "sh", "-c", script]);
  await log.printed(/^Test Suite Failed$/m);
  await seeStatus("stopped", "Error");
  const { stdout } = await log.stop();
  const passed = stdout.match(/^• \[/gm)?.length;
  expect(stdout).toContain(`FAIL! - Interrupted by User -- ${passed} Passed | 0 Failed | 0 Pending |`);
  const junit = await client.kubectl("exec -n stopped suite -c collector -- cat /tmp/results/junit_01.xml");
  expect(junit.stdout.match(/<testcase name="\[It\][^>]* status="passed"/g)).toHaveLength(passed ?? -1);
  const { body } = await client.get("/api/v1/namespaces/stopped/pods/suite");
  expect(body.status.containerStatuses[0].state.terminated).toMatchObject({ exitCode: 1, reason: "Error" });
});

test("a pod is deleted with its namespace, the suite killed at the end of its grace period", async () => {
  await startPod("killed");
  await seeStatus("killed", "Running");
  const { body } = await client.get("/api/v1/namespaces/killed/pods");
  const version = body.metadata.resourceVersion;
  const changes = client.watch(`/api/v1/namespaces/killed/pods?watch=true&resourceVersion=${version}`);
  await client.kubectl("delete namespace killed");
  const seen = await Array.fromAsync({
    async *[Symbol.asyncIterator]() {
      for await (const change of changes) {
        yield change;
        if (change.type === "DELETED") return;
      }
    },
  });
  expect(seen.at(0).object.metadata.deletionTimestamp).toBeString();
  expect(seen.at(-1).object.status.containerStatuses[0].state.terminated).toMatchObject({ exitCode: 137 });
  expect((await client.get("/api/v1/namespaces/killed")).code).toBe(404);
});

test("a suite whose pod is deleted is interrupted first, by the hook that a run gives it", async () => {
  const { pod } = runObjects(planRun(request(), facts, "20261120-2215-k3x9"), "bcdfghjk");
  await startPod("drained", { spec: { ...pod.spec, serviceAccountName: "default" } });
  await seeStatus("drained", "Running");
  const version = (await client.get("/api/v1/namespaces/drained/pods")).body.metadata.resourceVersion;
  const changes = client.watch(`/api/v1/namespaces/drained/pods?watch=true&resourceVersion=${version}`);
  const log = client.kubectlInBackground("logs -n drained suite -c suite -f");
  await log.printed(/seconds]/);
  await client.kubectl("delete pod -n drained suite --wait=false");
  await log.printed(/^FAIL! - Interrupted by User/m);
  await log.stop();
  for await (const { type, object } of changes) {
    if (type !== "DELETED") continue;
    expect(object.status.containerStatuses[0].state.terminated).toMatchObject({ exitCode: 1 });
    break;
  }
});
