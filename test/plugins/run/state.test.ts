import { describe, expect, test } from "bun:test";
import type { V1ClusterRoleBinding } from "@kubernetes/client-node";
import { meantPlugins, pluginRuns } from "../../../src/plugins/run/known.ts";
import { pluginObjects, readAccessName } from "../../../src/plugins/run/objects.ts";
import { type PluginPlan, plannedPlugins } from "../../../src/plugins/run/plan.ts";
import { readPluginMarks } from "../../../src/plugins/run/state.ts";
import { boundTo } from "../../../src/run/state.ts";
import { definition } from "../definitions.ts";

const id = "20261120-2215-k3x9";
const plan = (permissions: PluginPlan["permissions"] = "none"): PluginPlan => ({
  id,
  namespace: "plugins",
  permissions,
  level: "baseline",
  collectorImage: "registry.k8s.io/conformance:v1.37.2",
  imagePullSecret: undefined,
  timeout: 3_600_000,
  server: "v1.37.2",
  plugins: plannedPlugins(
    [{ definition: definition(), text: "", env: new Map([["KEY", "secret"]]), image: undefined }],
    [],
  ),
});

/** The binding as the server gives it back. */
function binding(
  permissions: PluginPlan["permissions"] = "none",
  change: (made: V1ClusterRoleBinding) => void = () => undefined,
): V1ClusterRoleBinding {
  const { place } = pluginObjects(plan(permissions), "bcdfghjk");
  const made = structuredClone(boundTo(place.binding, { name: "plugins", uid: "n1", made: true }));
  made.metadata = { ...made.metadata, creationTimestamp: new Date("2026-11-20T22:15:30Z") };
  change(made);
  return made;
}

describe("the binding of a run of plugins", () => {
  test("says again what the run is, without the values of variables", () => {
    const marks = readPluginMarks(binding());
    expect(marks).toMatchObject({
      id,
      serviceAccount: "conformance-bcdfghjk",
      namespace: { name: "plugins", uid: "n1", made: true },
    });
    expect(marks.state.plugins).toMatchObject([{ name: "inventory", driver: "Job", units: [{}] }]);
    expect(JSON.stringify(binding())).not.toContain("secret");
  });

  test("gives cluster-admin only to a run that asks for it", () => {
    expect(binding("none").subjects).toEqual([]);
    expect(binding("read").subjects).toEqual([]);
    expect(binding("admin").subjects).toMatchObject([{ name: "conformance-bcdfghjk", namespace: "plugins" }]);
    expect(pluginObjects(plan("none"), "x").readAccess).toBeUndefined();
    expect(pluginObjects(plan("read"), "x").readAccess?.role).toMatchObject({
      metadata: { name: readAccessName(id) },
      rules: [{ verbs: ["get", "list", "watch"] }, { verbs: ["get"] }],
    });
  });

  test.each([
    [
      "another id",
      (made: V1ClusterRoleBinding) =>
        (made.metadata = { ...made.metadata, labels: { "kubectl-conformance/run": "20261120-2215-zzzz" } }),
    ],
    ["another role", (made: V1ClusterRoleBinding) => (made.roleRef = { ...made.roleRef, name: "view" })],
    [
      "another state",
      (made: V1ClusterRoleBinding) =>
        (made.metadata = {
          ...made.metadata,
          annotations: { ...made.metadata?.annotations, "kubectl-conformance/plugins": "{}" },
        }),
    ],
    ["another subject", (made: V1ClusterRoleBinding) => (made.subjects = [{ kind: "User", name: "me" }])],
  ] as const)("with %s is not trusted", (_, change) => {
    const changed = binding("none", change);
    expect(() => readPluginMarks(changed)).toThrow(SyntaxError);
    expect(pluginRuns({ ofPlugins: [changed] })).toEqual([]);
  });
});

describe("the run that is meant", () => {
  const all = { runs: [], unreadable: [], strays: [], ofPlugins: [binding()] };

  test.each([undefined, id, "20261120", "k3x9", "plugins", `conformancerun/${id}`])(
    "by %j is the only one",
    (word) => {
      expect(meantPlugins(all, word)?.id).toBe(id);
    },
  );

  test("is none for another word", () => {
    expect(meantPlugins(all, "zzzz")).toBeUndefined();
    expect(meantPlugins({ ...all, ofPlugins: [] }, undefined)).toBeUndefined();
  });
});
