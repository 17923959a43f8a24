import { afterAll, beforeAll, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import path from "node:path";
import type { RunRecord } from "../../src/results/run-record.ts";
import { parseJunit } from "../../src/suite/junit.ts";
import { allow, refuse } from "./policy.ts";
import { conformance, newFolder, serverMinor, standing } from "./tools.ts";

const before = standing();

const policy = "no-exec.conformance-test";

// what a site does whose policy lets nobody into a container
beforeAll(() => {
  refuse(policy, {
    operation: "CONNECT",
    resource: "pods/exec",
    message: "nobody enters a container here",
    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "no-exec" } },
  });
});

afterAll(() => allow(policy));

test("where policy refuses exec the log is followed through the API, junit is made from it, and the folder says so", async () => {
  const folder = newFolder();
  const run = await conformance(
    "run",
    "--focus",
    "Lease lease API should be available",
    "--parallel",
    "1",
    "-n",
    "no-exec",
    "--results-dir",
    folder,
  ).ended;
  expect(run.stderr).toContain("the log continues from the container's own log");
  expect(run.code).toBe(0);
  const record: RunRecord = JSON.parse(readFileSync(path.join(folder, "run.json"), "utf8"));
  expect(record).toMatchObject({ verdict: "passed", certifiable: false, counts: { total: 1, passed: 1 } });
  expect(record.deviations).toContain("junit_01.xml was made from e2e.log");
  expect(record.files.filter((file) => file.verified)).toEqual([]);
  const log = readFileSync(path.join(folder, serverMinor(), "product/e2e.log"), "utf8");
  expect(log.trimEnd()).toEndWith("Test Suite Passed");
  expect(log).not.toContain("Running command:");
  const { cases } = parseJunit(
    readFileSync(path.join(folder, serverMinor(), "product/junit_01.xml"), "utf8"),
  );
  expect(cases.map((spec) => spec.state)).toEqual(["passed"]);
  expect(standing()).toEqual(before);
});
