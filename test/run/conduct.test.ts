import { afterAll, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { WebSocketServer } from "ws";
import { serveSandbox } from "../../src/commands/sandbox/serve.ts";
import { openCluster } from "../../src/kube/cluster.ts";
import { connect } from "../../src/kube/connection.ts";
import { realMonotonic, realSleep } from "../../src/process/io.ts";
import { conduct } from "../../src/run/conduct.ts";
import { readFacts } from "../../src/run/facts.ts";
import { Tracker } from "../../src/run/follow/tracker.ts";
import { runObjects } from "../../src/run/plan/objects.ts";
import { planRun } from "../../src/run/plan/plan.ts";
import { createObjects } from "../../src/run/start.ts";
import { parseJunit } from "../../src/suite/junit.ts";
import { SuiteRecord } from "../../src/suite/suite-record.ts";
import { connectionTo } from "../kube/scripted-server.ts";
import { golden } from "../suite/golden.ts";
import { plainRequest } from "./request.ts";

const sandbox = await serveSandbox({ speed: 2000 });
// a suite that was killed: its log breaks off before the summary
const whole = golden("ginkgo2/serial/e2e.log").toString();
const log = Buffer.from(whole.slice(0, whole.indexOf("\nRan ")));

/** What the programs of a pod print whose suite left its log and nothing else. */
function printed(words: readonly string[]): Buffer {
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
}

const pod = new WebSocketServer({
  port: 0,
  host: "127.0.0.1",
  handleProtocols: () => "v4.channel.k8s.io",
});
pod.on("connection", (socket, request: IncomingMessage) => {
  const words = new URL(request.url ?? "", "http://pod").searchParams.getAll("command");
  socket.send(Buffer.concat([Buffer.from([1]), printed(words)]));
  socket.send(Buffer.concat([Buffer.from([3]), Buffer.from('{"status":"Success"}')]));
  socket.close();
});

afterAll(async () => {
  pod.close();
  await sandbox.close();
});

test("of a suite that was killed before it wrote its junit, one is made from the log", async () => {
  const io = {
    now: Date.now,
    monotonic: realMonotonic,
    sleep: (_: number, signal?: AbortSignal) => realSleep(5, signal),
  };
  const cluster = openCluster(connect({ kubeconfig: sandbox.kubeconfig }, { env: {}, cwd: "/" }), "test", io);
  const plan = planRun({ ...plainRequest, dryRun: true }, await readFacts(cluster), "20261120-2215-kill");
  await createObjects(cluster, plan, runObjects(plan, "bcdfghjk"), io, () => undefined);
  const { port } = pod.address() as AddressInfo;
  const folder = mkdtempSync(path.join(tmpdir(), "conduct-"));
  const record = new SuiteRecord();
  const conducted = await conduct(
    { ...cluster, connection: connectionTo(`http://127.0.0.1:${port}`) },
    {
      namespace: plan.namespace,
      suiteArgs: [],
      created: new Date(0),
      tracker: new Tracker({ namespace: plan.namespace, watchPods: "none", whole: false }),
      record,
      io,
      ending: new AbortController().signal,
      folder,
      startupTimeout: 20_000,
      onEvent: () => undefined,
    },
  );
  expect(conducted.outcome.kind).toBe("ended");
  expect(conducted.problems).toEqual(["the suite wrote no junit_01.xml"]);
  expect(conducted.files.map(({ name, verified }) => [name, verified])).toEqual([
    ["e2e.log", true],
    ["junit_01.xml", false],
  ]);
  const junit = parseJunit(readFileSync(path.join(folder, "junit_01.xml"), "utf8"));
  expect(record.specs.length).toBeGreaterThan(0);
  expect(junit.cases.map(({ name }) => name)).toEqual(record.specs.map(({ name }) => name));
});
