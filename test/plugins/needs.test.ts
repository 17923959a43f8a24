import { describe, expect, test } from "bun:test";
import { needsOf } from "../../src/plugins/needs.ts";
import { definition } from "./definitions.ts";

describe("a plugin needs", () => {
  test("nothing of the host, as a Job without a podSpec", () => {
    const needs = needsOf(definition({ rest: "config-map:\n  run.sh: date\n" }));
    expect(needs).toMatchObject({
      host: [],
      hostPaths: [],
      images: ["busybox"],
      account: "run",
      objects: [],
    });
    expect(needs.level.level).toBe("baseline");
  });

  test("the folders of the host that it mounts, not those that are only volumes", () => {
    const spec = "  volumeMounts: [{name: logs, mountPath: /logs, readOnly: true}]\n";
    const rest = "extra-volumes: [{name: logs, hostPath: {path: /var/log}}]\n";
    const needs = needsOf(definition({ driver: "DaemonSet", spec, rest }));
    expect(needs.hostPaths).toEqual([{ path: "/var/log", isReadOnly: true }]);
    expect(needs.host).toEqual(["hostNetwork", "hostPID", "hostIPC"]);
  });

  test("objects of its namespace that it refers to, unless they are optional", () => {
    const spec =
      "  env:\n  - {name: A, valueFrom: {configMapKeyRef: {name: settings, key: a}}}\n  - {name: B, valueFrom: {secretKeyRef: {name: maybe, key: b, optional: true}}}\n";
    const rest = "extra-volumes: [{name: keys, secret: {secretName: keys}}]\n";
    expect(needsOf(definition({ spec, rest })).objects).toEqual(["secret keys", "configmap settings"]);
  });

  test.each([
    ["  serviceAccountName: sonobuoy-serviceaccount\n", "run"],
    ["", "default"],
    ["  serviceAccountName: mine\n", { named: "mine" }],
    ["  automountServiceAccountToken: false\n", "none"],
  ] as const)("an account: a podSpec with %j", (fields, account) => {
    expect(needsOf(definition({ rest: `podSpec:\n${fields}  containers: []\n` })).account).toEqual(account);
  });
});
