// what every cluster has, and needs
const reserved: Readonly<Record<string, string>> = {
  "kube-system": "the suite waits until every pod there is ready, and the cluster's own parts run there",
  "kube-public": "everybody may read it",
  "kube-node-lease": "it belongs to the nodes",
  default:
    "everybody's pods are there, and whoever may make one could become cluster-admin while the run is there",
};

/** Why a run does not take this namespace of the cluster's own, whoever names it; undefined where it is none of them. */
export function reservedFault(namespace: string): string | undefined {
  return Object.hasOwn(reserved, namespace) ? reserved[namespace] : undefined;
}
