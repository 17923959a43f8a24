import type { V1NetworkPolicy } from "@kubernetes/client-node";
import { runLabel } from "../../run/identity.ts";
import { type Check, fail, few, type Judgement, pass, type Subject, warn } from "../check.ts";
import { matchesLabels } from "../policy/selectors.ts";

/** Network policies that isolate the run's pod, or every pod of the suite. */
export const networkPolicies: Check = { name: "network-policies", judge };

interface Named {
  readonly metadata?: { readonly name?: string; readonly uid?: string };
}

// cluster-wide kinds of policy, each served if its maker's extension is installed, in whatever version: only
// their names are read
const clusterWide = [
  { group: "cilium.io", resource: "ciliumclusterwidenetworkpolicies" },
  { group: "crd.projectcalico.org", resource: "globalnetworkpolicies" },
  { group: "crd.antrea.io", resource: "clusternetworkpolicies" },
  { group: "policy.networking.k8s.io", resource: "adminnetworkpolicies" },
  { group: "policy.networking.k8s.io", resource: "baselineadminnetworkpolicies" },
  // the successors of the two above
  { group: "policy.networking.k8s.io", resource: "clusternetworkpolicies" },
];

async function judge({ snapshot, request }: Subject): Promise<readonly Judgement[]> {
  const { namespace } = request;
  const groups = await snapshot.groups();
  const [own, ...wide] = await Promise.all([
    snapshot.list<V1NetworkPolicy>(
      "V1NetworkPolicy",
      `/apis/networking.k8s.io/v1/namespaces/${namespace}/networkpolicies`,
    ),
    ...clusterWide
      .filter(({ group }) => groups.has(group))
      .map(async ({ group, resource }) => {
        const found = await snapshot.list<Named>("any", `/apis/${group}/${groups.get(group)}/${resource}`);
        return found.map((policy) => `${resource}.${group}/${policy.metadata?.name}`);
      }),
  ]);
  return judgePolicies(namespace, own, wide.flat());
}

/** Judges the policies in the run's namespace, and the cluster-wide ones by their names. Pure. */
export function judgePolicies(
  namespace: string,
  own: readonly V1NetworkPolicy[],
  wide: readonly string[],
): readonly Judgement[] {
  const labels = { [runLabel]: "run", "app.kubernetes.io/name": "conformance" };
  // policies add up: a pod may do anything that one of those that select it allows
  const outward = own.filter(
    ({ spec }) => restrictsEgress(spec) && matchesLabels(spec?.podSelector ?? {}, labels),
  );
  const rules = outward.flatMap(({ spec }) => spec?.egress ?? []);
  const open = rules.some((rule) => (rule.to ?? []).length === 0 && (rule.ports ?? []).length === 0);
  const names = few(outward.map(({ metadata }) => metadata?.name ?? ""));
  const fix = `kubectl -n ${namespace} edit networkpolicy ${outward.map(({ metadata }) => metadata?.name).join(" ")}`;
  const findings: Judgement[] = [];
  if (outward.length > 0 && rules.length === 0) {
    findings.push(
      fail(
        `${names} in ${namespace} denies the run's pod all egress traffic`,
        "the suite needs the API server all the time: allow it, or use another --namespace",
        fix,
      ),
    );
  } else if (outward.length > 0 && !open) {
    findings.push(
      warn(
        `${names} in ${namespace} restricts egress of the run's pod`,
        "the suite must reach the API server, the nodes and its pods: allow that, or use another --namespace",
        fix,
      ),
    );
  }
  if (wide.length > 0) {
    findings.push(
      warn(
        `cluster-wide policies: ${few(wide)}`,
        "a policy that denies by default also cuts off the suite's pods, so that most network specs fail; exclude namespaces with the label e2e-run",
        `kubectl edit ${wide.join(" ")}`,
      ),
    );
  }
  return findings.length > 0
    ? findings
    : [pass(`none stands in the way in ${namespace} or over all namespaces`)];
}

function restrictsEgress(spec: V1NetworkPolicy["spec"]): boolean {
  return spec?.policyTypes?.includes("Egress") ?? spec?.egress !== undefined;
}
