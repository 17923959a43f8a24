import { describe, expect, test } from "bun:test";
import type { RbacV1Subject, V1PolicyRule } from "@kubernetes/client-node";
import { whoMayUse } from "../../src/run/exposure.ts";

const apiGroup = "rbac.authorization.k8s.io";
const eve: RbacV1Subject = { kind: "User", name: "eve" };
const rule = (resources: string[], verbs: string[], resourceNames?: string[]): V1PolicyRule => ({
  apiGroups: [""],
  resources,
  verbs,
  ...(resourceNames === undefined ? {} : { resourceNames }),
});

/** What a role with one rule, bound in the namespace to one subject, opens. */
function granted(one: V1PolicyRule, subject = eve): string[] {
  return whoMayUse({
    roles: [{ metadata: { name: "r" }, rules: [one] }],
    roleBindings: [{ roleRef: { apiGroup, kind: "Role", name: "r" }, subjects: [subject] }],
    clusterRoles: [],
    clusterRoleBindings: [],
  });
}

describe("who may become what an account of the namespace is", () => {
  test.each([
    [rule(["pods"], ["create"])],
    [rule(["pods"], ["patch"])],
    [rule(["pods/exec"], ["get"])],
    [rule(["pods/exec"], ["create"], ["suite"])],
    [rule(["serviceaccounts/token"], ["create"])],
    [rule(["serviceaccounts"], ["impersonate"])],
    [rule(["secrets"], ["list"])],
    [rule(["deployments"], ["patch"])],
    [rule(["*"], ["*"])],
  ])("%j", (one) => {
    expect(granted(one)).toEqual(["User eve"]);
  });

  test.each([
    [rule(["pods"], ["get", "list", "watch"])],
    [rule(["services"], ["*"])],
    [rule(["secrets"], ["get"], ["one"])],
  ])("not by %j", (one) => {
    expect(granted(one)).toEqual([]);
  });

  test.each<[RbacV1Subject, string[]]>([
    [{ kind: "ServiceAccount", name: "ci", namespace: "shop" }, ["ServiceAccount shop/ci"]],
    [{ kind: "Group", name: "system:authenticated" }, ["Group system:authenticated"]],
    [{ kind: "Group", name: "system:nodes" }, []],
    [{ kind: "ServiceAccount", name: "job-controller", namespace: "kube-system" }, []],
  ])("%j", (subject, words) => {
    expect(granted(rule(["pods"], ["create"]), subject)).toEqual(words);
  });

  test("through the whole cluster too, but not who is cluster-admin anyway", () => {
    const clusterRoles = ["edit", "cluster-admin"].map((name) => ({
      metadata: { name },
      rules: [rule(["*"], ["*"])],
    }));
    const bound = (name: string, subject: RbacV1Subject) => ({
      roleRef: { apiGroup, kind: "ClusterRole", name },
      subjects: [subject],
    });
    expect(
      whoMayUse({
        roles: [],
        roleBindings: [bound("edit", eve)],
        clusterRoles,
        clusterRoleBindings: [bound("cluster-admin", { kind: "User", name: "root" })],
      }),
    ).toEqual(["User eve"]);
  });
});
