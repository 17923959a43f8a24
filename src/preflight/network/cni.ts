import type { V1DaemonSet, V1Node } from "@kubernetes/client-node";
import { type Check, type Judgement, pass, type Subject, unknown } from "../check.ts";

/** Which network plugin the cluster has; reported, because it is responsible for sig-network failures. */
export const cni: Check = { name: "cni", judge };

async function judge({ snapshot }: Subject): Promise<readonly Judgement[]> {
  const [daemonSets, nodes] = await Promise.all([snapshot.daemonSets(), snapshot.nodes()]);
  return [judgeCni(daemonSets, nodes)];
}

// names of the agents' daemon sets, and annotations they leave on nodes
const known: ReadonlyArray<{ readonly name: string; readonly agent: RegExp; readonly annotation?: RegExp }> =
  [
    { name: "calico", agent: /^(calico-node|canal)(-|$)/, annotation: /^projectcalico\.org\// },
    { name: "cilium", agent: /^(cilium|anetd)$/, annotation: /^(network\.cilium|io\.cilium\.network)/ },
    { name: "flannel", agent: /flannel/, annotation: /^flannel\.alpha\.coreos\.com\// },
    { name: "kindnet", agent: /^kindnet$/ },
    { name: "weave", agent: /^weave-net$/ },
    { name: "antrea", agent: /^antrea-agent/, annotation: /^node\.antrea\.io\// },
    { name: "kube-router", agent: /^kube-router$/, annotation: /^kube-router\.io\// },
    { name: "ovn-kubernetes", agent: /^ovnkube-node/, annotation: /^k8s\.ovn\.org\// },
    { name: "kube-ovn", agent: /^kube-ovn-cni$/, annotation: /^ovn\.kubernetes\.io\// },
    { name: "amazon-vpc", agent: /^aws-node/ },
    { name: "azure", agent: /^azure-(cns|cni)/ },
    { name: "openshift-sdn", agent: /^sdn$/ },
    { name: "multus", agent: /multus/ },
  ];

/** Identifies the network plugin by what it leaves in the cluster. Pure. */
export function judgeCni(daemonSets: readonly V1DaemonSet[], nodes: readonly V1Node[]): Judgement {
  const agents = daemonSets.map(({ metadata }) => metadata?.name ?? "");
  const annotations = nodes.flatMap((node) => Object.keys(node.metadata?.annotations ?? {}));
  const found = known.flatMap(({ name, agent, annotation }) => {
    const daemonSet = agents.find((candidate) => agent.test(candidate));
    if (daemonSet !== undefined) return [`${name} (daemonset ${daemonSet})`];
    const mark = annotations.find((candidate) => annotation?.test(candidate));
    return mark === undefined ? [] : [`${name} (node annotation ${mark})`];
  });
  return found.length > 0
    ? pass(found.join(", "))
    : unknown("no network plugin that this program recognizes by a daemonset or a node annotation");
}
