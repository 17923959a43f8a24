import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { rmSync } from "node:fs";
import path from "node:path";
import { assess, type CutShort, type Ending, verdictOf } from "../../src/results/assess.ts";
import { readResults } from "../../src/results/read/read.ts";
import type { Results } from "../../src/results/results.ts";
import type { RunRecord } from "../../src/results/run-record.ts";
import { verdictCode } from "../../src/results/verdict-code.ts";
import type { PodState } from "../../src/run/follow/pod-state.ts";
import { planRun } from "../../src/run/plan/plan.ts";
import { runRecord } from "../../src/run/record.ts";
import { type RunStatus, runStatus } from "../../src/run/status.ts";
import { packSubmission, productOf } from "../../src/submission/package.ts";
import { LogParser } from "../../src/suite/log.ts";
import { SuiteRecord } from "../../src/suite/suite-record.ts";
import { plainRequest } from "../run/request.ts";
import { newFolder, suiteFile, write } from "./read/shapes.ts";

/** A suite that ran, by the files that it left, and how its run ended. */
interface Case {
  readonly log: string;
  /** Undefined where it wrote none. */
  readonly junit?: string | undefined;
  readonly exitCode: number;
  readonly end?: Ending;
  readonly cutShort?: CutShort;
  readonly extraGinkgoArgs?: readonly string[];
}

interface Expected {
  readonly verdict: RunRecord["verdict"];
  /** Among the deviations. */
  readonly deviation: string;
  /** What the suite's files alone say, where they cannot know what the cluster showed. */
  readonly byFiles?: RunRecord["verdict"];
  readonly phase?: RunStatus["phase"];
}

const started = "2026-11-20T22:15:57.000Z";
let folder = "";
beforeAll(() => {
  folder = newFolder();
});
afterAll(() => rmSync(folder, { recursive: true }));

async function fixture(suite: string): Promise<{ log: string; junit: string }> {
  const [log, junit] = await Promise.all([suiteFile("e2e.log", suite), suiteFile("junit_01.xml", suite)]);
  return { log: log.toString(), junit: junit.toString() };
}

const dry = await fixture("dry-run");
const passed = { log: dry.log, junit: dry.junit.replace('"DryRun" value="true"', '"DryRun" value="false"') };
const failed = await fixture("serial");
const parallel = await fixture("parallel");
const because = (reason: string) => ({
  log: parallel.log.replace("FAIL! -- ", `FAIL! - ${reason} -- `),
  junit: parallel.junit.replace(
    '"SpecialSuiteFailureReason" value=""',
    `"SpecialSuiteFailureReason" value="${reason}"`,
  ),
});
const cut = (log: string) => log.slice(0, log.indexOf("\nRan "));
const nothing = (log: string) =>
  `${log.slice(0, log.indexOf("\nWill run "))}\nWill run 0 of 7137 specs\n\nRan 0 of 7137 Specs in 0.021 seconds\nSUCCESS! -- 0 Passed | 0 Failed | 0 Pending | 7137 Skipped\nPASS\n`;
const stopped = await fixture("interrupted-serial");
const lost: Ending = { kind: "lost", reason: "the pod was deleted" };

const cases: Record<string, Case & Expected> = {
  "all passed": { ...passed, exitCode: 0, verdict: "passed", deviation: "required tests did not run" },
  "some failed, serial": { ...failed, exitCode: 1, verdict: "failed", deviation: "8 required tests failed" },
  "some failed, parallel": {
    ...parallel,
    exitCode: 1,
    verdict: "failed",
    deviation: "8 required tests failed",
  },
  "--fail-fast, serial": { ...(await fixture("abort")), exitCode: 1, verdict: "failed", deviation: "failed" },
  "--fail-fast, parallel": {
    ...because("Interrupted by Other Ginkgo Process"),
    exitCode: 1,
    extraGinkgoArgs: ["--fail-fast"],
    verdict: "failed",
    deviation: "8 required tests failed",
  },
  "interrupted from inside, serial": {
    ...stopped,
    exitCode: 1,
    verdict: "incomplete",
    deviation: "did not finish: Interrupted by User",
  },
  "interrupted from inside, parallel": {
    ...(await fixture("interrupted-parallel")),
    exitCode: 1,
    verdict: "incomplete",
    deviation: "did not finish: Interrupted by User",
  },
  "stopped by a person": {
    ...stopped,
    exitCode: 1,
    cutShort: "stopped",
    verdict: "incomplete",
    deviation: "did not finish: Interrupted by User",
  },
  "stopped by --timeout": {
    ...stopped,
    exitCode: 1,
    cutShort: "timed-out",
    verdict: "incomplete",
    deviation: "did not finish: Interrupted by User",
  },
  "stopped when it had come to its end already": {
    ...failed,
    exitCode: 1,
    cutShort: "stopped",
    verdict: "failed",
    deviation: "8 required tests failed",
  },
  "the suite's own timeout": {
    ...because("Suite Timeout Elapsed"),
    exitCode: 1,
    verdict: "incomplete",
    deviation: "did not finish: Suite Timeout Elapsed",
  },
  "BeforeSuite failed": {
    ...(await fixture("setup")),
    exitCode: 1,
    verdict: "incomplete",
    deviation: "did not finish: a BeforeSuite node failed",
  },
  "BeforeSuite failed, parallel": {
    ...(await fixture("setup-parallel")),
    exitCode: 1,
    verdict: "incomplete",
    deviation: "did not finish: a BeforeSuite node failed",
  },
  "success in the log, then a crash": {
    ...passed,
    exitCode: 137,
    verdict: "incomplete",
    deviation: "e2e.log says success, but the suite's container ended with exit code 137 (Error)",
    byFiles: "passed",
  },
  "failure in the log, and exit code 0": {
    ...failed,
    exitCode: 0,
    verdict: "failed",
    deviation: "8 required tests failed",
  },
  "killed before its summary": {
    log: cut(passed.log),
    exitCode: 137,
    verdict: "incomplete",
    deviation: "the suite did not finish",
  },
  "exit code 0, and a log that broke off": {
    ...passed,
    log: cut(passed.log),
    exitCode: 0,
    verdict: "incomplete",
    deviation: "the suite did not finish",
  },
  "junit missing": { log: passed.log, exitCode: 0, verdict: "passed", deviation: "junit_01.xml is missing" },
  flaky: {
    log: passed.log.replace("0 Failed | ", "0 Failed | 1 Flaked | "),
    junit: passed.junit.replace('"FlakeAttempts" value="0"', '"FlakeAttempts" value="2"'),
    exitCode: 0,
    extraGinkgoArgs: ["--flake-attempts=2"],
    verdict: "passed",
    deviation: "--flake-attempts=2 hides failures",
  },
  "no spec that matches": {
    log: nothing(passed.log),
    junit: passed.junit.replace(/<testcase [\s\S]*(?=<\/testsuite>)/, ""),
    exitCode: 0,
    verdict: "incomplete",
    deviation: "no spec ran",
  },
  "a dry run": {
    ...dry,
    exitCode: 0,
    extraGinkgoArgs: ["--dry-run"],
    verdict: "passed",
    deviation: "a dry run runs no tests",
  },
  "another version": {
    log: failed.log.replaceAll("e2e test version: v1.35.4", "e2e test version: v1.34.4"),
    junit: failed.junit,
    exitCode: 1,
    verdict: "failed",
    deviation: "the suite is v1.34.4, the server v1.35.4",
  },
  "the pod deleted in its midst": {
    log: cut(passed.log),
    exitCode: 0,
    end: lost,
    verdict: "incomplete",
    deviation: "the suite did not finish",
    phase: "lost",
  },
};

function wordsOf(log: string): SuiteRecord {
  const record = new SuiteRecord();
  const parser = new LogParser();
  for (const event of [...parser.push(Buffer.from(log)), ...parser.end()]) record.add(event, 0);
  return record;
}

function endOf({ end, exitCode }: Case): Ending {
  return end ?? { kind: "exited", exitCode, reason: "Error" };
}

function stateOf(one: Pick<Case, "extraGinkgoArgs">) {
  const facts = { server: "v1.35.4", platform: "linux/amd64", nodes: [] };
  const request = { ...plainRequest, extraGinkgoArgs: one.extraGinkgoArgs ?? [] };
  const plan = planRun(request, facts, "20261120-2215-k3x9");
  return { facts, state: { plan, command: ["kubectl", "conformance", "run"], started, ...facts } };
}

function kept(name: "e2e.log" | "junit_01.xml", text: string) {
  const sha256 = createHash("sha256").update(text).digest("hex");
  return { name, path: name, bytes: Buffer.byteLength(text), sha256, verified: true };
}

/** What run.json says. */
function recorded(one: Case): RunRecord {
  return runRecord({
    ...stateOf(one),
    suite: wordsOf(one.log),
    end: endOf(one),
    cutShort: one.cutShort,
    pod: undefined,
    created: undefined,
    beganHere: true,
    files: [kept("e2e.log", one.log), ...(one.junit === undefined ? [] : [kept("junit_01.xml", one.junit)])],
    problems: [],
    uuids: [],
    causes: [],
    finished: Date.parse(started),
    pathOf: (file) => `v1.35/acme/${file.path}`,
    tool: { version: "v0.1.0", runtime: "bun 1.4.5", platform: "linux/amd64" },
  });
}

/** What `status` says while the pod stands. */
function status(one: Case): RunStatus {
  const { state } = stateOf(one);
  const { plan } = state;
  const end = endOf(one);
  const pod: PodState =
    end.kind === "exited"
      ? { ...end, kind: "ended", since: undefined, until: undefined }
      : { kind: "lost", reason: "the pod was deleted" };
  return runStatus({ id: plan.id, namespace: plan.namespace, state, pod: {}, podGone: undefined }, pod, {
    kind: "read",
    record: wordsOf(one.log),
  });
}

/** What is read of a folder with the files, and with a run.json where there is one. */
function read(name: string, one: Case, record?: RunRecord): Promise<Results> {
  const dir = path.join(folder, name);
  const files = { "e2e.log": one.log, ...(one.junit === undefined ? {} : { "junit_01.xml": one.junit }) };
  if (record === undefined) write(dir, files);
  else {
    write(path.join(dir, "v1.35/acme"), files);
    write(dir, { "run.json": JSON.stringify(record) });
  }
  return readResults([dir], {
    cwd: "/",
    ...(record === undefined ? { release: "v1.35" } : {}),
  });
}

describe("the same run gets the same verdict from", () => {
  const entries = Object.entries(cases);

  test.each(entries)("run.json: %s", (_, one) => {
    const record = recorded(one);
    expect(record.verdict).toBe(one.verdict);
    expect(record.deviations.join("; ")).toContain(one.deviation);
    expect(record.certifiable).toBe(false);
    expect(record.reason === undefined).toBe(one.verdict !== "incomplete");
  });

  test.each(entries)("status: %s", (_, one) => {
    const { phase, reason } = status(one);
    expect(phase).toBe(one.phase ?? one.verdict);
    expect(reason === undefined).toBe(one.verdict !== "incomplete");
  });

  test.each(entries)("the exit code: %s", (_, one) => {
    expect(verdictCode(recorded(one), false)).toBe(
      ({ passed: 0, failed: 1, incomplete: 3 } as const)[one.verdict],
    );
  });

  test.each(entries)("submission package, of a folder of this program: %s", async (name, one) => {
    const record = recorded(one);
    const results = await read(`ours ${name}`, one, record);
    const { verdict, reason, certifiable, deviations } = record;
    expect(results).toMatchObject({ verdict, certifiable, deviations });
    expect(results.reason).toBe(reason);
    if (one.junit !== undefined)
      expect(packSubmission(results, productOf("acme", "v1.35", undefined)).doubts).toEqual(deviations);
  });

  test.each(entries)("submission package, of the suite's files alone: %s", async (name, one) => {
    const results = await read(`bare ${name}`, one);
    expect(results.verdict).toBe(one.byFiles ?? one.verdict);
    if (one.byFiles === undefined) expect(results.deviations.join("; ")).toContain(one.deviation);
    expect(results.certifiable).toBe(false);
  });
});

describe("why there is no verdict", () => {
  const suite = { finished: undefined, endedBy: undefined };
  test.each<[Parameters<typeof verdictOf>[0], string]>([
    [{ suite, end: lost }, "the run was lost: the pod was deleted"],
    [
      { suite, end: { kind: "never-started", reason: "no node" } },
      "the run's pod did not start in time: no node",
    ],
    [{ suite, end: lost, cutShort: "timed-out" }, "the suite was stopped because --timeout had passed"],
    [
      { suite, end: lost, cutShort: "given-up" },
      "the suite was stopped because as many tests had failed as --max-failures allows",
    ],
    [
      { suite: { ...suite, endedBy: "Interrupted by User" }, end: { kind: "unseen" } },
      "the suite ended before its time: Interrupted by User",
    ],
    [
      { suite, end: { kind: "exited", exitCode: 137, reason: "OOMKilled" } },
      "the suite's container ended with exit code 137 (OOMKilled) before the suite did",
    ],
  ])("%j: %s", (input, reason) => {
    expect(verdictOf(input)).toEqual({ verdict: "incomplete", reason });
  });

  test("a summary that was read is no verdict where the pod was lost before its exit code was seen", () => {
    const finished = { success: true, flaked: 0 };
    expect(verdictOf({ suite: { finished, endedBy: undefined }, end: lost }).verdict).toBe("incomplete");
  });
});

test("results whose two files are of different runs cannot certify", async () => {
  const { deviations } = await read("mixed", { ...passed, junit: failed.junit, exitCode: 0 });
  expect(deviations).toContain("e2e.log has 14 passed and 0 failed, junit_01.xml 5 passed and 8 failed");
  expect(deviations).toContain("e2e.log and junit_01.xml disagree on whether the suite succeeded");
});

test("a file that was changed since the run left it keeps a certifiable run from certifying", async () => {
  const record: RunRecord = { ...recorded({ ...passed, exitCode: 0 }), certifiable: true, deviations: [] };
  const changed = { ...passed, log: `${passed.log}one more line\n`, exitCode: 0 };
  expect(await read("changed", changed, record)).toMatchObject({
    verdict: "passed",
    certifiable: false,
    deviations: ["e2e.log was changed since the run left it"],
  });
});

test("a run of which everything is as it must be is certifiable", () => {
  const suite = wordsOf(passed.log);
  const { state } = stateOf({});
  const judged = assess({
    suite,
    end: { kind: "exited", exitCode: 0, reason: "Completed" },
    // a release whose list is not held: what was planned is what is required
    server: "v1.99.0",
    choice: state.plan,
    replayed: false,
    files: [
      { name: "e2e.log", verified: true },
      { name: "junit_01.xml", verified: true },
    ],
    problems: [],
  });
  expect(judged).toEqual({ verdict: "passed", certifiable: true, deviations: [] });
});
