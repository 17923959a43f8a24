import { describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import path from "node:path";
import { parseAllDocuments } from "yaml";
import { onSandbox } from "../on-sandbox.ts";

const sandbox = onSandbox();
const { call } = sandbox;

async function kubectl(words: readonly string[], input = "") {
  const ran = Bun.spawn(["kubectl", "--kubeconfig", sandbox.kubeconfig, ...words], {
    stdin: new Blob([input]),
    stderr: "pipe",
  });
  return await new Response(ran.stdout).text();
}

const kinds = ["Namespace", "ServiceAccount", "ClusterRoleBinding", "Pod"];

describe("a dry run makes nothing", () => {
  test("of the client prints the objects, which kubectl can read", async () => {
    const run = await call(["run", "--dry-run=client", "--focus", "Pods"]);
    expect([run.code, run.stderr]).toEqual([0, ""]);
    const objects = parseAllDocuments(run.stdout).map((document) => document.toJS());
    expect(objects.map(({ kind }) => kind)).toEqual(kinds);
    expect(objects[3].spec.containers[0].env).toContainEqual({ name: "E2E_FOCUS", value: "Pods" });
    expect(
      (await kubectl(["create", "--dry-run=client", "-f", "-"], run.stdout)).match(/created/g),
    ).toHaveLength(4);
    expect(existsSync(path.join(run.cwd, "conformance-results"))).toBe(false);
    expect(await kubectl(["get", "namespace", "-o", "name"])).not.toContain("conformance");
  });

  test("prints them as kubectl's -o does", async () => {
    const json = JSON.parse((await call(["run", "--dry-run=client", "-o", "json"])).stdout);
    expect(json.items.map(({ kind }: { kind: string }) => kind)).toEqual(kinds);
    const names = (await call(["run", "--dry-run=client", "-o", "name"])).stdout;
    expect(names).toMatch(
      /^namespace\/conformance\nserviceaccount\/\S+\nclusterrolebinding\.rbac\.authorization\.k8s\.io\/\S+\npod\/suite\n$/,
    );
    expect((await call(["run", "--dry-run=client", "-o", "jsonl"])).code).toBe(2);
  });

  test("of the server has it judge what it can, and says what it cannot", async () => {
    const run = await call(["run", "--dry-run=server"]);
    expect(run.stdout).toMatch(
      /^namespace\/conformance created \(server dry run\)\nclusterrolebinding\S+ created/,
    );
    expect(run.stderr).toMatch(
      /was not asked about serviceaccount\/\S+, pod\/suite: namespace conformance does not exist yet/,
    );
    await kubectl(["create", "namespace", "team"]);
    const within = await call(["run", "--dry-run=server", "-n", "team", "-o", "name"]);
    expect(within.stdout).toMatch(/^serviceaccount\/\S+\nclusterrolebinding\S+\npod\/suite\n$/);
    expect(await kubectl(["get", "pods,serviceaccounts", "-n", "team", "-o", "name"])).not.toContain("suite");
  });

  test("without a value means what it does to kubectl", async () => {
    const bare = await call(["run", "--dry-run", "-o", "name"]);
    expect(bare.stderr).toBe("warning: --dry-run is deprecated and can be replaced with --dry-run=client.\n");
    expect(bare.stdout).toContain("pod/suite");
    const wrong = await call(["run", "--dry-run=maybe"]);
    expect(wrong.stderr).toContain('Invalid dry-run value (maybe). Must be "none", "server", or "client".');
  });

  test("where the run would be refused, is refused", async () => {
    await kubectl(["create", "namespace", "conformance"]);
    const run = await call(["run", "--dry-run=client"]);
    await kubectl(["delete", "namespace", "conformance"]);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain("namespace conformance already exists");
  });

  test("of resume says what it would take up", async () => {
    const begun = await call(["run", "--detach", "-n", "night", "-o", "name"]);
    // the id, and nothing else
    expect(begun.stdout).toMatch(/^\d{8}-\d{4}-\w{4}\n$/);
    const id = begun.stdout.trim();
    const again = await call(["resume", "--dry-run=client", "-n", "night"]);
    expect(again.stderr).toBe(`run ${id} in namespace night would be taken up\n`);
    expect((await call(["cleanup", id, "--dry-run=server"])).code).toBe(2);
  });
});
