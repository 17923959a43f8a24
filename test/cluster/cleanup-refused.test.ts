import { beforeAll, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { conformance, kubectl, newFolder, standing } from "./tools.ts";

const before = standing();
const name = "no-delete.conformance-test";

// what a site does whose namespaces are removed by its own tools alone
const policy = {
  apiVersion: "v1",
  kind: "List",
  items: [
    {
      apiVersion: "admissionregistration.k8s.io/v1",
      kind: "ValidatingAdmissionPolicy",
      metadata: { name },
      spec: {
        failurePolicy: "Fail",
        matchConstraints: {
          resourceRules: [
            { apiGroups: [""], apiVersions: ["v1"], operations: ["DELETE"], resources: ["namespaces"] },
          ],
        },
        matchConditions: [{ name: "one", expression: "request.name.startsWith('no-delete')" }],
        validations: [{ expression: "false", message: "nobody removes namespaces here" }],
      },
    },
    {
      apiVersion: "admissionregistration.k8s.io/v1",
      kind: "ValidatingAdmissionPolicyBinding",
      metadata: { name },
      spec: { policyName: name, validationActions: ["Deny"] },
    },
  ],
};

const probe = "no-delete-probe";
const forget = () => kubectl("delete", "validatingadmissionpolicy,validatingadmissionpolicybinding", name);

beforeAll(async () => {
  const applied = spawnSync("kubectl", ["apply", "-f", "-"], {
    input: JSON.stringify(policy),
    encoding: "utf8",
  });
  expect(applied.stderr).toBe("");
  // a policy is heeded only some time after it is there
  kubectl("create", "namespace", probe);
  const tried = () => spawnSync("kubectl", ["delete", "namespace", probe, "--dry-run=server"]);
  while (tried().status === 0) await Bun.sleep(200);
});

test("a cluster that does not let itself be cleaned takes nothing of the verdict, and tells how to clean it later", async () => {
  const folder = newFolder();
  const run = await conformance("run", "--mode", "quick", "-n", "no-delete", "--results-dir", folder).ended;
  expect(run.stderr).toContain("passed     1 passed of 1");
  expect(run.code).toBe(0);
  expect(existsSync(path.join(folder, ".unfinished-run"))).toBe(false);
  const { id } = JSON.parse(readFileSync(path.join(folder, "run.json"), "utf8"));
  expect(run.stderr).toMatch(/still there: namespace no-delete: .*nobody removes namespaces here/);
  expect(run.stderr).toContain(`to remove it: kubectl-conformance cleanup ${id}`);
  forget();
  let cleaned = await conformance("cleanup", id).ended;
  // nor is it forgotten at once
  while (cleaned.stderr.includes("nobody removes")) cleaned = await conformance("cleanup", id).ended;
  expect(cleaned.stderr).toBe("");
  kubectl("delete", "namespace", probe);
  expect(standing()).toEqual(before);
});
