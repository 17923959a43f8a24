import type { V1Container, V1PodSpec } from "@kubernetes/client-node";
import type { Definition } from "./definition/definition.ts";
import { collectorName } from "./definition/hints.ts";
import { type LevelNeed, levelOf } from "./pods/level.ts";
import { podOf, sonobuoyAccount } from "./pods/pod.ts";

/** A folder of the node that the plugin sees. */
export interface HostPath {
  readonly path: string;
  readonly isReadOnly: boolean;
}

/** What a plugin needs from the cluster. */
export interface Needs {
  /** Pod Security. */
  readonly level: LevelNeed;
  /** Of the host: `hostPID`, `hostNetwork`, `hostIPC`, `privileged`. */
  readonly host: readonly string[];
  readonly hostPaths: readonly HostPath[];
  readonly images: readonly string[];
  /** Whose permissions its calls to the API have. */
  readonly account: "run" | "default" | "none" | { readonly named: string };
  /** What must exist in the namespace before the run: `configmap app-settings`. */
  readonly objects: readonly string[];
}

const sample = {
  namespace: "conformance-plugins",
  labels: {},
  account: sonobuoyAccount,
  server: "$SONOBUOY_K8S_VERSION",
  collectorImage: "collector",
  env: new Map<string, string>(),
  progressPort: 8099,
  lifetime: 0,
};

/** What a definition needs, by the pod that it becomes. Pure. */
export function needsOf(definition: Definition): Needs {
  const hasConfig = Object.keys(definition.configMap).length > 0;
  const configMap = hasConfig ? ownConfig : undefined;
  const spec = podOf(definition, { ...sample, configMap }).spec ?? { containers: [] };
  const plugins = [...(spec.initContainers ?? []), ...spec.containers].filter(
    ({ name }) => name !== collectorName,
  );
  return {
    level: levelOf(spec),
    host: hostOf(spec, plugins),
    hostPaths: hostPathsOf(spec, plugins),
    images: [...new Set(plugins.flatMap(({ image }) => (image === undefined ? [] : [image])))],
    account: accountOf(definition),
    objects: [...new Set([...volumeObjects(spec), ...plugins.flatMap(containerObjects)])].filter(
      (object) => object !== `configmap ${ownConfig}`,
    ),
  };
}

// no name that a definition can have
const ownConfig = "$own";

function hostOf(spec: V1PodSpec, containers: readonly V1Container[]): string[] {
  const found: string[] = (["hostNetwork", "hostPID", "hostIPC"] as const).filter(
    (name) => spec[name] === true,
  );
  if (containers.some(({ securityContext }) => securityContext?.privileged === true))
    found.push("privileged");
  return found;
}

function hostPathsOf({ volumes = [] }: V1PodSpec, containers: readonly V1Container[]): HostPath[] {
  return volumes.flatMap(({ name, hostPath }) => {
    if (hostPath === undefined) return [];
    const mounts = containers.flatMap(({ volumeMounts = [] }) =>
      volumeMounts.filter((mount) => mount.name === name),
    );
    if (mounts.length === 0) return [];
    return [{ path: hostPath.path, isReadOnly: mounts.every(({ readOnly }) => readOnly === true) }];
  });
}

function accountOf({ podSpec }: Definition): Needs["account"] {
  if (podSpec?.automountServiceAccountToken === false) return "none";
  const name = podSpec?.serviceAccountName ?? podSpec?.serviceAccount;
  if (podSpec === undefined || name === sonobuoyAccount) return "run";
  return name === undefined || name === "default" ? "default" : { named: name };
}

// every namespace has it
const everywhere = "kube-root-ca.crt";

function volumeObjects({ volumes = [] }: V1PodSpec): string[] {
  return volumes.flatMap(({ configMap, secret, persistentVolumeClaim, projected }) => [
    ...need("configmap", configMap),
    ...need(
      "secret",
      secret === undefined ? undefined : { name: secret.secretName, optional: secret.optional },
    ),
    ...need("persistentvolumeclaim", persistentVolumeClaim && { name: persistentVolumeClaim.claimName }),
    ...(projected?.sources ?? []).flatMap((source) => [
      ...need("configmap", source.configMap),
      ...need("secret", source.secret),
    ]),
  ]);
}

function containerObjects({ env = [], envFrom = [] }: V1Container): string[] {
  return [
    ...env.flatMap(({ valueFrom }) => [
      ...need("configmap", valueFrom?.configMapKeyRef),
      ...need("secret", valueFrom?.secretKeyRef),
    ]),
    ...envFrom.flatMap(({ configMapRef, secretRef }) => [
      ...need("configmap", configMapRef),
      ...need("secret", secretRef),
    ]),
  ];
}

function need(
  kind: string,
  reference: { readonly name?: string | undefined; readonly optional?: boolean | undefined } | undefined,
): string[] {
  const { name, optional = false } = reference ?? {};
  return name === undefined || optional || name === everywhere ? [] : [`${kind} ${name}`];
}
