import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { RunRecord, Verdict } from "../../src/results/run-record.ts";
import { parseJunit } from "../../src/suite/junit.ts";
import { type Client, type Ended, fileIn } from "./client.ts";
import { nodesReady, standing } from "./cluster.ts";
import type { Suite } from "./suites.ts";
import type { Witness } from "./witness.ts";

/** What must be so after a fault. */
export interface Expected {
  readonly code: number;
  /** `none`: there must be no run.json. */
  readonly verdict: Verdict | "none";
  /** `whole`: all of the pod's log, its digest checked; `partial`: what came, recorded as partial. */
  readonly log: "whole" | "partial" | "none";
}

/** What the suite itself came to, by the end of the pod's own log: a fault of the cluster may well fail a spec. */
export function bySuite(witness: Witness): Expected {
  const end = /^.*\b(SUCCESS|FAIL)! -- /m.exec(witness.bytes().toString())?.[1];
  if (end === undefined) return { code: 3, verdict: "incomplete", log: "partial" };
  return end === "SUCCESS"
    ? { code: 0, verdict: "passed", log: "whole" }
    : { code: 1, verdict: "failed", log: "whole" };
}

/** What was so. */
export interface Seen {
  /** Each thing that was not as it must be, in words. */
  readonly wrong: readonly string[];
  readonly bytesLost: number;
  readonly left: readonly string[];
  /** Milliseconds from the fault's or the suite's end, whichever came later, to the client's end. */
  readonly wait: number;
}

export interface Evidence {
  readonly client: Client;
  readonly expected: Expected;
  readonly suite: Suite;
  readonly witness: Witness;
  readonly before: ReadonlySet<string>;
  /** When the fault was over. */
  readonly faultEnd: number;
  /** Milliseconds that the client may take after that. */
  readonly bound: number;
  /** More things that were wrong. */
  readonly wrong?: readonly string[];
}

/** Waits for the client's end and compares all it left with what must be so. */
export async function judge(evidence: Evidence): Promise<Seen> {
  const { client, expected, witness } = evidence;
  const ended = await client.ended;
  const wrong = [...(evidence.wrong ?? []), ...wrongEnd(ended, expected)];
  const wait = Math.max(0, ended.at - Math.max(evidence.faultEnd, witness.lastWrite()));
  if (wait > evidence.bound) wrong.push(`took ${seconds(wait)}, bound ${seconds(evidence.bound)}`);
  const record = readRecord(client.folder);
  if ((record?.verdict ?? "none") !== expected.verdict)
    wrong.push(`verdict ${record?.verdict ?? "none"}, must be ${expected.verdict}`);
  if (record?.verdict === "passed" && record.counts.passed !== evidence.suite.specs.length)
    wrong.push(`${record.counts.passed} passed of ${evidence.suite.specs.length}`);
  const log =
    expected.log === "none" ? { wrong: [], bytesLost: 0 } : judgeLog(client.folder, record, evidence);
  wrong.push(...log.wrong);
  if (record !== undefined && expected.log !== "none") wrong.push(...wrongJunit(client.folder, record));
  const left = await leftovers(evidence.before);
  if (wrong.length > 0) process.stderr.write(`${ended.stderr.split("\n").slice(-12).join("\n")}\n`);
  return { wrong, bytesLost: log.bytesLost, left, wait };
}

function wrongEnd(ended: Ended, expected: Expected): string[] {
  if (ended.hung) return ["hung until it was killed"];
  return ended.code === expected.code ? [] : [`exit code ${ended.code}, must be ${expected.code}`];
}

function judgeLog(
  folder: string,
  record: RunRecord | undefined,
  { expected, witness }: Evidence,
): { wrong: string[]; bytesLost: number } {
  const file = fileIn(folder, "e2e.log");
  const pods = witness.bytes();
  if (pods.length === 0) return { wrong: ["the pod's file was never seen"], bytesLost: 0 };
  const ours = file === undefined ? Buffer.alloc(0) : readFileSync(file);
  const same = commonLength(ours, pods);
  const wrong: string[] = [];
  if (ours.length > same) wrong.push(`e2e.log has other bytes than the pod's from ${same} on`);
  const kept = record?.files.find((entry) => entry.path.endsWith("/e2e.log"));
  const bytesLost = pods.length - same;
  if (expected.log === "whole") {
    if (bytesLost > 0) wrong.push(`${bytesLost} bytes of e2e.log lost`);
    if (kept?.sha256 !== createHash("sha256").update(pods).digest("hex"))
      wrong.push("run.json has another sha256");
    if (kept?.verified !== true) wrong.push("e2e.log is not recorded as verified");
  } else if (kept?.verified === true && bytesLost > 0) wrong.push("e2e.log is recorded as whole and is not");
  else if (kept?.verified !== true && record?.deviations.every((line) => !line.includes("e2e.log")) === true)
    wrong.push("e2e.log is not recorded as partial");
  return { wrong, bytesLost };
}

/** The junit must hold just the specs that the record counts. */
function wrongJunit(folder: string, record: RunRecord): string[] {
  const file = fileIn(folder, "junit_01.xml");
  if (file === undefined) return ["no junit_01.xml"];
  const passed = parseJunit(readFileSync(file, "utf8")).cases.filter(
    (spec) => spec.state === "passed",
  ).length;
  return passed === record.counts.passed
    ? []
    : [`junit_01.xml has ${passed} passed, run.json ${record.counts.passed}`];
}

/** What stands that did not stand before, or the other way round, once what is on its way out has had its time. */
async function leftovers(before: ReadonlySet<string>): Promise<string[]> {
  const nodes = Date.now() + 60_000;
  while (!nodesReady() && Date.now() < nodes) await Bun.sleep(500);
  const objects = Date.now() + 20_000;
  for (;;) {
    const now = standing();
    const left = [...now, ...before].filter((what) => now.has(what) !== before.has(what));
    if (left.length === 0 || Date.now() > objects) return left;
    await Bun.sleep(1000);
  }
}

export function readRecord(folder: string): RunRecord | undefined {
  const file = path.join(folder, "run.json");
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}

function commonLength(a: Buffer, b: Buffer): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) if (a[at] !== b[at]) return at;
  return length;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(0)} s`;
}
