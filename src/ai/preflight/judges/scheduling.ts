import { cannotTell, few, type Judge, likely, notSeen } from "../finding.ts";
import {
  isRunning,
  labelled,
  looks,
  pluginAccelerators,
  servedGroups,
  workloadLine,
  workloadsLike,
} from "../known.ts";
import { valueOr } from "../view.ts";

/** Gang schedulers: the group of their API, and the names of what runs them. */
const gangSchedulers: readonly { readonly name: string; readonly group: string; readonly runs: RegExp }[] = [
  { name: "Kueue", group: "kueue.x-k8s.io", runs: /kueue/i },
  { name: "Volcano", group: "scheduling.volcano.sh", runs: /volcano|vc-scheduler/i },
  { name: "the scheduler plugins' coscheduling", group: "scheduling.x-k8s.io", runs: /scheduler-plugins/i },
  { name: "KAI", group: "scheduling.run.ai", runs: /kai-scheduler|(?:^|\/)binder/i },
  { name: "YuniKorn", group: "yunikorn.apache.org", runs: /yunikorn/i },
  { name: "Koordinator", group: "scheduling.koordinator.sh", runs: /koord/i },
];

const manyPods =
  "without a gang scheduler its test creates up to 1,000 pods (100m CPU, 128 Mi each) and fails: do not run it on a shared cluster";

export const gangScheduling: Judge = (view) => {
  const installed = gangSchedulers.filter(({ group }) => view.groups.has(group));
  const running = gangSchedulers.flatMap(({ runs }) => workloadsLike(view, runs));
  const native = (view.groups.get("scheduling.k8s.io") ?? []).filter((version) => version !== "v1");
  const shown = [looks.crds, looks.deployments];
  const found = [
    ...installed.map(({ name, group }) => `${name} is installed: ${few(servedGroups(view, [group]))}`),
    ...[...new Set(running)].map(workloadLine),
    ...(native.length > 0
      ? [`scheduling.k8s.io ${native.join(", ")}: Kubernetes' own Workload API is served`]
      : []),
    ...servedGroups(view, ["jobset.x-k8s.io", "leaderworkerset.x-k8s.io"]).map(
      (group) => `${group}, which needs a gang scheduler beneath it`,
    ),
  ];
  if (installed.length > 0 && running.some(isRunning)) return likely(found, shown);
  if (installed.length > 0)
    return cannotTell([...found, "it has no controller that is ready"], shown, manyPods);
  return notSeen(
    [...found, "no gang scheduler: neither Kueue, Volcano, coscheduling, KAI nor YuniKorn"],
    shown,
    manyPods,
  );
};

export const clusterAutoscaling: Judge = (view) => {
  const running = workloadsLike(view, /cluster-autoscaler|karpenter/i);
  const groups = servedGroups(view, [
    "karpenter.sh",
    "autoscaling.x-k8s.io",
    "karpenter.k8s.aws",
    "karpenter.azure.com",
  ]);
  const pools = labelled(
    view,
    /(?:karpenter\.sh\/nodepool|cloud\.google\.com\/gke-nodepool|eks\.amazonaws\.com\/nodegroup|kubernetes\.azure\.com\/agentpool|doks\.digitalocean\.com\/node-pool)$/,
  );
  const found = [
    ...running.map(workloadLine),
    ...(groups.length > 0 ? [`served: ${few(groups)}`] : []),
    ...pools.slice(0, 4),
  ];
  const shown = [looks.deployments, looks.nodes];
  const skipped =
    "its test is skipped without --autoscaler-node-pool-label, and needs a pool of nodes with one accelerator each that may grow";
  if (running.some(isRunning) && pluginAccelerators(view).size > 0) return likely(found, shown, skipped);
  const none = "no cluster-autoscaler and no Karpenter in the cluster; a provider's own is not visible";
  return cannotTell(
    found.length === 0 ? [none, "if the platform has none, N/A with a reason in notes is accepted"] : found,
    shown,
    skipped,
  );
};

export const podAutoscaling: Judge = (view) => {
  const versions = view.groups.get("autoscaling") ?? [];
  const metrics = valueOr(view.apiServices, []).filter(({ name }) =>
    /\.(?:custom|external)\.metrics\.k8s\.io$/.test(name),
  );
  const found = [
    `autoscaling is served: ${versions.join(", ")}`,
    ...metrics.map(
      ({ name, isAvailable }) => `APIService ${name} is ${isAvailable ? "available" : "not available"}`,
    ),
    ...servedGroups(view, ["keda.sh"]).map((group) => `${group} is served`),
    ...workloadsLike(view, /prometheus-adapter|keda-operator|custom-metrics/i).map(workloadLine),
  ];
  const shown = [looks.apiServices, looks.deployments];
  if (versions.includes("v2") && metrics.some(({ isAvailable }) => isAvailable)) return likely(found, shown);
  return notSeen(
    [...found, "no custom or external metrics: HorizontalPodAutoscalers see CPU and memory alone"],
    shown,
  );
};
