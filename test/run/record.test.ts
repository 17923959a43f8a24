import { expect, test } from "bun:test";
import type { RunRecord } from "../../src/results/run-record.ts";
import { runSchema } from "../../src/results/run-schema.ts";
import { planRun } from "../../src/run/plan/plan.ts";
import { type RecordInput, runRecord } from "../../src/run/record.ts";
import { loadRecording, unpack } from "../../src/sandbox/replay/recording.ts";
import { faultsOf } from "../../src/schema/faults.ts";
import { type LogEvent, LogParser } from "../../src/suite/log.ts";
import { SuiteRecord } from "../../src/suite/suite-record.ts";
import { plainRequest } from "./request.ts";

const { log } = await loadRecording();
const whole = unpack(log.brotli);
const events = new LogParser().push(whole.subarray(log.head, whole.length - log.tail));

const started = Date.parse("2026-11-20T22:15:57Z");
const facts = { server: "v1.35.4", platform: "linux/amd64", nodes: [{ metadata: { name: "node-1" } }] };
const file = (name: "e2e.log" | "junit_01.xml") => ({
  name,
  path: `v1.35/acme/${name}`,
  bytes: 1,
  sha256: "ab".repeat(32),
  verified: true,
});

const exitedWith = (exitCode: number) => ({ kind: "exited", exitCode, reason: "" }) as const;

test("what kept specs from running is recorded, if there was something", () => {
  const cause = {
    about: "image",
    what: "agnhost:2 on node2",
    why: "ErrImagePull (not found)",
    fix: "pull it",
    began: "2026-11-20T22:16:04.000Z",
    specs: 2,
    failed: ["a"],
  } as const;
  expect(noted({ causes: [cause] }).causes).toEqual([cause]);
  expect(noted()).not.toHaveProperty("causes");
});

/** What is noted of the recorded run, had it been on a cluster of these nodes. */
function noted(change: Partial<RecordInput> = {}): RunRecord {
  const suite = new SuiteRecord();
  for (const event of events) suite.add(event, started + 1000);
  return runRecord({
    state: {
      plan: planRun(plainRequest, facts, "20261120-2215-k3x9"),
      command: ["kubectl", "conformance", "run"],
      started: new Date(started).toISOString(),
      server: facts.server,
      platform: facts.platform,
    },
    facts,
    suite,
    end: exitedWith(0),
    cutShort: undefined,
    pod: undefined,
    created: undefined,
    beganHere: true,
    files: [file("e2e.log"), file("junit_01.xml")],
    problems: [],
    uuids: [],
    causes: [],
    finished: started + 2000,
    pathOf: ({ path }) => path,
    tool: { version: "v0.1.0", runtime: "bun 1.4.5", platform: "linux/amd64" },
    ...change,
  });
}

test("a whole run on a cluster, all passed, is certifiable", () => {
  expect(noted()).toMatchObject({
    verdict: "passed",
    certifiable: true,
    deviations: [],
    counts: { total: 441, passed: 441, failed: 0 },
  });
});

test("the same run on a node with the sandbox's mark is passed, and never certifiable", () => {
  const mark = { "kubectl-conformance/sandbox": "" };
  const nodes = [...facts.nodes, { metadata: { name: "node-2", labels: mark } }];
  expect(noted({ facts: { ...facts, nodes } })).toMatchObject({
    verdict: "passed",
    certifiable: false,
    deviations: ["replayed by the sandbox, not run on a cluster"],
    nodes: [{ name: "node-1" }, { name: "node-2" }],
  });
});

test("what a file was kept from keeps the run from certifying", () => {
  const end = { kind: "lost", reason: "the pod was deleted" } as const;
  const lost = noted({ end, files: [], problems: ["no junit"] });
  expect(lost).toMatchObject({
    verdict: "incomplete",
    certifiable: false,
    reason: "the run was lost: the pod was deleted",
  });
  expect(lost.deviations).toContain("no junit");
});

const summary = {
  ran: 441,
  of: 7355,
  passed: 441,
  failed: 0,
  flaked: 0,
  pending: 0,
  skipped: 6914,
  seconds: 1622,
};

/** What is noted where the suite's container ended with 1 and the summary says this; `before` stood in the log before it. */
function notedFailing(reason: string | undefined, ...before: LogEvent[]): RunRecord {
  const suite = new SuiteRecord();
  for (const event of events) if (event.kind !== "suite-finished") suite.add(event, started + 1000);
  for (const event of before) suite.add(event, started + 1500);
  const why = reason === undefined ? {} : { reason };
  suite.add({ kind: "suite-finished", ...summary, success: false, ...why }, started + 1600);
  return noted({ suite, end: exitedWith(1) });
}

test("a suite whose own node failed after all specs passed says why it cannot certify", () => {
  const node = { name: "[SynchronizedAfterSuite]", state: "failed", seconds: 1 } as const;
  const message = "namespaces are left\nmore of it";
  expect(notedFailing(undefined, { kind: "suite-node-failed", node: { ...node, message } })).toMatchObject({
    verdict: "failed",
    certifiable: false,
    counts: { passed: 441, failed: 0 },
    deviations: ["the suite itself failed: [SynchronizedAfterSuite] namespaces are left"],
  });
  expect(notedFailing(undefined).deviations).toEqual(["the suite itself failed"]);
});

test.each(["Interrupted by User", "Suite Timeout Elapsed", "a BeforeSuite node failed"])(
  "a suite that ended before its time has no verdict: %s",
  (reason) => {
    const record = notedFailing(reason);
    expect(record).toMatchObject({ verdict: "incomplete", certifiable: false });
    expect(record.deviations).toContain(`the suite did not finish: ${reason}`);
  },
);

test("a suite that ends itself at the first failure has failed", () => {
  const spec = { name: "[sig-apps] Job works [Conformance]", state: "failed", seconds: 1 } as const;
  const failed = { kind: "spec-finished", spec, namespaces: [] } as const;
  expect(notedFailing("Interrupted by Other Ginkgo Process", failed).verdict).toBe("failed");
});

test("what reaches the suite's own program behind Ginkgo's flags is judged as they are", () => {
  const request = { ...plainRequest, extraArgs: ["--ginkgo.dry-run"] };
  const plan = planRun(request, facts, "20261120-2215-k3x9");
  const state = { command: [], started: new Date(started).toISOString(), server: facts.server };
  expect(noted({ state: { ...state, platform: facts.platform, plan } })).toMatchObject({
    certifiable: false,
    deviations: ["a dry run runs no tests"],
  });
});

test("what is written is of the schema to the letter, with the fields that only a built program has", () => {
  const built = { version: "v0.1.0", commit: "0123abcd", buildDate: "2026-11-20T21:00:00Z" };
  const record = noted({ tool: { ...built, runtime: "bun 1.4.5", platform: "linux/amd64" } });
  expect(faultsOf(runSchema, JSON.parse(JSON.stringify(record)))).toEqual([]);
  expect(record.tool).toMatchObject(built);
});

test.each([
  ["a version that is none", "e2e test version: v1.35.4", "e2e test version: vnext"],
  ["a time that is no number", "Specs in 1622.456 seconds", "Specs in 1.2.3 seconds"],
  ["a time beyond all numbers", "Specs in 1622.456 seconds", `Specs in ${"9".repeat(400)} seconds`],
  ["no processes", "across 12 processes", "across 0 processes"],
  ["a seed beyond all numbers", "Random Seed: 1795212957", `Random Seed: ${"9".repeat(400)}`],
  ["specs beyond all numbers", "Will run 441 of", `Will run ${"9".repeat(400)} of`],
])("a log with %s still gives a run.json of the schema", (_, from, to) => {
  const text = whole.subarray(log.head, whole.length - log.tail).toString();
  expect(text).toContain(from);
  const suite = new SuiteRecord();
  for (const event of new LogParser().push(Buffer.from(text.replaceAll(from, to)))) suite.add(event, started);
  const record = noted({ suite });
  expect(faultsOf(runSchema, JSON.parse(JSON.stringify(record)))).toEqual([]);
});
