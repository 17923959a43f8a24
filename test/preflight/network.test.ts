import { describe, expect, test } from "bun:test";
import type { V1NetworkPolicy, V1NetworkPolicySpec } from "@kubernetes/client-node";
import { judgeCni } from "../../src/preflight/network/cni.ts";
import { judgeDns } from "../../src/preflight/network/dns.ts";
import { judgeMode, modeOfConfig, modeOfWords } from "../../src/preflight/network/kube-proxy.ts";
import { judgePolicies } from "../../src/preflight/network/policies.ts";
import { node } from "./samples.ts";

describe("dns", () => {
  const service = {
    metadata: { namespace: "kube-system", name: "kube-dns" },
    spec: { clusterIP: "10.96.0.10" },
  };
  const slice = (...ready: (boolean | undefined)[]) => ({
    addressType: "IPv4",
    endpoints: ready.map((one) => ({
      addresses: ["10.244.0.2"],
      conditions: one === undefined ? {} : { ready: one },
    })),
  });

  test("one ready endpoint answers, and it is told what was looked at", () => {
    const found = judgeDns(service, [slice(true, false)]);
    expect(found.status).toBe("pass");
    expect(found.summary).toContain("kube-system/kube-dns at 10.96.0.10: 1 of 2 endpoints ready");
    expect(judgeDns(service, [slice(undefined)]).status).toBe("pass");
  });

  test("none ready fails, an unknown service only warns", () => {
    expect(judgeDns(service, [slice(false)])).toMatchObject({ status: "fail" });
    // as EKS Auto Mode is advised to have one, whose DNS is on the nodes
    expect(judgeDns(service, [])).toMatchObject({ status: "warn" });
    expect(judgeDns(undefined, [])).toMatchObject({ status: "warn" });
  });
});

describe("kube-proxy", () => {
  test.each([
    ["kubeadm's configmap", modeOfConfig('kind: KubeProxyConfiguration\nmode: "ipvs"\n', "c"), "ipvs"],
    ["its default", modeOfConfig('mode: ""\n', "c"), "iptables"],
    ["text that is no configuration", modeOfConfig("{", "c"), undefined],
    ["no configmap", modeOfConfig(undefined, "c"), undefined],
    ["a word", modeOfWords(["kube-proxy", "--proxy-mode=nftables"], "p"), "nftables"],
    ["two words", modeOfWords(["kube-proxy", "--proxy-mode", "ipvs"], "p"), "ipvs"],
    ["k3s's arguments", modeOfWords(["server", "--kube-proxy-arg", "proxy-mode=ipvs"], "p"), "ipvs"],
    ["k3s's arguments in one", modeOfWords(["server", "--kube-proxy-arg=proxy-mode=ipvs"], "p"), "ipvs"],
    ["words that say nothing of it", modeOfWords(["kube-proxy", "--v=2"], "p"), undefined],
  ])("%s", (_, found, mode) => {
    expect(found?.mode).toBe(mode as string);
  });

  test("ipvs alone warns", () => {
    expect(judgeMode({ mode: "ipvs", from: "c" }).status).toBe("warn");
    expect(judgeMode({ mode: "nftables", from: "c" }).status).toBe("pass");
    expect(judgeMode(undefined).status).toBe("pass");
  });
});

test.each([
  ["calico-node", {}, "calico (daemonset calico-node)"],
  ["kube-flannel-ds", {}, "flannel (daemonset kube-flannel-ds)"],
  [
    "svclb-traefik",
    { "flannel.alpha.coreos.com/public-ip": "1" },
    "flannel (node annotation flannel.alpha.coreos.com/public-ip)",
  ],
  ["kindnet", {}, "kindnet (daemonset kindnet)"],
  ["anetd", {}, "cilium (daemonset anetd)"],
  ["node-exporter", {}, "none that this program knows by a daemonset or a node annotation"],
])("the CNI by %s", (name, annotations, summary) => {
  const agents = [{ metadata: { name } }];
  expect(judgeCni(agents, [node("a", { annotations })])).toEqual({ status: "pass", summary });
});

describe("network policies", () => {
  const policy = (name: string, spec: V1NetworkPolicySpec): V1NetworkPolicy => ({ metadata: { name }, spec });
  const denyAll = policy("deny", { podSelector: {}, policyTypes: ["Ingress", "Egress"] });

  test.each<[string, V1NetworkPolicy[], string]>([
    ["none", [], "pass"],
    ["all denied outwards", [denyAll], "fail"],
    [
      "denied, and allowed by another",
      [denyAll, policy("allow", { podSelector: {}, egress: [{}], policyTypes: ["Egress"] })],
      "pass",
    ],
    [
      "some allowed",
      [policy("some", { podSelector: {}, egress: [{ ports: [{ port: 53 }] }], policyTypes: ["Egress"] })],
      "warn",
    ],
    [
      "only inwards, which the run does without",
      [policy("in", { podSelector: {}, policyTypes: ["Ingress"] })],
      "pass",
    ],
    [
      "of other pods",
      [policy("db", { podSelector: { matchLabels: { app: "db" } }, policyTypes: ["Egress"] })],
      "pass",
    ],
  ])("%s", (_, own, status) => {
    expect(judgePolicies("conformance", own, [])[0]?.status).toBe(status as "pass");
  });

  test("those over all namespaces are named", () => {
    const [found] = judgePolicies(
      "conformance",
      [],
      ["globalnetworkpolicies.crd.projectcalico.org/default-deny"],
    );
    expect(found).toMatchObject({ status: "warn" });
    expect(found?.summary).toContain("default-deny");
  });
});
