import type { V1Pod } from "@kubernetes/client-node";
import { UserError } from "../../errors.ts";
import type { Cluster } from "../../kube/cluster.ts";
import { readText } from "../../kube/transport.ts";
import { runLabel } from "../../run/identity.ts";
import { isBeingMade, type RunStatus } from "../../run/status.ts";
import { collectorName } from "../definition/hints.ts";
import { collectorSays } from "../pods/collector.ts";
import { podName } from "../pods/pod.ts";
import { collectorRuns, viewOf } from "./pod-fault.ts";
import type { PluginMarks } from "./state.ts";

/** How a place of a run is, without following it. */
export type PlaceState = "waiting" | "running" | "ended" | "failed" | "gone";

// bytes: `done` is its last word
const tail = 64 * 1024;
// pods whose logs are read for it
const mostLogs = 200;

/**
 * Reads the state of a run of plugins, in the form of one of the suite: its mode is `plugins`, and its progress counts pods. `now` is
 * milliseconds since the epoch.
 */
export async function readPluginStatus(
  cluster: Cluster,
  marks: PluginMarks,
  now: number,
): Promise<RunStatus> {
  const { id, namespace, created, state } = marks;
  const { items } = await cluster.core.listNamespacedPod({
    namespace: namespace.name,
    labelSelector: `${runLabel}=${id}`,
  });
  const pods = new Map(items.map((pod) => [pod.metadata?.name ?? "", pod]));
  const places = await Promise.all(
    state.plugins.flatMap(({ name, units }) =>
      units.map(async ({ node, refused }, index) => {
        if (refused !== undefined) return "failed" as const;
        const pod = pods.get(podName(name, node));
        return pod === undefined ? ("gone" as const) : placeOf(cluster, pod, index < mostLogs);
      }),
    ),
  );
  return pluginStatus(marks, places, isBeingMade(created, items.length > 0, now));
}

/** The state of a run from that of its places; `young` if its pods may be about to be created. Pure. */
export function pluginStatus(
  { id, namespace, created, state }: PluginMarks,
  places: readonly PlaceState[],
  young: boolean,
): RunStatus {
  const count = (...states: readonly PlaceState[]) => places.filter((place) => states.includes(place)).length;
  const names = state.plugins.map(({ name }) => name).join(", ");
  const isGone = count("gone") === places.length;
  const isOver = count("waiting", "running") === 0;
  const common = {
    id,
    namespace: namespace.name,
    kubernetes: state.server,
    image: state.image,
    mode: "plugins",
    processes: Math.max(1, places.length),
    started: created.toISOString(),
    progress: {
      total: places.length,
      passed: count("ended"),
      failed: count("failed", "gone"),
      remaining: count("waiting", "running"),
    },
  };
  if (isGone && young)
    return { ...common, phase: "starting", reason: `${names}: the pods are about to be created` };
  if (isGone) return { ...common, phase: "lost", reason: `${names}: the pods are gone` };
  if (isOver)
    return {
      ...common,
      phase: "ended",
      reason: `${names}: to fetch the results: kubectl conformance attach ${id}`,
    };
  return { ...common, phase: count("running") > 0 ? "running" : "starting", reason: names };
}

async function placeOf(cluster: Cluster, pod: V1Pod, mayRead: boolean): Promise<PlaceState> {
  const view = viewOf(pod);
  if (view.kind === "failed") return "failed";
  if (view.kind === "waiting") return "waiting";
  if (view.kind === "succeeded") return "ended";
  return mayRead && collectorRuns(pod) && (await saidDone(cluster, pod)) ? "ended" : "running";
}

async function saidDone({ send }: Cluster, { metadata }: V1Pod): Promise<boolean> {
  try {
    const reply = await send({
      method: "GET",
      path: `/api/v1/namespaces/${metadata?.namespace}/pods/${metadata?.name}/log`,
      query: { container: collectorName, tailLines: 20, limitBytes: tail },
      headers: { Accept: "*/*" },
    });
    return (await readText(reply.body)).split("\n").includes(collectorSays.done);
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}
