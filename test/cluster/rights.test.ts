import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { cleanupRules, clusterRules, preflightRules } from "../../src/generate/rules.ts";
import { suiteLeftovers } from "../../src/run/leftovers.ts";
import { noteUuids } from "../../src/run/state.ts";
import { stepDown } from "../../src/run/step-down.ts";
import { apply, remove } from "./in-cluster/cluster.ts";
import { leftBehind, plural } from "./in-cluster/left-behind.ts";
import {
  asRunner,
  asRunnerFlags,
  local,
  namespace,
  rightsOf,
  runAsRunner,
  without,
} from "./in-cluster/runner.ts";
import { conformance, kubectl, standing } from "./tools.ts";

const before = standing();
let manifests = "";

beforeAll(async () => {
  const { stdout } = await conformance("generate", "rbac", "--namespace", namespace).ended;
  manifests = await apply(stdout);
});

afterAll(async () => {
  await remove(manifests);
  expect(standing()).toEqual(before);
});

describe("without this right a run fails, and says so", () => {
  // what the runner reports; the permissions that are not listed here have their own tests
  const messages: Readonly<Record<string, string>> = {
    "bind clusterroles": "this user may not grant cluster-admin",
    "create clusterrolebindings": "this user may not create clusterrolebindings",
    "list clusterrolebindings": 'cannot list resource "clusterrolebindings"',
    "delete clusterrolebindings": "this user may not delete clusterrolebindings",
    "get namespaces": 'cannot get resource "namespaces"',
    "list namespaces": 'cannot list resource "namespaces"',
    "watch namespaces": "this user may not watch namespaces",
    "create namespaces": "this user may not create namespaces",
    "delete namespaces": "this user may not delete namespaces",
    "list pods": "this user may not list pods",
    "watch pods": "this user may not watch pods",
    "list nodes": 'cannot list resource "nodes"',
    "create pods": "this user may not create pods in namespace",
    "delete pods": "this user may not delete pods in namespace",
    "list events": "this user may not list events in namespace",
    "watch events": "this user may not watch events in namespace",
    "create serviceaccounts": "this user may not create serviceaccounts in namespace",
  };
  // after the run, whose verdict is in run.json
  const staying = ["serviceaccounts", "configmaps", "secrets"];
  const elsewhere = [
    "patch clusterrolebindings",
    "patch pods",
    "get pods/exec",
    "create pods/exec",
    "get pods/log",
  ];

  test("every right is seen", () => {
    const cleaning = staying.map((resource) => `deletecollection ${resource}`);
    const seen = [...Object.keys(messages), ...cleaning, ...elsewhere];
    expect(rightsOf([...clusterRules, ...local]).sort()).toEqual(seen.sort());
  });

  test.each(Object.entries(messages))("%s", async (right, words) => {
    const run = await without([right], () => runAsRunner());
    expect(run.stderr).toContain(words);
    expect(run.code).toBe(3);
    // what it could not remove itself
    await conformance("cleanup", namespace).ended;
    kubectl("-n", namespace, "delete", "serviceaccount", "-l", "kubectl-conformance/run");
  });

  test.each(staying)(
    "deletecollection %s: what the run created stays, and that is reported",
    async (resource) => {
      const run = await without([`deletecollection ${resource}`], () => runAsRunner());
      expect(run.stderr).toMatch(
        new RegExp(
          `still there: .*cannot deletecollection resource "${resource}"[\\s\\S]*\\nfix: remove it: .* cleanup `,
        ),
      );
      expect(run.code).toBe(3);
      expect((await conformance("cleanup", namespace).ended).code).toBe(0);
    },
  );

  test.each(["get pods/exec", "create pods/exec"])(
    "%s: the log comes by the API, and the folder cannot certify",
    async (right) => {
      const run = await without([right], () => runAsRunner());
      if (right === "create pods/exec") expect(run.stderr).toContain("this user may not create pods/exec");
      // servers before 1.35 let a user with get alone in
      if (right === "get pods/exec" || serverMinor() >= 35) {
        expect(run.stderr).toContain("the pod's files cannot be read");
        expect(run.stderr).toContain("junit_01.xml was made from e2e.log");
      }
      expect(run.code).toBe(0);
    },
  );

  test("get pods/log, where exec is refused too", async () => {
    const run = await without(["get pods/exec", "create pods/exec", "get pods/log"], () => runAsRunner());
    expect(run.stderr).toContain('cannot get resource "pods/log"');
    // its suite may be running, and somebody who may can take it up
    const [, id = ""] = /kubectl-conformance attach (\S+)/.exec(run.stderr) ?? [];
    expect(id).not.toBe("");
    expect(run.code).toBe(3);
    expect((await conformance("cleanup", id, "--force").ended).code).toBe(0);
  });

  test("patch clusterrolebindings: the suite's uuids are not noted", async () => {
    const binding = {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRoleBinding",
      metadata: { name: "conformance-rights" },
    };
    const roleRef = { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "cluster-admin" };
    const annotations = { "kubectl-conformance/state": "{}" };
    const made = await apply(
      JSON.stringify({ ...binding, metadata: { ...binding.metadata, annotations }, roleRef, subjects: [] }),
    );
    const note = () => noteUuids(asRunner(), "rights", ["uuid"]);
    await expect(without(["patch clusterrolebindings"], note)).rejects.toThrow(
      'cannot patch resource "clusterrolebindings"',
    );
    await without([], note);
    expect(kubectl("get", "clusterrolebinding", "conformance-rights", "-o", "yaml")).toContain(
      "kubectl-conformance/uuids: uuid",
    );
    await remove(made);
  });

  test("patch pods: an image that was never published is not replaced by an older one", async () => {
    const image = "registry.k8s.io/conformance:v1.35.4";
    const securityContext = {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"] },
      runAsNonRoot: true,
      seccompProfile: { type: "RuntimeDefault" },
    };
    const spec = {
      containers: [{ name: "suite", image, securityContext }],
      nodeSelector: { "no-such": "node" },
    };
    const made = await apply(
      JSON.stringify({ apiVersion: "v1", kind: "Pod", metadata: { name: "suite", namespace }, spec }),
    );
    const cluster = asRunner();
    const pod = { metadata: { name: "suite", namespace }, spec };
    await expect(without(["patch pods"], () => stepDown(cluster, pod, image))).rejects.toThrow(
      'cannot patch resource "pods"',
    );
    expect(await without([], () => stepDown(cluster, pod, image))).toContain(
      "trying registry.k8s.io/conformance:v1.35.3",
    );
    await remove(made);
  });
});

describe("without this right a check of preflight cannot be made, and says so", () => {
  // network plugins' own kinds are not there to be read
  const readable = preflightRules.filter(({ rule }) => !rule.apiGroups?.includes("cilium.io"));

  // one that judges nothing, and is asked after all the same
  const webhook = {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "ValidatingWebhookConfiguration",
    metadata: { name: "conformance-rights" },
    webhooks: [
      {
        name: "none.conformance-rights.example.com",
        sideEffects: "None",
        admissionReviewVersions: ["v1"],
        failurePolicy: "Fail",
        clientConfig: { service: { namespace, name: "none" } },
        rules: [],
      },
    ],
  };
  let made = "";

  beforeAll(async () => {
    made = await apply(JSON.stringify(webhook));
  });

  afterAll(() => remove(made));

  test.each(rightsOf(readable))("%s", async (right) => {
    const run = await without(
      [right],
      () => conformance("preflight", "--namespace", namespace, ...asRunnerFlags).ended,
    );
    expect(run.stdout).toMatch(/cannot be checked: Error from server \(Forbidden\)/);
    expect(run.code).toBe(0);
  });

  test("with all of them, every check is made", async () => {
    const { stdout } = await without(
      [],
      () => conformance("preflight", "--namespace", namespace, ...asRunnerFlags).ended,
    );
    expect(stdout).not.toContain("cannot be checked");
  });
});

describe("without this right something that a suite left stays", () => {
  const since = new Date();
  const [node = ""] = kubectl("get", "nodes", "-o", "jsonpath={.items[*].metadata.name}").split(" ");
  const bySuite = ["--field-manager", "e2e.test"];
  let made = "";
  // the node's own is messages by its label or resource
  const kindOf = (what: string) =>
    what.startsWith("label ")
      ? "nodes"
      : what.startsWith("extended ")
        ? "nodes/status"
        : plural(what.split(" ")[0] ?? "");

  beforeAll(async () => {
    made = await apply(JSON.stringify(leftBehind), ...bySuite);
    kubectl("label", "node", node, "kubernetes.io/e2e-test=1", ...bySuite);
    const patch = JSON.stringify({ status: { capacity: { "example.com/fakecpu": "1" } } });
    kubectl("patch", "node", node, "--subresource=status", "-p", patch, ...bySuite);
  });

  afterAll(() => remove(made));

  test.each(rightsOf(cleanupRules))("%s", async (right) => {
    const [verb, kind] = right.split(" ");
    await without([right], async () => {
      const found = (await suiteLeftovers(asRunner(), { since })).filter(({ what }) => kindOf(what) === kind);
      if (verb === "list") return expect(found).toEqual([]);
      expect(found).toHaveLength(1);
      for (const leftover of found)
        await expect(leftover.remove()).rejects.toThrow(`cannot ${verb} resource "${kind}"`);
    });
  });

  test("with all of them, all of it goes", async () => {
    const found = await without([], () => suiteLeftovers(asRunner(), { since }));
    expect(found.map(({ what }) => kindOf(what)).sort()).toEqual(
      rightsOf(cleanupRules)
        .filter((right) => !right.startsWith("list "))
        .map((right) => right.split(" ")[1] ?? "")
        .sort(),
    );
    for (const leftover of found) await leftover.remove();
    expect(await suiteLeftovers(asRunner(), { since })).toEqual([]);
  });
});

function serverMinor(): number {
  const version: { serverVersion: { minor: string } } = JSON.parse(kubectl("version", "-o", "json"));
  return Number.parseInt(version.serverVersion.minor, 10);
}
