import { beforeAll, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { allow, refuse } from "./policy.ts";
import { conformance, kubectl, newFolder, standing } from "./tools.ts";

const before = standing();
const policy = "no-delete.conformance-test";
const probe = "no-delete-probe";

// what a site does whose namespaces are removed by its own tools alone
beforeAll(async () => {
  refuse(policy, {
    operation: "DELETE",
    resource: "namespaces",
    message: "nobody removes namespaces here",
    matchConditions: [{ name: "one", expression: "request.name.startsWith('no-delete')" }],
  });
  // a policy is heeded only some time after it is there
  kubectl("create", "namespace", probe);
  const tried = () => spawnSync("kubectl", ["delete", "namespace", probe, "--dry-run=server"]);
  while (tried().status === 0) await Bun.sleep(200);
});

test("a cluster that does not let itself be cleaned takes nothing of the verdict, and is exit code 3 with how to clean it later", async () => {
  const folder = newFolder();
  const run = await conformance("run", "--mode", "quick", "-n", "no-delete", "--results-dir", folder).ended;
  expect(run.stderr).toContain("passed     1 passed of 1");
  expect(run.code).toBe(3);
  expect(existsSync(path.join(folder, ".unfinished-run"))).toBe(false);
  const { id, verdict } = JSON.parse(readFileSync(path.join(folder, "run.json"), "utf8"));
  expect(verdict).toBe("passed");
  expect(run.stderr).toMatch(/still there: namespace no-delete: .*nobody removes namespaces here/);
  expect(run.stderr).toContain(`fix: remove it: kubectl-conformance cleanup ${id}`);
  allow(policy);
  let cleaned = await conformance("cleanup", id).ended;
  // nor is it forgotten at once
  while (cleaned.stderr.includes("nobody removes")) cleaned = await conformance("cleanup", id).ended;
  expect(cleaned.stderr).toBe("");
  kubectl("delete", "namespace", probe);
  expect(standing()).toEqual(before);
});
