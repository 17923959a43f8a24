import type { Pod } from "../../cluster/object.ts";
import type { Cell } from "../../cluster/store.ts";
import { age } from "./age.ts";

/** A pod's cells as the server prints them (kubernetes `pkg/printers/internalversion` `printPod`). */
export function podRow(pod: Pod, now: number): Cell[] {
  const statuses = pod.status.containerStatuses ?? [];
  const ready = statuses.filter((container) => container.ready && container.state.running !== undefined);
  const gates = pod.spec.readinessGates?.length ?? 0;
  return [
    pod.metadata.name,
    `${ready.length}/${pod.spec.containers.length}`,
    reason(pod),
    String(statuses.reduce((sum, container) => sum + container.restartCount, 0)),
    age(pod.metadata.creationTimestamp, now),
    pod.status.podIP ?? "<none>",
    pod.spec.nodeName ?? "<none>",
    pod.status.nominatedNodeName ?? "<none>",
    gates === 0 ? "<none>" : `0/${gates}`,
  ];
}

/** The STATUS column. */
function reason(pod: Pod): string {
  const { phase = "Unknown", conditions = [] } = pod.status;
  const terminal = phase === "Succeeded" || phase === "Failed";
  if (pod.metadata.deletionTimestamp !== undefined && !terminal) return "Terminating";
  let text = pod.status.reason ?? phase;
  let failure: string | undefined;
  let running = false;
  for (const { state, ready } of (pod.status.containerStatuses ?? []).toReversed()) {
    if (state.waiting !== undefined) {
      text = state.waiting.reason;
    } else if (state.terminated !== undefined) {
      text = state.terminated.reason;
      if (state.terminated.exitCode !== 0) failure = text;
    } else if (ready) {
      running = true;
    }
  }
  if (text !== "Completed") return text;
  const podReady = conditions.some(({ type, status }) => type === "Ready" && status === "True");
  if (running && podReady) return "Running";
  return failure ?? (running ? "NotReady" : text);
}
