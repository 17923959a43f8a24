import type { V1EndpointSlice, V1Service } from "@kubernetes/client-node";
import { type Check, fail, type Judgement, pass, type Subject, warn } from "../check.ts";

/** Whether the cluster's DNS has endpoints; looking up a name would take a pod. */
export const dns: Check = { name: "dns", judge };

// the label of kubeadm's addon, which other installers keep; OpenShift has its own
const selectors = ["k8s-app in (kube-dns, coredns)", "dns.operator.openshift.io/owning-dns"];

async function judge({ snapshot }: Subject): Promise<readonly Judgement[]> {
  const found = await Promise.all(selectors.map((selector) => snapshot.services(selector)));
  const byName = new Map(
    found
      .flat()
      .filter((service) => service.spec?.ports?.some(({ port }) => port === 53))
      .map((service) => [nameOf(service), service]),
  );
  if (byName.size === 0) return [judgeDns(undefined, [])];
  const judged = await Promise.all(
    [...byName.values()].map(async (service) => {
      const { namespace = "", name = "" } = service.metadata ?? {};
      return judgeDns(service, await snapshot.endpoints(namespace, name));
    }),
  );
  // which of several the kubelets give to their pods cannot be read
  const answered = judged.some(({ status }) => status === "pass");
  return judged.map((one) => (answered && one.status === "fail" ? { ...one, status: "warn" } : one));
}

/** Judges the DNS service by its endpoints; undefined if no DNS service was found. Pure. */
export function judgeDns(service: V1Service | undefined, slices: readonly V1EndpointSlice[]): Judgement {
  if (service === undefined) {
    return warn(
      "no service with the label k8s-app=kube-dns answers on port 53",
      "the suite's pods look up names under cluster.local; DNS that runs elsewhere, such as on the nodes, cannot be seen from here",
      "kubectl get services -A | grep 53/UDP",
    );
  }
  const { namespace } = service.metadata ?? {};
  const endpoints = slices.flatMap((slice) => slice.endpoints ?? []);
  const ready = endpoints.filter((endpoint) => endpoint.conditions?.ready !== false);
  const where = `${nameOf(service)} at ${service.spec?.clusterIP}`;
  // a service without pods may indicate DNS on the nodes, as in EKS Auto Mode and GKE's Cloud DNS
  if (endpoints.length === 0) {
    return warn(
      `${where} has no endpoints`,
      "unless DNS runs elsewhere, such as on the nodes, which cannot be seen from here, most sig-network specs and many others fail",
      `kubectl -n ${namespace} get pods,endpointslices -o wide`,
    );
  }
  if (ready.length === 0) {
    return fail(
      `${where} has no ready endpoint of ${endpoints.length}`,
      "without DNS, most sig-network specs and many others fail",
      `kubectl -n ${namespace} get pods,endpointslices -o wide`,
    );
  }
  return pass(
    `${where}: ${ready.length} of ${endpoints.length} endpoints ready (no name was looked up: that takes a pod)`,
  );
}

function nameOf({ metadata }: V1Service): string {
  return `${metadata?.namespace}/${metadata?.name}`;
}
