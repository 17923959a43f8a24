/** What was read from the cluster, or why it was not. */
export type Seen<T> =
  | { readonly kind: "seen"; readonly value: T }
  | { readonly kind: "unseen"; readonly why: string };

export interface NodeView {
  readonly name: string;
  readonly isReady: boolean;
  readonly isSchedulable: boolean;
  /** Allocatable resources other than cpu, memory, storage and pods, with more than none of each. */
  readonly devices: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
}

export interface DeviceClassView {
  readonly name: string;
  /** The resource name of a device plugin that it takes over (`spec.extendedResourceName`). */
  readonly extendedResource: string | undefined;
}

export interface SliceView {
  readonly driver: string;
  readonly node: string;
  readonly devices: number;
  /** Devices that are parts of others: they use shared counters. */
  readonly partitions: number;
  /** The versions of drivers that devices have as attributes. */
  readonly versions: readonly string[];
}

/** A Deployment, DaemonSet or StatefulSet. */
export interface WorkloadView {
  readonly kind: "deployment" | "daemonset" | "statefulset";
  readonly namespace: string;
  readonly name: string;
  readonly images: readonly string[];
  readonly ready: number;
  readonly wanted: number;
}

export interface WebhookView {
  /** `validatingwebhookconfiguration/validator.trainer.kubeflow.org` */
  readonly object: string;
  /** `kubeflow-system/kubeflow-trainer`; undefined for a URL. */
  readonly service: string | undefined;
}

/** The cluster as the judges see it. */
export interface View {
  /** `v1.37.2` */
  readonly server: string;
  /** The versions of each API group that is served, the preferred one first. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  readonly nodes: Seen<readonly NodeView[]>;
  readonly deviceClasses: Seen<readonly DeviceClassView[]>;
  readonly slices: Seen<readonly SliceView[]>;
  readonly runtimeClasses: Seen<readonly { readonly name: string; readonly handler: string }[]>;
  readonly workloads: Seen<readonly WorkloadView[]>;
  readonly gatewayClasses: Seen<
    readonly { readonly name: string; readonly controller: string; readonly isAccepted: boolean }[]
  >;
  /** Names of custom resource definitions: `rayclusters.ray.io`. */
  readonly crds: Seen<readonly string[]>;
  /** Groups that an extension server serves: `v1beta1.custom.metrics.k8s.io`. */
  readonly apiServices: Seen<readonly { readonly name: string; readonly isAvailable: boolean }[]>;
  readonly webhooks: Seen<readonly WebhookView[]>;
  /** Services with at least one ready endpoint: `namespace/name`. */
  readonly services: Seen<ReadonlySet<string>>;
}

/** The value; `empty` if it was not read. */
export function valueOr<T>(seen: Seen<T>, empty: T): T {
  return seen.kind === "seen" ? seen.value : empty;
}
