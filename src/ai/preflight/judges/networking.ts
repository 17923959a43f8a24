import { cannotTell, few, type Judge, type Look, likely, notSeen } from "../finding.ts";
import { draSlices, driverLines, looks, servedGroups, workloadLine, workloadsLike } from "../known.ts";
import { type View, valueOr } from "../view.ts";
import { draLooks } from "./accelerators.ts";

const gatewayApi = "gateway.networking.k8s.io";

function gatewayLooks(view: View): Look[] {
  const [version] = view.groups.get(gatewayApi) ?? [];
  if (version === undefined) return [looks.crds];
  return [{ command: "kubectl get gatewayclasses", path: `/apis/${gatewayApi}/${version}/gatewayclasses` }];
}

export const aiInference: Judge = (view) => {
  const shown = gatewayLooks(view);
  const versions = view.groups.get(gatewayApi);
  if (versions === undefined)
    return notSeen([`${gatewayApi} is not served: Gateway API is not installed`], shown);
  const served = `${gatewayApi} is served: ${versions.join(", ")}`;
  const classes = valueOr(view.gatewayClasses, []);
  const found = [
    served,
    ...classes.map(
      ({ name, controller, isAccepted }) =>
        `GatewayClass ${name} of ${controller} is ${isAccepted ? "accepted" : "not accepted"}`,
    ),
  ];
  if (classes.some(({ isAccepted }) => isAccepted)) return likely(found, shown);
  const missing =
    classes.length === 0
      ? "no GatewayClass: no implementation is installed"
      : "no implementation accepts its GatewayClass";
  return notSeen([...found, missing], shown);
};

export const inferenceExtension: Judge = (view) => {
  const served = servedGroups(view, ["inference.networking.k8s.io", "inference.networking.x-k8s.io"]);
  if (served.length === 0)
    return notSeen(
      ["the Gateway API Inference Extension is not installed: no InferencePool is served"],
      [looks.crds],
    );
  const found = [
    `served: ${few(served)}`,
    ...workloadsLike(view, /(?:^|[/-])epp(?:$|[-:])|endpoint-picker|inference-scheduler/i).map(workloadLine),
  ];
  const hasGateway = valueOr(view.gatewayClasses, []).some(({ isAccepted }) => isAccepted);
  return hasGateway
    ? likely(found, [looks.crds, ...gatewayLooks(view)])
    : cannotTell([...found, "no accepted GatewayClass"], [looks.crds]);
};

export const highPerformance: Judge = (view) => {
  const slices = draSlices(view, "networks");
  const resources = valueOr(view.nodes, []).flatMap(({ name, devices }) =>
    Object.entries(devices)
      .filter(([resource]) => /rdma|roce|infiniband|sriov|\/efa$|\/(?:mlnx|hfi|nic)/i.test(resource))
      .map(([resource, amount]) => `${resource} is allocatable on ${name}: ${amount}`),
  );
  const multus = servedGroups(view, ["k8s.cni.cncf.io", "sriovnetwork.openshift.io", "mellanox.com"]);
  const found = [
    ...driverLines(slices),
    ...resources.slice(0, 6),
    ...(multus.length > 0 ? [`served: ${few(multus)}`] : []),
    ...workloadsLike(view, /dranet|sriov|rdma|multus/i).map(workloadLine),
  ];
  const shown = [looks.nodes, looks.daemonSets, ...draLooks(view)];
  if (found.length === 0) return notSeen(["no network devices, no DRA driver of networks, no Multus"], shown);
  return slices.length > 0 || resources.length > 0 ? likely(found, shown) : cannotTell(found, shown);
};

export const disaggregated: Judge = (view) => {
  const crds = valueOr(view.crds, []).filter((name) =>
    /^(?:leaderworkersets\.leaderworkerset\.x-k8s\.io|dynamo.*\.nvidia\.com|llminferenceservices\.serving\.kserve\.io|.*\.llm-d\.ai|.*\.aibrix\.ai|podcliquesets\.grove\.io|rolebasedgroups\..*)$/.test(
      name,
    ),
  );
  const servers = workloadsLike(view, /prefill|decode|llm-d|sglang|vllm|dynamo/i).map(workloadLine);
  const found = [...(crds.length > 0 ? [`installed: ${few(crds)}`] : []), ...servers.slice(0, 8)];
  const shown = [looks.crds, looks.deployments];
  if (found.length === 0)
    return notSeen(["no solution for disaggregated serving, no prefill or decode workload"], shown);
  const runs = servers.some((line) => /prefill/i.test(line)) && servers.some((line) => /decode/i.test(line));
  return runs ? likely(found, shown) : cannotTell(found, shown);
};
