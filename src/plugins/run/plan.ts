import type { V1Node } from "@kubernetes/client-node";
import type { Definition } from "../definition/definition.ts";
import type { EnvChanges } from "../pods/environment.ts";
import { type Level, levelOf } from "../pods/level.ts";
import { nodePlaces } from "../pods/nodes.ts";
import { type PodSettings, podOf } from "../pods/pod.ts";

/** What the run's account may do: nothing, read everything, or everything. */
export const permissions = ["none", "read", "admin"] as const;
export type Permissions = (typeof permissions)[number];

/** A plugin as the user wants it run. */
export interface Wanted {
  readonly definition: Definition;
  /** The text of its file. */
  readonly text: string;
  readonly env: EnvChanges;
  readonly image: string | undefined;
}

/** Where a plugin runs, or why it does not: a place for each result. */
export interface Unit {
  readonly plugin: string;
  /** Undefined for the one pod of a Job. */
  readonly node: string | undefined;
  /** Why it does not even start. */
  readonly refused: string | undefined;
}

/** A plugin with its places. */
export interface Planned extends Wanted {
  readonly units: readonly Unit[];
  readonly progressPort: number;
}

/** A run of plugins, decided; nothing has happened yet. */
export interface PluginPlan {
  readonly id: string;
  readonly namespace: string;
  readonly permissions: Permissions;
  readonly level: Level;
  readonly collectorImage: string;
  readonly imagePullSecret: { readonly namespace: string; readonly name: string } | undefined;
  /** Milliseconds that each plugin may take. */
  readonly timeout: number;
  readonly server: string;
  readonly plugins: readonly Planned[];
}

// where Sonobuoy's worker listens
const usualPort = 8099;
// milliseconds that a pod waits for somebody to fetch its results
const keepResults = 24 * 3_600_000;

/** The name under which the results of a place are kept. */
export function unitName({ node }: Pick<Unit, "node">): string {
  return node ?? "global";
}

/** Decides where plugins run. Pure. A DaemonSet without any node is one place that is refused. */
export function plannedPlugins(wanted: readonly Wanted[], nodes: readonly V1Node[]): Planned[] {
  let onHost = 0;
  return wanted.map((one) => {
    const { definition } = one;
    const spec = podOf(definition, sample).spec ?? { containers: [] };
    // on the host's network, plugins of one node share its ports
    const progressPort = spec.hostNetwork === true ? usualPort + onHost++ : usualPort;
    return { ...one, progressPort, units: unitsOf(definition, spec, nodes) };
  });
}

function unitsOf(
  { name, driver }: Definition,
  spec: Parameters<typeof nodePlaces>[0],
  nodes: readonly V1Node[],
): Unit[] {
  if (driver === "Job") return [{ plugin: name, node: undefined, refused: undefined }];
  const units = nodePlaces(spec, nodes).flatMap((place) =>
    place.kind === "unwanted"
      ? []
      : [{ plugin: name, node: place.node, refused: place.kind === "refused" ? place.why : undefined }],
  );
  if (units.length > 0) return units;
  return [
    {
      plugin: name,
      node: undefined,
      refused: "its node selector and affinity choose none of the cluster's nodes",
    },
  ];
}

const sample: PodSettings = {
  namespace: "conformance-plugins",
  labels: {},
  account: "conformance",
  server: "",
  collectorImage: "collector",
  configMap: undefined,
  env: new Map(),
  progressPort: usualPort,
  lifetime: 0,
};

const order: readonly Level[] = ["restricted", "baseline", "privileged"];

/** The strictest Pod Security level that admits the pods of all plugins. */
export function levelFor(wanted: readonly Pick<Wanted, "definition">[]): Level {
  const levels = wanted.map(
    ({ definition }) => levelOf(podOf(definition, sample).spec ?? { containers: [] }).level,
  );
  return order.findLast((level) => levels.includes(level)) ?? "restricted";
}

/** How long a collector lives: as long as its plugin may take, and then until somebody comes for the results. */
export function collectorLifetime({ timeout }: Pick<PluginPlan, "timeout">): number {
  return timeout + keepResults;
}
