import { createHash } from "node:crypto";
import type {
  V1Affinity,
  V1Container,
  V1Pod,
  V1PodSpec,
  V1Toleration,
  V1Volume,
  V1VolumeMount,
} from "@kubernetes/client-node";
import type { Definition } from "../definition/definition.ts";
import { pluginResults } from "../definition/hints.ts";
import { collectorContainer } from "./collector.ts";
import { type EnvChanges, pluginConfig, pluginEnv } from "./environment.ts";

/** What a plugin's pods need to know besides the definition. */
export interface PodSettings {
  readonly namespace: string;
  /** The labels of everything that the run creates. */
  readonly labels: Readonly<Record<string, string>>;
  /** The account of the run, in place of Sonobuoy's. */
  readonly account: string;
  /** The server's version, as it reports it. */
  readonly server: string;
  readonly collectorImage: string;
  /** A secret in the namespace with which the images are pulled. */
  readonly pullSecret?: string | undefined;
  /** The name of the plugin's config map, if it has one. */
  readonly configMap: string | undefined;
  /** Replaces the image of the plugin's own container. */
  readonly image?: string | undefined;
  readonly env: EnvChanges;
  readonly progressPort: number;
  /** Milliseconds that the collector lives at most. */
  readonly lifetime: number;
}

/** The name of Sonobuoy's service account, by which a podSpec asks for the run's permissions. */
export const sonobuoyAccount = "sonobuoy-serviceaccount";

/** The labels by which a plugin's pods are found again. */
export const pluginLabel = "kubectl-conformance/plugin";

/** The node that a pod is bound to is also an annotation: the name of a node may be longer than a label. */
export const nodeAnnotation = "kubectl-conformance/node";

const accountPath = "/var/run/secrets/kubernetes.io/serviceaccount";
const tokenVolume = "kubectl-conformance-token";
// the API server extends tokens of exactly this lifetime
const tokenSeconds = 3607;
// a plugin that was told to end has nothing to write that anybody waits for
const gracePeriod = 5;
const usualDelay = 5000;

/**
 * The pod of a plugin: for a Job one, for a DaemonSet the one of this node. It is Sonobuoy's own pod (v0.57, pkg/plugin/driver), except
 * that the container beside the plugin is the collector, which has no token. Pure.
 */
export function podOf(definition: Definition, settings: PodSettings, node?: string): V1Pod {
  const { name } = definition;
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: podName(name, node),
      namespace: settings.namespace,
      labels: {
        ...settings.labels,
        [pluginLabel]: name,
        "app.kubernetes.io/name": "conformance-plugin",
        component: "sonobuoy",
        tier: "analysis",
        "sonobuoy-component": "plugin",
        "sonobuoy-plugin": name,
      },
      annotations: {
        "sonobuoy-driver": definition.driver,
        "sonobuoy-plugin": name,
        "cluster-autoscaler.kubernetes.io/safe-to-evict": "false",
        ...(node === undefined ? {} : { [nodeAnnotation]: node }),
      },
    },
    spec: specOf(definition, settings, node),
  };
}

/** The name of a plugin's pod: with the node's if there is one, shortened to what a host name takes. */
export function podName(plugin: string, node: string | undefined): string {
  const whole = node === undefined ? plugin : `${plugin}-${node}`;
  if (whole.length <= longestName) return whole;
  const hash = createHash("sha256").update(whole).digest("hex").slice(0, 8);
  return `${whole.slice(0, longestName - hash.length - 1).replace(/[-.]+$/, "")}-${hash}`;
}

const longestName = 63;

function specOf(definition: Definition, settings: PodSettings, node: string | undefined): V1PodSpec {
  const base = definition.podSpec ?? defaultSpec(definition.driver);
  const { containers, initContainers } = base;
  const paths = resultsPaths(definition);
  const withToken = base.automountServiceAccountToken !== false;
  const prepared = (container: V1Container) => (withToken ? withMounts(container, [tokenMount]) : container);
  const config = settings.configMap === undefined ? [] : [configMount(definition)];
  const mounts = [...paths.map(resultsMount), ...config];
  const own = { ...definition.container, image: imageOf(definition.container.image, settings) };
  const plugins = [
    ...containers.map((sidecar) => pluginContainer(sidecar, settings, noChanges, mounts)),
    pluginContainer(own, settings, settings.env, mounts),
  ].map(prepared);
  const collector = collectorContainer(
    {
      image: settings.collectorImage,
      resultsPath: pluginResults,
      progressPort: settings.progressPort,
      doneDelay: usualDelay,
      lifetime: settings.lifetime,
    },
    paths.map(resultsMount),
  );
  const { serviceAccount, ...rest } = base;
  const account = base.serviceAccountName ?? serviceAccount;
  const secret = settings.pullSecret;
  return {
    ...rest,
    restartPolicy: definition.driver === "DaemonSet" ? "Never" : (base.restartPolicy ?? "Never"),
    ...(account === undefined
      ? {}
      : { serviceAccountName: account === sonobuoyAccount ? settings.account : account }),
    // mounted only where a plugin may want it
    automountServiceAccountToken: false,
    terminationGracePeriodSeconds: base.terminationGracePeriodSeconds ?? gracePeriod,
    ...(secret === undefined
      ? {}
      : { imagePullSecrets: [...(base.imagePullSecrets ?? []), { name: secret }] }),
    ...(node === undefined
      ? {}
      : { affinity: onNode(base, node), tolerations: [...(base.tolerations ?? []), ...onEveryNode(base)] }),
    ...(initContainers === undefined ? {} : { initContainers: initContainers.map(prepared) }),
    containers: [...plugins, collector],
    volumes: volumesOf(definition, base, settings, withToken),
  };
}

const noChanges: EnvChanges = new Map();

function volumesOf(
  definition: Definition,
  { volumes = [] }: V1PodSpec,
  { configMap }: PodSettings,
  withToken: boolean,
): V1Volume[] {
  const given = [...volumes, ...definition.extraVolumes];
  const own: V1Volume[] = [
    { name: "results", emptyDir: {} },
    ...(configMap === undefined
      ? []
      : [{ name: configMount(definition).name, configMap: { name: configMap } }]),
    ...(withToken ? [token] : []),
  ];
  return [...given, ...own.filter(({ name }) => !given.some((volume) => volume.name === name))];
}

/** Sonobuoy's name of the volume, unless the plugin's name has a dot, which a volume's may not have. */
function configMount({ name }: Definition): V1VolumeMount {
  const usual = `sonobuoy-${name}-vol`;
  const isValid = usual.length <= longestName && !usual.includes(".");
  return { name: isValid ? usual : "kubectl-conformance-config", mountPath: pluginConfig };
}

const tokenMount: V1VolumeMount = { name: tokenVolume, mountPath: accountPath, readOnly: true };

/** The token that the API server would mount into every container of the pod, the collector too. */
const token: V1Volume = {
  name: tokenVolume,
  projected: {
    sources: [
      { serviceAccountToken: { path: "token", expirationSeconds: tokenSeconds } },
      { configMap: { name: "kube-root-ca.crt", items: [{ key: "ca.crt", path: "ca.crt" }] } },
      {
        downwardAPI: {
          items: [{ path: "namespace", fieldRef: { apiVersion: "v1", fieldPath: "metadata.namespace" } }],
        },
      },
    ],
  },
};

function defaultSpec(driver: Definition["driver"]): V1PodSpec {
  const common = { serviceAccountName: sonobuoyAccount, containers: [] };
  if (driver === "Job")
    return {
      ...common,
      restartPolicy: "Never",
      nodeSelector: { "kubernetes.io/os": "linux" },
      tolerations: [
        { key: "node-role.kubernetes.io/master", operator: "Exists", effect: "NoSchedule" },
        // its name since Kubernetes 1.24, which Sonobuoy lacks
        { key: "node-role.kubernetes.io/control-plane", operator: "Exists", effect: "NoSchedule" },
        { key: "CriticalAddonsOnly", operator: "Exists" },
        { key: "kubernetes.io/e2e-evict-taint-key", operator: "Exists" },
      ],
    };
  return {
    ...common,
    hostPID: true,
    hostIPC: true,
    hostNetwork: true,
    dnsPolicy: "ClusterFirstWithHostNet",
    tolerations: [{ operator: "Exists" }],
    volumes: [{ name: "root", hostPath: { path: "/" } }],
  };
}

/** As the DaemonSet controller binds a pod: the node's name in place of the affinity, which chose the node before. */
function onNode({ affinity }: V1PodSpec, node: string): V1Affinity {
  const { nodeAffinity, ...others } = affinity ?? {};
  const { preferredDuringSchedulingIgnoredDuringExecution: preferred } = nodeAffinity ?? {};
  return {
    ...others,
    nodeAffinity: {
      ...(preferred === undefined ? {} : { preferredDuringSchedulingIgnoredDuringExecution: preferred }),
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchFields: [{ key: "metadata.name", operator: "In", values: [node] }] }],
      },
    },
  };
}

/** What the DaemonSet controller adds (kubernetes, pkg/controller/daemon/util/daemonset_util.go). */
export function onEveryNode({ hostNetwork }: V1PodSpec): V1Toleration[] {
  const tolerate = (key: string, effect: string): V1Toleration => ({
    key: `node.kubernetes.io/${key}`,
    operator: "Exists",
    effect,
  });
  return [
    tolerate("not-ready", "NoExecute"),
    tolerate("unreachable", "NoExecute"),
    tolerate("disk-pressure", "NoSchedule"),
    tolerate("memory-pressure", "NoSchedule"),
    tolerate("pid-pressure", "NoSchedule"),
    tolerate("unschedulable", "NoSchedule"),
    ...(hostNetwork === true ? [tolerate("network-unavailable", "NoSchedule")] : []),
  ];
}

/** Sonobuoy's place for the results, and those that the definition's own mounts name. */
function resultsPaths({ container, podSpec }: Definition): string[] {
  const mounts = [container, ...(podSpec?.containers ?? [])].flatMap(({ volumeMounts = [] }) => volumeMounts);
  const given = mounts
    .filter(({ name }) => name === "results")
    .map(({ mountPath }) => mountPath.replaceAll(/\$\((?:SONOBUOY_)?RESULTS_DIR\)/g, pluginResults))
    .filter((path) => path.startsWith("/"));
  return [...new Set([pluginResults, ...given])];
}

function resultsMount(mountPath: string): V1VolumeMount {
  return { name: "results", mountPath };
}

function pluginContainer(
  container: V1Container,
  settings: PodSettings,
  changes: EnvChanges,
  mounts: readonly V1VolumeMount[],
): V1Container {
  const { volumeMounts = [], env = [] } = container;
  const own = new Set(mounts.map(({ name }) => name));
  const others = volumeMounts.filter(({ name }) => !own.has(name));
  return {
    ...container,
    env: pluginEnv(env, changes, settings),
    volumeMounts: [...others, ...mounts],
  };
}

function withMounts(container: V1Container, mounts: readonly V1VolumeMount[]): V1Container {
  const { volumeMounts = [] } = container;
  const taken = new Set(volumeMounts.map(({ mountPath }) => mountPath));
  const free = mounts.filter(({ mountPath }) => !taken.has(mountPath));
  return { ...container, volumeMounts: [...volumeMounts, ...free] };
}

/** Sonobuoy replaces only this, and only in the plugin's own container. */
function imageOf(image: string | undefined, settings: PodSettings): string {
  return (settings.image ?? image ?? "").replaceAll("$SONOBUOY_K8S_VERSION", settings.server);
}
