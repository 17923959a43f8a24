import { count, few } from "./finding.ts";
import { type NodeView, type SliceView, type View, valueOr, type WorkloadView } from "./view.ts";

/** Resource names under which device plugins offer accelerators. */
const accelerator =
  /^(?:nvidia\.com\/(?:gpu|mig-|pgpu|.*vgpu)|amd\.com\/gpu|gpu\.intel\.com\/|habana\.ai\/|google\.com\/tpu|aws\.amazon\.com\/neuron|huawei\.com\/|cambricon\.com\/|qualcomm\.com\/qaic|furiosa\.ai\/|rebellions\.ai\/|tenstorrent\.com\/|metax-tech\.com\/|mthreads\.com\/)/;

/** Drivers of Dynamic Resource Allocation that give networks, not accelerators. */
const networkDriver =
  /(?:^|[.-])(?:dra-?net|net|network|nic|sriov|rdma|roce|efa|infiniband|dranet)(?:[.-]|$)/i;

/** The accelerators that nodes offer by a device plugin: the resource names with the nodes and amounts. */
export function pluginAccelerators(view: View): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { name, devices } of valueOr(view.nodes, []))
    for (const [resource, amount] of Object.entries(devices))
      if (accelerator.test(resource))
        found.set(resource, [...(found.get(resource) ?? []), `${name}: ${amount}`]);
  return found;
}

/** Slices of drivers of accelerators, and of networks. */
export function draSlices(view: View, kind: "accelerators" | "networks"): readonly SliceView[] {
  const isNetwork = ({ driver }: SliceView) => networkDriver.test(driver);
  return valueOr(view.slices, []).filter(
    (slice) => slice.devices > 0 && isNetwork(slice) === (kind === "networks"),
  );
}

/** One line for each driver: `gpu.nvidia.com: 8 devices on 2 nodes`. */
export function driverLines(slices: readonly SliceView[]): string[] {
  return [...Map.groupBy(slices, ({ driver }) => driver)].map(([driver, all]) => {
    const devices = all.reduce((sum, slice) => sum + slice.devices, 0);
    const nodes = new Set(all.map(({ node }) => node).filter((node) => node !== ""));
    const where = nodes.size === 0 ? "" : ` on ${count(nodes.size, "node")}`;
    return `ResourceSlices of ${driver}: ${count(devices, "device")}${where}`;
  });
}

/** One line for each resource name: `nvidia.com/gpu is allocatable on node1: 8`. */
export function pluginLines(view: View): string[] {
  return [...pluginAccelerators(view)].map(
    ([resource, nodes]) => `${resource} is allocatable on ${few(nodes, 4)}`,
  );
}

/** Workloads whose name or image matches. */
export function workloadsLike(view: View, pattern: RegExp): readonly WorkloadView[] {
  return valueOr(view.workloads, []).filter(
    ({ name, images }) => pattern.test(name) || images.some((image) => pattern.test(imageName(image))),
  );
}

/** `deployment kueue-system/kueue-controller-manager: 1 of 1 ready, registry.k8s.io/kueue/kueue:v0.14.2` */
export function workloadLine({ kind, namespace, name, ready, wanted, images }: WorkloadView): string {
  return `${kind} ${namespace}/${name}: ${ready} of ${wanted} ready, ${few(images, 2)}`;
}

export function isRunning({ ready, wanted }: WorkloadView): boolean {
  return ready > 0 && ready >= wanted;
}

/** Groups that are served: `kueue.x-k8s.io (v1beta1)`. */
export function servedGroups(view: View, names: readonly string[]): string[] {
  return names.flatMap((name) => {
    const versions = view.groups.get(name);
    return versions === undefined ? [] : [`${name} (${versions.join(", ")})`];
  });
}

/** Nodes with a label whose name matches, with its value: `node1: 580.65.06`. */
export function labelled(view: View, pattern: RegExp): string[] {
  return valueOr(view.nodes, []).flatMap(({ name, labels }: NodeView) =>
    Object.entries(labels)
      .filter(([label]) => pattern.test(label))
      .map(([label, value]) => `${name}: ${label}=${value}`),
  );
}

/** Without registry and tag. */
function imageName(image: string): string {
  const bare = image.split("@", 1)[0] ?? "";
  return bare.slice(bare.indexOf("/") + 1);
}

/** Looks that several requirements share. */
export const looks = {
  nodes: { command: "kubectl get nodes", path: "/api/v1/nodes" },
  daemonSets: { command: "kubectl get daemonsets --all-namespaces", path: "/apis/apps/v1/daemonsets" },
  deployments: { command: "kubectl get deployments --all-namespaces", path: "/apis/apps/v1/deployments" },
  crds: {
    command: "kubectl get customresourcedefinitions",
    path: "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
  },
  apiServices: {
    command: "kubectl get apiservices",
    path: "/apis/apiregistration.k8s.io/v1/apiservices",
  },
  runtimeClasses: { command: "kubectl get runtimeclasses", path: "/apis/node.k8s.io/v1/runtimeclasses" },
} as const;
