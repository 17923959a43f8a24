import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { conformance, kubectl, newFolder, standing } from "./tools.ts";

const namespace = "dump-test";
const [node = ""] = kubectl("get", "nodes", "-o", "jsonpath={.items[*].metadata.name}").split(" ");

function apply(...objects: object[]): void {
  const list = JSON.stringify({ apiVersion: "v1", kind: "List", items: objects });
  const run = spawnSync("kubectl", ["apply", "-f", "-"], { input: list, encoding: "utf8" });
  if (run.status !== 0) throw new Error(run.stderr);
}

const metadata = (name: string) => ({ name, namespace });

beforeAll(() => {
  apply(
    { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } },
    { apiVersion: "v1", kind: "Secret", metadata: metadata("db"), stringData: { password: "t0ps3cret" } },
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: metadata("settings"),
      data: { "api-token": "t0ps3cret", port: "80" },
    },
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "RoleBinding",
      metadata: metadata("tenant"),
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "view" },
      subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: "dump-tenant" }],
    },
  );
});

afterAll(() => {
  kubectl("delete", "namespace", namespace, "--wait=true");
});

async function dump(...args: string[]) {
  const dir = path.join(newFolder(), "dump");
  const ended = await conformance("dump", "-o", dir, ...args).ended;
  const file = path.join(dir, "meta/errors.jsonl");
  const lines = existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
  const faults: { what: string; status?: number }[] = lines.map((line) => JSON.parse(line));
  return { ...ended, dir, faults };
}

/** The objects of a kind in a dump, from the files of all namespaces: `a/b`. */
function namesIn(dir: string, kind: string): string[] {
  const files = readdirSync(path.join(dir, "resources"), { recursive: true, encoding: "utf8" });
  return files
    .filter((file) => path.basename(file) === `${kind}.json`)
    .flatMap((file) => JSON.parse(readFileSync(path.join(dir, "resources", file), "utf8")).items)
    .map((item) => [item.metadata.namespace, item.metadata.name].filter(Boolean).join("/"))
    .toSorted();
}

describe("a dump", () => {
  test("has what kubectl lists of every stable kind, no secret value, and changes nothing", async () => {
    const before = standing();
    const { code, stderr, dir, faults } = await dump("--nodes", "--logs-namespaces", ".");
    expect([code, stderr]).toEqual([0, expect.stringMatching(/^about \d+ objects of \d+ kinds/)]);
    expect(faults.filter(({ status }) => status !== undefined)).toEqual([]);
    for (const [kind, ...args] of [
      ["core_v1_nodes", "nodes"],
      ["core_v1_namespaces", "namespaces"],
      ["core_v1_configmaps", "configmaps", "-A"],
      ["apps_v1_deployments", "deployments", "-A"],
      ["rbac.authorization.k8s.io_v1_clusterroles", "clusterroles"],
    ] as const) {
      const listed: { items: { metadata: { name: string; namespace?: string } }[] } = JSON.parse(
        kubectl("get", ...args, "-o", "json"),
      );
      const names = listed.items.map((item) =>
        [item.metadata.namespace, item.metadata.name].filter(Boolean).join("/"),
      );
      expect([kind, namesIn(dir, kind)]).toEqual([kind, names.toSorted()]);
    }
    const grep = spawnSync("grep", ["-rl", "t0ps3cret", dir], { encoding: "utf8" });
    expect(grep.stdout).toBe("");
    expect(namesIn(dir, "core_v1_secrets")).toEqual([]);
    const configz = JSON.parse(readFileSync(path.join(dir, "hosts", node, "configz.json"), "utf8"));
    expect(configz.kubeletconfig.enableSystemLogQuery).toBeBoolean();
    expect(readFileSync(path.join(dir, "hosts", node, "healthz.json"), "utf8")).toBe('{"status":200}\n');
    expect(readFileSync(path.join(dir, "hosts", node, "metrics.txt"), "utf8")).toContain("kubelet_");
    expect(standing()).toEqual(before);
  });

  test("of a tenant has what the view role may read, and names each refusal", async () => {
    const refused = await dump("--as", "dump-tenant");
    expect([refused.code, refused.stderr]).toEqual([
      2,
      expect.stringContaining("you may not list namespaces"),
    ]);
    const { code, dir, faults } = await dump("--as", "dump-tenant", "-n", namespace);
    expect(code).toBe(0);
    expect(namesIn(dir, "core_v1_configmaps")).toContain(`${namespace}/settings`);
    const what = faults.map(({ what, status }) => `${status} ${what}`);
    expect(what).toContain("403 nodes");
    expect(what).toContain(`403 rolebindings.rbac.authorization.k8s.io in namespace ${namespace}`);
    expect(what).not.toContain(`403 pods in namespace ${namespace}`);
  });
});

describe("node-logs", () => {
  const file = "dpkg.log";
  const raw = () => kubectl("get", "--raw", `/api/v1/nodes/${node}/proxy/logs/${file}`);

  test("a file below /var/log is that file, and --tail its last lines", async () => {
    const whole = await conformance("node-logs", node, "--path", file).ended;
    expect(whole.stdout).toBe(raw());
    const tail = await conformance("node-logs", node, "--path", file, "--tail", "3").ended;
    expect(tail.stdout).toBe(raw().split("\n").slice(-4).join("\n"));
    const names = await conformance("node-logs", node, "--path", "/").ended;
    expect(names.stdout.split("\n")).toContain(file);
  });

  test("a unit without a log is an error that lists what there is", async () => {
    const { code, stderr } = await conformance("node-logs", node, "--unit", "no-such-unit").ended;
    expect([code, stderr]).toEqual([3, expect.stringContaining("no-such-unit has no log")]);
    expect(stderr).toContain(file);
  });

  test("a user without nodes/proxy learns which permission it takes, and how broad it is", async () => {
    const { code, stderr } = await conformance("node-logs", node, "--as", "dump-tenant").ended;
    expect([code, stderr]).toEqual([3, expect.stringContaining('cannot get resource "nodes/proxy"')]);
    expect(stderr).toContain("run commands in every pod of the node");
  });
});
