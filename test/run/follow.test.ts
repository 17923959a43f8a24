import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { PassThrough } from "node:stream";
import { type ServedSandbox, serveSandbox } from "../../src/commands/sandbox/serve.ts";
import { type Cluster, openCluster } from "../../src/kube/cluster.ts";
import { connect } from "../../src/kube/connection.ts";
import { ApiError, ConnectionError } from "../../src/kube/errors.ts";
import type { Call, Reply } from "../../src/kube/transport.ts";
import { realMonotonic, realSleep } from "../../src/process/io.ts";
import { conduct } from "../../src/run/conduct.ts";
import { readFacts } from "../../src/run/facts.ts";
import { podState } from "../../src/run/follow/pod-state.ts";
import { Tracker } from "../../src/run/follow/tracker.ts";
import { names } from "../../src/run/identity.ts";
import { runObjects } from "../../src/run/plan/objects.ts";
import { planRun } from "../../src/run/plan/plan.ts";
import { createObjects } from "../../src/run/start.ts";
import { SuiteRecord } from "../../src/suite/suite-record.ts";

let sandbox: ServedSandbox;
let cluster: Cluster;

const io = { now: Date.now, monotonic: realMonotonic, sleep: realSleep };

beforeAll(async () => {
  sandbox = await serveSandbox({ speed: 2000 });
  const connection = connect({ kubeconfig: sandbox.kubeconfig }, { env: {}, cwd: "/" });
  cluster = openCluster(connection, "test", io);
});

afterAll(() => sandbox.close());

/** Makes a quick run's pod; gives the namespace. */
async function begin(namespace: string): Promise<string> {
  const request = {
    mode: "quick",
    parallel: "auto",
    dryRun: true,
    namespace,
    namespaceBy: "mark",
    extraArgs: [],
    extraGinkgoArgs: [],
    nodeSelector: {},
    tolerations: [],
    keepResults: 1000,
  } as const;
  const plan = planRun(request, await readFacts(cluster), `20261120-2215-${namespace}`);
  await createObjects(cluster, plan, runObjects(plan, "bcdfghjk"), io, () => undefined);
  return namespace;
}

function see(through: Cluster, namespace: string, options: Partial<Parameters<typeof conduct>[1]> = {}) {
  return conduct(through, {
    namespace,
    suiteArgs: [],
    created: new Date(0),
    tracker: new Tracker({ namespace, watchPods: "none", whole: false }),
    record: new SuiteRecord(),
    io,
    ending: new AbortController().signal,
    folder: mkdtempSync(path.join(tmpdir(), "follow-")),
    startupTimeout: 20_000,
    onEvent: () => undefined,
    ...options,
  });
}

/** The same cluster, but where the stream of the run's own pod is answered otherwise. */
function withOwnWatch(answer: (call: Call) => Promise<Reply>): Cluster {
  const own = (call: Call) =>
    call.query?.watch === true && String(call.query.fieldSelector).startsWith("metadata.name=");
  return { ...cluster, sendOnce: (call) => (own(call) ? answer(call) : cluster.sendOnce(call)) };
}

const forbidden = () => Promise.reject(new ApiError(403, { reason: "Forbidden", message: "no" }));
const isTick = (ms: number) => ms === 1000;

test("a pod that is gone before it is followed is told as such, and not waited for", async () => {
  const { outcome } = await see(cluster, "never-there", { startupTimeout: Number.POSITIVE_INFINITY });
  expect(outcome).toEqual({ kind: "lost", reason: "the pod was deleted" });
});

test("hours in which nothing could be heard of the pod are no reason to give up its start", async () => {
  const namespace = await begin("asleep");
  let ticks = 0;
  const away = withOwnWatch((call) => {
    if (ticks < 4) throw new ConnectionError("https://cluster", new Error("away"));
    return cluster.sendOnce(call);
  });
  const { outcome } = await see(away, namespace, {
    io: {
      now: () => Date.now() + ticks * 3_600_000,
      monotonic: () => performance.now() + ticks * 3_600_000,
      sleep: async (ms, signal) => {
        await realSleep(Math.min(ms, 20), signal);
        if (isTick(ms) && ticks < 4) ticks += 1;
      },
    },
  });
  expect(outcome.kind).toBe("ended");
});

test("before a start is given up the pod is read anew: a watch may say nothing and be dead", async () => {
  const namespace = await begin("mute");
  const dead = withOwnWatch(async () => ({ status: 200, headers: {}, body: new PassThrough() }));
  const runs = async () => {
    const pod = await cluster.core.readNamespacedPod({ name: names.pod, namespace });
    return ["running", "ended"].includes(podState(pod).kind);
  };
  let ticks = 0;
  // as `generate rbac` has it, whose runner may list pods and not get them
  const mayList = {
    ...dead,
    sendOnce: (call: Call) => (call.path.endsWith("/pods/suite") ? forbidden() : dead.sendOnce(call)),
  };
  const { outcome } = await see(mayList, namespace, {
    io: {
      now: () => Date.now() + ticks * 1000,
      monotonic: () => performance.now() + ticks * 1000,
      sleep: async (ms, signal) => {
        if (isTick(ms)) {
          ticks += 1;
          while (ticks === 20 && !(await runs())) await realSleep(5);
        }
        await realSleep(Math.min(ms, 20), signal);
      },
    },
  });
  expect(outcome.kind).toBe("ended");
});

/** The same cluster, but where the namespaces are refused. */
function refusing(status: number): Cluster {
  const refusal = new ApiError(status, { reason: "Refused", message: "no" });
  return {
    ...cluster,
    send: (call) => (call.path === "/api/v1/namespaces" ? Promise.reject(refusal) : cluster.send(call)),
  };
}

for (const status of [403, 404]) {
  test(`a ${status} is no end of the run: it is thrown, so that the run is left where it is`, async () => {
    const namespace = await begin(`refused-${status}`);
    await expect(see(refusing(status), namespace)).rejects.toThrow("Error from server (Refused): no");
  });
}

test("a 404 of a run whose pod is gone is its end", async () => {
  const { outcome } = await see(refusing(404), "never-there");
  expect(outcome).toEqual({ kind: "lost", reason: "Error from server (Refused): no" });
});
