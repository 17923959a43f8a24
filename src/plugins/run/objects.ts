import type { V1ClusterRole, V1ClusterRoleBinding, V1ConfigMap, V1Pod } from "@kubernetes/client-node";
import { runLabel } from "../../run/identity.ts";
import { bindingName } from "../../run/plan/objects.ts";
import type { PlaceObjects } from "../../run/start.ts";
import { podOf } from "../pods/pod.ts";
import { collectorLifetime, type Planned, type PluginPlan, type Unit } from "./plan.ts";
import { stateOf, withPluginState } from "./state.ts";

/** Lets the account of a run read everything; none if it may not, or may do everything anyway. */
export interface ReadAccess {
  readonly role: V1ClusterRole;
  readonly binding: V1ClusterRoleBinding;
}

/** Everything that a run of plugins creates, except its pods. */
export interface PluginObjects {
  readonly place: PlaceObjects;
  readonly readAccess: ReadAccess | undefined;
  /** The pod of a place where a plugin runs. */
  readonly podFor: (plugin: Planned, unit: Unit) => V1Pod;
}

/**
 * The objects of a run of plugins. Pure. `chance` are letters that nobody can guess, as in a run of the suite. The binding that a run is known by
 * gives something only to a run with all permissions.
 */
export function pluginObjects(plan: PluginPlan, chance: string): PluginObjects {
  const { id, namespace, level, imagePullSecret } = plan;
  const account = `conformance-${chance}`;
  const labels = { [runLabel]: id };
  const subjects = [{ kind: "ServiceAccount", name: account, namespace }];
  const isCopied = imagePullSecret !== undefined && imagePullSecret.namespace !== namespace;
  const copy = isCopied ? `image-pull-${chance}` : undefined;
  const binding: V1ClusterRoleBinding = {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRoleBinding",
    metadata: { name: bindingName(id), labels },
    // only who may give cluster-admin can create it: so a run is never forged
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "cluster-admin" },
    subjects: plan.permissions === "admin" ? subjects : [],
  };
  const mapName = (plugin: string) => `plugin-${plugin}-${chance}`;
  const configMaps: V1ConfigMap[] = plan.plugins.flatMap(({ definition: { name, configMap } }) =>
    Object.keys(configMap).length === 0
      ? []
      : [
          {
            apiVersion: "v1",
            kind: "ConfigMap",
            metadata: { name: mapName(name), namespace, labels },
            data: configMap,
          },
        ],
  );
  return {
    place: {
      namespace: {
        apiVersion: "v1",
        kind: "Namespace",
        metadata: { name: namespace, labels: { ...labels, "pod-security.kubernetes.io/enforce": level } },
      },
      serviceAccount: {
        apiVersion: "v1",
        kind: "ServiceAccount",
        metadata: { name: account, namespace, labels },
        automountServiceAccountToken: false,
      },
      configMaps,
      pullSecret: copy,
      binding: withPluginState(binding, stateOf(plan), account),
    },
    readAccess: plan.permissions === "read" ? readAccess(id, subjects) : undefined,
    podFor: ({ definition, env, image, progressPort }, { node }) => {
      const hasConfig = Object.keys(definition.configMap).length > 0;
      return podOf(
        definition,
        {
          namespace,
          labels,
          account,
          server: plan.server,
          collectorImage: plan.collectorImage,
          pullSecret: copy ?? imagePullSecret?.name,
          configMap: hasConfig ? mapName(definition.name) : undefined,
          image,
          env,
          progressPort,
          lifetime: collectorLifetime(plan),
        },
        node,
      );
    },
  };
}

/** The name of the cluster role, and of its binding, of a run that may read everything. */
export function readAccessName(id: string): string {
  return `${bindingName(id)}-read`;
}

/** As Sonobuoy's `--aggregator-permissions clusterRead` (v0.57, pkg/client/gen.go). */
function readAccess(id: string, subjects: NonNullable<V1ClusterRoleBinding["subjects"]>): ReadAccess {
  const name = readAccessName(id);
  const apiGroup = "rbac.authorization.k8s.io";
  return {
    role: {
      apiVersion: `${apiGroup}/v1`,
      kind: "ClusterRole",
      metadata: { name },
      rules: [
        { apiGroups: ["*"], resources: ["*"], verbs: ["get", "list", "watch"] },
        { nonResourceURLs: ["/metrics", "/logs", "/logs/*"], verbs: ["get"] },
      ],
    },
    binding: {
      apiVersion: `${apiGroup}/v1`,
      kind: "ClusterRoleBinding",
      metadata: { name },
      roleRef: { apiGroup, kind: "ClusterRole", name },
      subjects,
    },
  };
}
