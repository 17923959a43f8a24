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
])("the CNI by %s", (name, annotations, summary) => {
  const agents = [{ metadata: { name } }];
  expect(judgeCni(agents, [node("a", { annotations })])).toEqual({ status: "pass", summary });
});

test("a network that this program does not know is not called well", () => {
  expect(judgeCni([{ metadata: { name: "node-exporter" } }], [node("a", {})])).toEqual({
    status: "unknown",
    summary: "no network plugin that this program recognizes by a daemonset or a node annotation",
  });
});
