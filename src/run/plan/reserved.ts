// what every cluster has, and needs
const reserved: Readonly<Record<string, string>> = {
  "kube-system": "the suite waits until every pod there is ready, and the cluster's own parts run there",
  "kube-public": "everybody may read it",
  "kube-node-lease": "it belongs to the nodes",
  default:
    "everybody's pods are there, and anyone who can create one could become cluster-admin during the run",
};

/** Why a run does not use this namespace of the cluster itself, whoever names it; undefined for any other. */
export function reservedFault(namespace: string): string | undefined {
  return Object.hasOwn(reserved, namespace) ? reserved[namespace] : undefined;
}
