import type { Clock } from "../clock.ts";
import type { KubeObject, Pod } from "../cluster/object.ts";
import { record } from "../cluster/recorder.ts";
import { nodes, pods } from "../cluster/resources.ts";
import type { Store } from "../cluster/store.ts";

/** Places a pod on a node whose labels it selects; undefined if there is none, which the pod's status then says. */
export function schedule(store: Store, clock: Clock, pod: Pod): KubeObject | undefined {
  const all = store.list(nodes).map(({ object }) => object);
  const node = all.findLast((candidate) => fits(pod, candidate));
  const from = "default-scheduler";
  const condition = { type: "PodScheduled", lastProbeTime: null, lastTransitionTime: clock.timestamp() };
  if (node === undefined) {
    const message = unschedulable(all.length);
    const conditions = [{ ...condition, status: "False", reason: "Unschedulable", message }];
    store.update(pods, { ...pod, status: { ...pod.status, conditions } });
    record(store, clock, pod, { type: "Warning", reason: "FailedScheduling", message, from });
    return undefined;
  }
  store.update(pods, {
    ...pod,
    spec: { ...pod.spec, nodeName: node.metadata.name },
    status: { ...pod.status, conditions: [{ ...condition, status: "True" }] },
  });
  const message = `Successfully assigned ${pod.metadata.namespace}/${pod.metadata.name} to ${node.metadata.name}`;
  record(store, clock, pod, { type: "Normal", reason: "Scheduled", message, from });
  return node;
}

function fits(pod: Pod, node: KubeObject): boolean {
  const wanted = Object.entries(pod.spec.nodeSelector ?? {});
  const named = pod.spec.nodeName === undefined || pod.spec.nodeName === node.metadata.name;
  return named && wanted.every(([key, value]) => node.metadata.labels?.[key] === value);
}

/** The scheduler's message if no node has the labels. */
function unschedulable(count: number): string {
  const none = `0/${count} nodes are available`;
  const why = `${count} node(s) didn't match Pod's node affinity/selector`;
  const preemption = `${none}: ${count} Preemption is not helpful for scheduling.`;
  return `${none}: ${why}. no new claims to deallocate, preemption: ${preemption}`;
}
