import { expect, test } from "bun:test";
import { judgeCni } from "../../../src/preflight/network/cni.ts";
import { node } from "../samples.ts";

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
