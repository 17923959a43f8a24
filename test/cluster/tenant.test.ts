import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import type { RunStatus } from "../../src/run/status.ts";
import { apply, remove } from "./in-cluster/cluster.ts";
import { conformance, kubectl, newFolder, serverRelease } from "./tools.ts";

// A tenant who may edit one namespace tries what once worked; the genuine run goes on.
const tenant = "trust-tenant";
const genuine = "trust-genuine";
const victim = "trust-victim-1234";
const crd = "victims.trust.example.com";
const image = `registry.k8s.io/conformance:${serverRelease()}`;
const asTenant = ["--as", `system:serviceaccount:${tenant}:tenant`];
const label = "kubectl-conformance/run";

const object = (kind: string, name: string, more: object = {}) => ({
  apiVersion: kind.endsWith("Binding") ? "rbac.authorization.k8s.io/v1" : "v1",
  kind,
  ...more,
  metadata: { name, ...("metadata" in more ? (more.metadata as object) : {}) },
});
const list = (...items: object[]) => JSON.stringify({ apiVersion: "v1", kind: "List", items });

const ground = list(
  object("Namespace", tenant),
  object("ServiceAccount", "tenant", { metadata: { namespace: tenant } }),
  object("RoleBinding", "tenant-edits", {
    metadata: { namespace: tenant },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "edit" },
    subjects: [{ kind: "ServiceAccount", name: "tenant", namespace: tenant }],
  }),
  // of another suite, older than the run
  object("Namespace", victim, {
    metadata: { labels: { "e2e-run": "0d9f9f5e-0000-4000-8000-000000000001" } },
  }),
);

const oldKind = JSON.stringify({
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: crd },
  spec: {
    group: "trust.example.com",
    scope: "Cluster",
    names: { plural: "victims", singular: "victim", kind: "Victim" },
    versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } } }],
  },
});

/** A pod that says it is a run's, whose log says that all passed and that the victim's namespace is its own. */
function forged(name: string, id: string, state: object): string {
  const log = [
    "Running Suite: Kubernetes e2e suite - /usr/local/bin",
    "Will run 441 of 7355 specs",
    'I1120 22:15:00.000000 20 e2e.go:109] Starting e2e run "0d9f9f5e-0000-4000-8000-000000000001" on Ginkgo node 1',
    "Ran 441 of 7355 Specs in 1.000 seconds",
    "SUCCESS! -- 441 Passed | 0 Failed | 0 Pending | 6914 Skipped",
  ].join("\\n");
  const command = [
    "sh",
    "-c",
    `mkdir -p /tmp/results; printf '${log}\\n' > /tmp/results/e2e.log; touch /tmp/results/done; sleep 600`,
  ];
  return JSON.stringify(
    object("Pod", name, {
      metadata: {
        namespace: tenant,
        labels: { [label]: id },
        annotations: { "kubectl-conformance/state": JSON.stringify(state) },
      },
      spec: {
        terminationGracePeriodSeconds: 1,
        containers: ["suite", "collector"].map((container) => ({ name: container, image, command })),
      },
    }),
  );
}

function tenantDoes(words: readonly string[], input = ""): number | null {
  return spawnSync("kubectl", [...words, ...asTenant], { input, stdio: ["pipe", "ignore", "ignore"] }).status;
}

/** The runs that are listed in this namespace; other tests may have runs elsewhere. */
async function runsIn(namespace: string): Promise<readonly RunStatus[]> {
  const items: readonly RunStatus[] = JSON.parse(
    (await conformance("status", "-o", "json").ended).stdout,
  ).items;
  return items.filter((run) => run.namespace === namespace);
}

const stands = (kind: string, name: string) =>
  spawnSync("kubectl", ["get", kind, name], { stdio: "ignore" }).status === 0;

beforeAll(async () => {
  await apply(ground);
  await apply(oldKind, "--field-manager", "e2e.test");
  // times of objects are whole seconds: the run is younger than all of this
  await Bun.sleep(1100);
});

afterAll(async () => {
  await remove(oldKind);
  await remove(ground);
});

describe("next to a genuine run", () => {
  let id = "";
  const plan = { id: "../../../x", namespace: genuine, mode: "certified-conformance", processes: 1, image };
  const lies = {
    plan,
    started: "1970-01-01T00:00:00Z\u001b[31m",
    command: [],
    server: serverRelease(),
    platform: "",
  };

  beforeAll(async () => {
    const focus = "\\[sig-apps\\] StatefulSet.*\\[Conformance\\]";
    const run = await conformance(
      ...["run", "--focus", focus, "--parallel", "2", "-n", genuine, "--detach", "--skip-preflight", "all"],
      ...["--results-dir", newFolder()],
    ).ended;
    expect(run.stderr).toContain("detached");
    id = (await runsIn(genuine))[0]?.id ?? "";
    // one with the genuine id, one that would take over another namespace's nightly resume
    expect(tenantDoes(["create", "-f", "-"], forged("suite", id, lies))).toBe(0);
    const other = { ...lies, plan: { ...plan, id: "20261120-2215-bbbb", namespace: "trust-nightly" } };
    expect(tenantDoes(["create", "-f", "-"], forged("suite2", "20261120-2215-bbbb", other))).toBe(0);
    kubectl("-n", tenant, "wait", "pod", "--all", "--for=condition=Ready", "--timeout=120s");
  });

  test("a forged pod is nobody's run, and nothing of it is shown", async () => {
    const { stdout, stderr } = await conformance("status", "-o", "wide").ended;
    expect(stdout).toContain(genuine);
    for (const lie of ["\u001b", "1970-", "../", "20261120-2215-bbbb", tenant])
      expect(stdout + stderr).not.toContain(lie);
    expect(await runsIn(genuine)).toMatchObject([{ id, namespace: genuine }]);
    const nightly = await conformance("status", "trust-nightly").ended;
    expect(nightly.code).toBe(2);
  });

  test("the log of the genuine id is the genuine run's", async () => {
    const { stdout } = await conformance("logs", id).ended;
    expect(stdout).not.toContain("441 of 7355");
  });

  test("no tenant can make a binding, mark a namespace or touch the run", () => {
    const binding = ["create", "clusterrolebinding", `conformance-${id}`, "--clusterrole=cluster-admin"];
    expect(tenantDoes([...binding, `--serviceaccount=${tenant}:tenant`])).not.toBe(0);
    expect(tenantDoes(["label", "namespace", tenant, "kubectl-conformance/runner="])).not.toBe(0);
    expect(tenantDoes(["-n", genuine, "delete", "pod", "suite"])).not.toBe(0);
    expect(tenantDoes(["-n", genuine, "create", "token", "default"])).not.toBe(0);
  });

  test("the run goes on, and its cleanup takes what is its own and no more", async () => {
    expect(await runsIn(genuine)).toMatchObject([{ id, phase: "running" }]);
    const { code, stdout, stderr } = await conformance("cleanup", id, "--force").ended;
    expect(stderr).not.toContain(victim);
    expect(stdout).not.toContain(victim);
    expect(code).toBe(0);
    expect(stands("namespace", victim)).toBe(true);
    expect(stands("crd", crd)).toBe(true);
    expect(stands("namespace", genuine)).toBe(false);
    expect(stands("clusterrolebinding", `conformance-${id}`)).toBe(false);
    expect(kubectl("-n", tenant, "get", "pods", "-o", "name").trim().split("\n")).toHaveLength(2);
    expect(kubectl("get", "namespaces", "-l", "e2e-framework=statefulset", "-o", "name")).toBe("");
  });

  afterAll(() => {
    tenantDoes(["-n", tenant, "delete", "pod", "--all", "--wait=true"]);
  });
});

describe("in the tenant's own namespace", () => {
  const quick = ["--mode", "quick", "--suite-dry-run"];

  test("neither a run nor a Job's run starts by itself, and a person learns who else is there", async () => {
    const resumed = await conformance("resume", "-n", tenant, ...quick, "--skip-preflight", "all").ended;
    expect(resumed.stderr).toContain(`namespace ${tenant} already exists, and this run did not create it`);
    expect(resumed.code).toBe(2);
    const checked = await conformance("preflight", "-n", tenant).ended;
    expect(checked.stdout).toContain(`ServiceAccount ${tenant}/tenant`);
    expect(await runsIn(tenant)).toEqual([]);
  });

  test("a pod in the place of the run's is not believed, and stays when the run is removed", async () => {
    const folder = newFolder();
    const run = await conformance(
      ...["run", "-n", tenant, "--mode", "quick", "--detach", "--skip-preflight", "all"],
      ...["--results-dir", path.join(folder, "run")],
    ).ended;
    expect(run.stderr).toContain("detached");
    const id = (await runsIn(tenant))[0]?.id ?? "";
    tenantDoes(["-n", tenant, "delete", "pod", "suite", "--wait=true"]);
    expect(tenantDoes(["create", "-f", "-"], forged("suite", id, {}))).toBe(0);
    kubectl("-n", tenant, "wait", "pod/suite", "--for=condition=Ready", "--timeout=120s");
    const attached = await conformance("attach", id, "--results-dir", path.join(folder, "out")).ended;
    expect(attached.code).toBe(3);
    expect(attached.stdout + attached.stderr).not.toContain("441");
    expect(existsSync(path.join(folder, "out/run.json"))).toBe(false);
    expect(await runsIn(tenant)).toMatchObject([
      { id, phase: "lost", reason: "its pod is gone, and another pod has its name" },
    ]);
    await conformance("cleanup", id).ended;
    expect(stands("clusterrolebinding", `conformance-${id}`)).toBe(false);
    expect(kubectl("-n", tenant, "get", "pods", "-o", "name")).toBe("pod/suite\n");
    expect(kubectl("-n", tenant, "get", "serviceaccounts", "-o", "name")).not.toContain("conformance-");
    expect(stands("namespace", victim)).toBe(true);
  });
});

test("a run's binding goes with its namespace, so that a later one of the name gets nothing", async () => {
  const run = await conformance(
    ...["run", "-n", genuine, "--mode", "quick", "--suite-dry-run", "--keep", "--skip-preflight", "all"],
    ...["--results-dir", newFolder()],
  ).ended;
  expect(run.code).not.toBe(3);
  const [{ id = "" } = {}] = await runsIn(genuine);
  kubectl("delete", "namespace", genuine, "--wait=true");
  for (let look = 0; look < 60 && stands("clusterrolebinding", `conformance-${id}`); look++)
    await Bun.sleep(1000);
  expect(stands("clusterrolebinding", `conformance-${id}`)).toBe(false);
  expect(await runsIn(genuine)).toEqual([]);
});
