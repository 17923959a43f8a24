import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { PassThrough } from "node:stream";
import { WebSocketServer } from "ws";
import type { Cluster } from "../../src/kube/cluster.ts";
import { ApiError, ConnectionError } from "../../src/kube/errors.ts";
import type { Call, Reply } from "../../src/kube/transport.ts";
import { realMonotonic, realSleep } from "../../src/process/io.ts";
import { claimFile } from "../../src/run/claim.ts";
import { podState } from "../../src/run/follow/pod-state.ts";
import { names, runLabel } from "../../src/run/identity.ts";
import { RunLeft } from "../../src/run/session-result.ts";
import { RunTaken } from "../../src/run/taken.ts";
import { parseJunit } from "../../src/suite/junit.ts";
import { connectionTo } from "../kube/scripted-server.ts";
import { golden } from "../suite/golden.ts";
import { type SessionBed, sessionBed } from "./sessions.ts";

let bed: SessionBed;
/** One whose suite runs for seconds, so that it can be disturbed. */
let slow: SessionBed;

beforeAll(async () => {
  [bed, slow] = await Promise.all([sessionBed(), sessionBed(100)]);
});

afterAll(() => Promise.all([bed.close(), slow.close()]));

const forbidden = () => Promise.reject(new ApiError(403, { reason: "Forbidden", message: "not you" }));
const isTick = (ms: number) => ms === 1000;

/** The same cluster, but where calls that match are answered otherwise. */
function answering(
  match: (call: Call) => boolean,
  answer: (call: Call) => Promise<Reply>,
): (cluster: Cluster) => Cluster {
  return (cluster) => ({
    ...cluster,
    send: (call) => (match(call) ? answer(call) : cluster.send(call)),
    sendOnce: (call) => (match(call) ? answer(call) : cluster.sendOnce(call)),
  });
}

const isOwnWatch = (call: Call) =>
  call.query?.watch === true && String(call.query.fieldSelector).startsWith("metadata.name=");

/** Ids of the runs in the cluster. */
async function runs(on: SessionBed = bed): Promise<(string | undefined)[]> {
  const { items } = await on.cluster.core.listNamespace({ labelSelector: runLabel });
  return items.map((item) => item.metadata?.name);
}

describe("a run from its making to a clean cluster", () => {
  test("yields every kind of event in its order, and leaves the folder and nothing else", async () => {
    const { result, events, dir } = await bed.run("whole", { options: { watchPods: "run" } });
    expect(result.kind).toBe("finished");
    const kinds = [...new Set(events.map(({ kind }) => kind))];
    expect(kinds[0]).toBe("run-started");
    expect(kinds.slice(-2)).toEqual(["cleaned", "run-finished"]);
    // how it starts is reported only if its pod is seen before it runs
    expect(kinds).toEqual(
      expect.arrayContaining(["pod", "suite-started", "spec-finished", "progress", "suite-finished"]),
    );
    expect(JSON.parse(readFileSync(path.join(dir, "run.json"), "utf8"))).toMatchObject({ verdict: "passed" });
    expect(await runs()).toEqual([]);
  });

  test("a patch that was never published steps down to the newest that was, and says so", async () => {
    // the sandbox has the image of v1.35.4 alone
    const { result, events } = await bed.run("older", { facts: { server: "v1.35.6+vendor" } });
    expect(result.kind).toBe("finished");
    const texts = events.flatMap((event) => (event.kind === "notice" ? [event.text] : []));
    expect(texts.filter((text) => text.includes("never published"))).toEqual([
      "registry.k8s.io/conformance:v1.35.6 was never published; trying registry.k8s.io/conformance:v1.35.5",
      "registry.k8s.io/conformance:v1.35.5 was never published; trying registry.k8s.io/conformance:v1.35.4",
    ]);
  });
});

describe("what is only shown ends nothing", () => {
  test.each([400, 403, 404, 406, 410, 422])(
    "a %i on the lists of pods, events and namespaces",
    async (status) => {
      const isShown = ({ path: at, query }: Call) =>
        at === "/api/v1/pods" ||
        at === "/api/v1/namespaces" ||
        (at.endsWith("/events") && query?.limit !== undefined);
      const refused = answering(isShown, () => Promise.reject(new ApiError(status, { message: "no" })));
      const { result } = await bed.run(`refused-${status}`, { through: refused });
      expect(result).toMatchObject({ kind: "finished", record: { verdict: "passed" } });
    },
  );
});

describe("nothing is removed before the suite is known to be over", () => {
  test("a watch of the run's own pod that is refused for good leaves the run where it is", async () => {
    const refused = answering((call) => call.path.endsWith("/pods"), forbidden);
    const left = bed.run("not-for-us", { through: refused });
    await expect(left).rejects.toBeInstanceOf(RunLeft);
    expect(await runs()).toEqual(["not-for-us"]);
    await bed.cluster.core.deleteNamespace({ name: "not-for-us" });
  });

  test("an error of whoever shows the run leaves it where it is", async () => {
    const onEvent = ({ kind }: { kind: string }) => {
      if (kind === "suite-started") throw new Error("the disk is full");
    };
    await expect(bed.run("not-shown", { onEvent })).rejects.toThrow("the disk is full");
    expect(await runs()).toEqual(["not-shown"]);
    await bed.cluster.core.deleteNamespace({ name: "not-shown" });
  });

  test("a pod that is gone is the end of the run", async () => {
    const { result } = await slow.run("gone", {
      onEvent: ({ kind }) => {
        if (kind === "suite-started")
          void slow.cluster.core.deleteNamespacedPod({ name: names.pod, namespace: "gone" });
      },
    });
    expect(result).toMatchObject({ kind: "finished", record: { verdict: "incomplete" } });
    expect(await runs(slow)).toEqual([]);
  });
});

test("a follower whose folder was taken over from another machine leaves it and the run as they are", async () => {
  let folder = "";
  const left = bed.run("taken-over", {
    onEvent: (event) => {
      if (event.kind === "run-started") folder = event.folder;
      if (event.kind !== "suite-started") return;
      const file = path.join(folder, claimFile);
      expect(existsSync(file)).toBe(true);
      const other = { token: crypto.randomUUID(), port: 1, since: new Date().toISOString() };
      writeFileSync(file, JSON.stringify(other));
    },
  });
  await expect(left).rejects.toThrow(`another process has taken over ${folder}`);
  expect(await runs()).toEqual(["taken-over"]);
  expect(existsSync(path.join(folder, "run.json"))).toBe(false);
  expect(existsSync(path.join(folder, claimFile))).toBe(true);
  await bed.cluster.core.deleteNamespace({ name: "taken-over" });
});

describe("a person ends it", () => {
  test("detach leaves it in the cluster, with the last event saying so", async () => {
    const { result, events } = await slow.run("detached", {
      onEvent: ({ kind }, endings) => {
        if (kind === "suite-started") endings.say("detach");
      },
    });
    expect(result.kind).toBe("left");
    expect(events.at(-1)).toMatchObject({ kind: "run-left", namespace: "detached" });
    expect(await runs(slow)).toEqual(["detached"]);
    await slow.cluster.core.deleteNamespace({ name: "detached" });
  });

  test("abort while it is being stopped removes it", async () => {
    const { result } = await slow.run("aborted", {
      onEvent: ({ kind }, endings) => {
        if (kind === "suite-started") endings.say("stop");
        if (kind === "notice") endings.say("abort");
      },
    });
    expect(result).toMatchObject({ kind: "finished", cutShort: "aborted" });
    expect(await runs(slow)).toEqual([]);
  });
});

describe("a watch that says nothing", () => {
  test("for hours in which nothing could be heard of the pod is no reason to give up its start", async () => {
    let ticks = 0;
    const away = answering(
      (call) => isOwnWatch(call) && ticks < 4,
      () => Promise.reject(new ConnectionError("https://cluster", new Error("away"))),
    );
    const { result } = await bed.run("asleep", {
      through: away,
      options: {
        io: {
          now: () => Date.now() + ticks * 3_600_000,
          monotonic: () => realMonotonic() + ticks * 3_600_000,
          sleep: async (ms, signal) => {
            await realSleep(Math.min(ms, 20), signal);
            if (isTick(ms) && ticks < 4) ticks += 1;
          },
          signal: new AbortController().signal,
        },
      },
    });
    expect(result.kind).toBe("finished");
  });

  test("before a start is given up the pod is read anew, also where it may only be listed", async () => {
    const isRunning = async () => {
      const pod = await bed.cluster.core.readNamespacedPod({ name: names.pod, namespace: "mute" });
      return ["running", "ended"].includes(podState(pod).kind);
    };
    const dead = answering(isOwnWatch, async () => ({ status: 200, headers: {}, body: new PassThrough() }));
    const noGet = answering((call) => call.path.endsWith("/pods/suite"), forbidden);
    let ticks = 0;
    const { result } = await bed.run("mute", {
      through: (cluster) => noGet(dead(cluster)),
      options: {
        io: {
          now: () => Date.now() + ticks * 1000,
          monotonic: () => realMonotonic() + ticks * 1000,
          sleep: async (ms, signal) => {
            if (isTick(ms)) {
              ticks += 1;
              while (ticks === 20 && !(await isRunning())) await realSleep(5);
            }
            await realSleep(Math.min(ms, 20), signal);
          },
          signal: new AbortController().signal,
        },
      },
    });
    expect(result.kind).toBe("finished");
  });
});

test("of a suite that was killed before it wrote its junit, one is made from the log", async () => {
  // a log that breaks off before the summary
  const whole = golden("ginkgo2/serial/e2e.log").toString();
  const log = Buffer.from(whole.slice(0, whole.indexOf("\nRan ")));
  const printed = (words: readonly string[]): Buffer => {
    switch (words[0]) {
      case "ls":
        return Buffer.from("e2e.log\n");
      case "sha256sum":
        return Buffer.from(`${createHash("sha256").update(log).digest("hex")}  /tmp/results/e2e.log\n`);
      case "tail":
        return log.subarray(Number(words[2]) - 1);
      default:
        throw new Error(`not expected: ${words.join(" ")}`);
    }
  };
  const pod = new WebSocketServer({ port: 0, host: "127.0.0.1", handleProtocols: () => "v4.channel.k8s.io" });
  pod.on("connection", (socket, request: IncomingMessage) => {
    const words = new URL(request.url ?? "", "http://pod").searchParams.getAll("command");
    socket.send(Buffer.concat([Buffer.from([1]), printed(words)]));
    socket.send(Buffer.concat([Buffer.from([3]), Buffer.from('{"status":"Success"}')]));
    socket.close();
  });
  try {
    const { port } = pod.address() as AddressInfo;
    const { result } = await bed.run("killed", {
      through: (cluster) => ({ ...cluster, connection: connectionTo(`http://127.0.0.1:${port}`) }),
    });
    if (result.kind !== "finished") throw new Error("it was left");
    expect(result.record.deviations).toContain("the suite wrote no junit_01.xml");
    const junit = parseJunit(readFileSync(result.layout.junit, "utf8"));
    expect(result.specs.length).toBeGreaterThan(0);
    expect(junit.cases.map(({ name }) => name)).toEqual(result.specs.map(({ name }) => name));
  } finally {
    pod.close();
  }
});

test("a run that somebody else takes at its end is not recorded a second time, as a loss", async () => {
  let id = "";
  const first = bed.run("taken", {
    options: { keep: true },
    onEvent: async (event) => {
      if (event.kind === "run-started") ({ id } = event);
      if (event.kind !== "suite-finished") return;
      // as another follower's cleanup does it, before the files are collected here
      await bed.cluster.core.deleteNamespace({ name: "taken" });
      await bed.cluster.rbac.deleteClusterRoleBinding({ name: `conformance-${id}` });
    },
  });
  await expect(first).rejects.toBeInstanceOf(RunTaken);
});
