import { cannotTell, few, type Judge, type Look, likely, notSeen } from "../finding.ts";
import {
  draSlices,
  driverLines,
  isRunning,
  labelled,
  looks,
  pluginAccelerators,
  pluginLines,
  workloadLine,
  workloadsLike,
} from "../known.ts";
import { type View, valueOr } from "../view.ts";

const operators =
  /(?:^|[/-])(?:gpu-operator|nvidia-driver|amd-gpu-operator|intel-(?:gpu|device-plugins)|gaudi|habana|neuron|nvidia-dra|tpu-device-plugin|nvidia-gpu-device-plugin)/i;

/** What Dynamic Resource Allocation offers, in lines. */
function draLines(view: View): string[] {
  const versions = view.groups.get("resource.k8s.io");
  if (versions === undefined)
    return ["resource.k8s.io is not served: there is no Dynamic Resource Allocation"];
  const classes = valueOr(view.deviceClasses, []);
  const names = classes.map(({ name, extendedResource }) =>
    extendedResource === undefined ? name : `${name} (as ${extendedResource})`,
  );
  return [
    `resource.k8s.io is served: ${versions.join(", ")}`,
    names.length === 0 ? "no DeviceClass" : `DeviceClasses: ${few(names)}`,
    ...(valueOr(view.slices, []).length === 0 ? ["no ResourceSlice"] : driverLines(valueOr(view.slices, []))),
  ];
}

/** The calls that show DRA, of the version that the server prefers. */
export function draLooks(view: View): Look[] {
  const [version] = view.groups.get("resource.k8s.io") ?? [];
  if (version === undefined) return [];
  const path = `/apis/resource.k8s.io/${version}`;
  return [
    { command: "kubectl get deviceclasses", path: `${path}/deviceclasses` },
    { command: "kubectl get resourceslices", path: `${path}/resourceslices` },
  ];
}

export const draSupport: Judge = (view) => {
  const isServed = view.groups.has("resource.k8s.io");
  const found = draLines(view);
  return isServed ? likely(found, draLooks(view)) : notSeen(found, []);
};

export const driverManagement: Judge = (view) => {
  const managed = workloadsLike(view, operators);
  const labels = labelled(
    view,
    /(?:cuda\.driver-version\.full|driver-version|driver\.version|nvidia\.com\/cuda\.driver\.major)$/,
  );
  const versions = draSlices(view, "accelerators").flatMap(({ driver, versions: all }) =>
    all.map((version) => `${driver} reports the driver ${version}`),
  );
  const found = [...managed.map(workloadLine), ...labels.slice(0, 6), ...new Set(versions)];
  const shown = [looks.daemonSets, looks.nodes, ...draLooks(view)];
  if (found.length > 0) return likely(found, shown, nvidiaOnly(view));
  const missing = ["no operator of drivers, no driver version on nodes or in ResourceSlices"];
  const has = pluginAccelerators(view).size > 0;
  return has
    ? cannotTell([...pluginLines(view), ...missing], shown)
    : notSeen(missing, shown, nvidiaOnly(view));
};

export const gpuSharing: Judge = (view) => {
  const shared = [...pluginAccelerators(view)]
    .filter(([resource]) => /\/mig-|\.shared$/.test(resource))
    .map(([resource, nodes]) => `${resource} is allocatable on ${few(nodes, 4)}`);
  const labels = labelled(
    view,
    /nvidia\.com\/(?:mig\.strategy|gpu\.sharing-strategy|gpu\.replicas)$|gke-gpu-sharing-strategy$|gke-gpu-partition-size$/,
  ).filter((line) => !/=(?:none|single|1)?$/.test(line));
  const partitions = draSlices(view, "accelerators")
    .filter((slice) => slice.partitions > 0)
    .map(
      ({ driver, node, partitions: number }) =>
        `${driver} offers ${number} partitions on ${node || "no node"}`,
    );
  const found = [...shared, ...labels.slice(0, 6), ...partitions];
  const shown = [looks.nodes, ...draLooks(view)];
  return found.length > 0 ? likely(found, shown) : notSeen(["no shared or partitioned accelerator"], shown);
};

export const virtualized: Judge = (view) => {
  const found = [
    ...labelled(view, /nvidia\.com\/vgpu\.(?:present|host-driver-version)$/).filter(
      (line) => !line.endsWith("=false"),
    ),
    ...workloadsLike(view, /vgpu|hami/i).map(workloadLine),
  ];
  return found.length > 0
    ? likely(found.slice(0, 8), [looks.nodes, looks.daemonSets])
    : notSeen(["no vGPU on nodes, no manager of vGPUs"], [looks.nodes, looks.daemonSets]);
};

export const secureAccess: Judge = (view) => {
  const plugins = pluginLines(view);
  const slices = draSlices(view, "accelerators");
  const plugin = workloadsLike(view, /device-plugin/i)
    .filter(isRunning)
    .map(workloadLine);
  const found = [...plugins, ...plugin, ...draLines(view)];
  const shown = [looks.nodes, ...draLooks(view)];
  if (plugins.length > 0 || slices.length > 0) return likely(found, shown, nvidiaOnly(view));
  return notSeen(["no node offers an accelerator", ...found], shown, nvidiaOnly(view));
};

/** The upstream suite knows accelerators of NVIDIA alone. */
function nvidiaOnly(view: View): string | undefined {
  const hasPlugin = pluginAccelerators(view).has("nvidia.com/gpu");
  const hasDra =
    valueOr(view.deviceClasses, []).some(({ name }) => name === "gpu.nvidia.com") &&
    draSlices(view, "accelerators").some(({ driver }) => driver === "gpu.nvidia.com");
  if (hasPlugin || hasDra) return undefined;
  return "its test fails here with ENVIRONMENT ERROR: it wants the DeviceClass gpu.nvidia.com with ResourceSlices, or nvidia.com/gpu on a node";
}
