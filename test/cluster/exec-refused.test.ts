import { afterAll, beforeAll, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import type { RunRecord } from "../../src/results/run-record.ts";
import { parseJunit } from "../../src/suite/junit.ts";
import { conformance, kubectl, newFolder, standing } from "./tools.ts";

const before = standing();

// what a site does whose policy lets nobody into a container
const policy = {
  apiVersion: "v1",
  kind: "List",
  items: [
    {
      apiVersion: "admissionregistration.k8s.io/v1",
      kind: "ValidatingAdmissionPolicy",
      metadata: { name: "no-exec.conformance-test" },
      spec: {
        failurePolicy: "Fail",
        matchConstraints: {
          resourceRules: [
            { apiGroups: [""], apiVersions: ["v1"], operations: ["CONNECT"], resources: ["pods/exec"] },
          ],
          namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "no-exec" } },
        },
        validations: [{ expression: "false", message: "nobody enters a container here" }],
      },
    },
    {
      apiVersion: "admissionregistration.k8s.io/v1",
      kind: "ValidatingAdmissionPolicyBinding",
      metadata: { name: "no-exec.conformance-test" },
      spec: { policyName: "no-exec.conformance-test", validationActions: ["Deny"] },
    },
  ],
};

beforeAll(() => {
  const applied = spawnSync("kubectl", ["apply", "-f", "-"], {
    input: JSON.stringify(policy),
    encoding: "utf8",
  });
  expect(applied.stderr).toBe("");
});

afterAll(() => {
  kubectl("delete", "validatingadmissionpolicy,validatingadmissionpolicybinding", "no-exec.conformance-test");
});

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
  expect(run.stderr).toContain("the log goes on from the container's own log");
  expect(run.code).toBe(0);
  const record: RunRecord = JSON.parse(readFileSync(path.join(folder, "run.json"), "utf8"));
  expect(record).toMatchObject({ verdict: "passed", certifiable: false, counts: { total: 1, passed: 1 } });
  expect(record.deviations).toContain("junit_01.xml was made from e2e.log");
  expect(record.files.filter((file) => file.verified)).toEqual([]);
  const log = readFileSync(path.join(folder, "v1.35/product/e2e.log"), "utf8");
  expect(log.trimEnd()).toEndWith("Test Suite Passed");
  expect(log).not.toContain("Running command:");
  const { cases } = parseJunit(readFileSync(path.join(folder, "v1.35/product/junit_01.xml"), "utf8"));
  expect(cases.map((spec) => spec.state)).toEqual(["passed"]);
  expect(standing()).toEqual(before);
});
