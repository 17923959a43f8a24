import { describe, expect, test } from "bun:test";
import type { V1PodSpec } from "@kubernetes/client-node";
import { levelOf } from "../../../src/plugins/pods/level.ts";

const strict = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
  runAsNonRoot: true,
  seccompProfile: { type: "RuntimeDefault" },
};
const pod = (context: object, fields: Partial<V1PodSpec> = {}): V1PodSpec => ({
  containers: [{ name: "plugin", securityContext: context }],
  ...fields,
});

// the Pod Security Standards' own lists of fields
describe("the Pod Security level of a pod", () => {
  test("is restricted only if every container says all that it asks for", () => {
    expect(levelOf(pod(strict))).toEqual({ level: "restricted", reasons: [] });
    const inherited = { runAsNonRoot: true, seccompProfile: { type: "Localhost" } };
    const { allowPrivilegeEscalation, capabilities } = strict;
    expect(
      levelOf(pod({ allowPrivilegeEscalation, capabilities }, { securityContext: inherited })).level,
    ).toBe("restricted");
    expect(levelOf(pod(strict, { initContainers: [{ name: "init" }] })).reasons).toEqual([
      "container init lacks allowPrivilegeEscalation=false, capabilities.drop=ALL, runAsNonRoot=true, seccompProfile=RuntimeDefault",
    ]);
  });

  test.each([
    [pod({ ...strict, runAsUser: 0 })],
    [pod({ ...strict, capabilities: { drop: ["ALL"], add: ["CHOWN"] } })],
    [pod(strict, { volumes: [{ name: "nfs", nfs: { server: "a", path: "/" } }] })],
    [pod({})],
  ])("is baseline for %j", (spec) => {
    expect(levelOf(spec).level).toBe("baseline");
  });

  test.each([
    [pod(strict, { hostPID: true }), "hostPID"],
    [pod(strict, { volumes: [{ name: "root", hostPath: { path: "/" } }] }), "volume root (hostPath /)"],
    [pod({ privileged: true }), "container plugin is privileged"],
    [pod({ ...strict, capabilities: { add: ["NET_RAW"] } }), "container plugin adds NET_RAW"],
    [pod({ seccompProfile: { type: "Unconfined" } }), "container plugin has seccomp Unconfined"],
    [pod({ procMount: "Unmasked" }), "container plugin has procMount Unmasked"],
    [pod({ seLinuxOptions: { type: "spc_t" } }), "container plugin sets SELinux options"],
    [
      pod(strict, { securityContext: { sysctls: [{ name: "kernel.msgmax", value: "1" }] } }),
      "sysctl kernel.msgmax",
    ],
  ])("is privileged for %j", (spec, reason) => {
    expect(levelOf(spec)).toEqual({ level: "privileged", reasons: [reason] });
  });
});
