import { createHash } from "node:crypto";
import type { Condition, ContainerState, ContainerStatus, Pod, PodStatus } from "../cluster/object.ts";

/** What is known about a pod on its node. */
export interface OnNode {
  readonly pod: Pod;
  readonly hostIP: string;
  /** Set once the pod's sandbox has its network. */
  readonly podIP?: string;
  readonly started: string;
  readonly states: ReadonlyMap<string, ContainerState>;
  /** The current time, as objects have it. */
  readonly now: string;
}

/** The status that the kubelet reports for a pod. */
export function kubeletStatus(node: OnNode): PodStatus {
  const containerStatuses = node.pod.spec.containers.map(({ name, image }): ContainerStatus => {
    const state = node.states.get(name) ?? { waiting: { reason: "ContainerCreating" } };
    const running = state.running !== undefined;
    const begun = state.waiting === undefined;
    return {
      name,
      state,
      lastState: {},
      ready: running,
      started: running,
      restartCount: 0,
      image,
      imageID: begun ? imageId(image) : "",
      ...(begun && { containerID: containerId(node.pod, name) }),
    };
  });
  const phase = phaseOf(containerStatuses);
  const unready = containerStatuses
    .filter((container) => !container.ready)
    .map((container) => container.name);
  return {
    ...node.pod.status,
    phase,
    conditions: conditions(node, phase, unready),
    hostIP: node.hostIP,
    hostIPs: [{ ip: node.hostIP }],
    ...(node.podIP !== undefined && { podIP: node.podIP, podIPs: [{ ip: node.podIP }] }),
    startTime: node.started,
    containerStatuses,
  };
}

/** `containerd://…`, always the same for a pod's container. */
export function containerId(pod: Pod, container: string): string {
  return `containerd://${digest(`${pod.metadata.uid}/${container}`)}`;
}

/** `repository@sha256:…` for an image name. */
function imageId(image: string): string {
  return `${image.replace(/:[^/:]*$/, "")}@sha256:${digest(image)}`;
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function phaseOf(statuses: readonly ContainerStatus[]): string {
  const ended = statuses.flatMap(({ state }) => (state.terminated === undefined ? [] : [state.terminated]));
  if (ended.length === statuses.length) {
    return ended.every(({ exitCode }) => exitCode === 0) ? "Succeeded" : "Failed";
  }
  return statuses.some(({ state }) => state.waiting !== undefined) ? "Pending" : "Running";
}

/** The pod's conditions; each keeps its transition time until it changes. */
function conditions(node: OnNode, phase: string, unready: readonly string[]): Condition[] {
  const done = phase === "Succeeded" ? "PodCompleted" : "ContainersNotReady";
  const missing =
    unready.length === 0
      ? {}
      : {
          reason: phase === "Failed" ? "PodFailed" : done,
          ...(phase !== "Succeeded" &&
            phase !== "Failed" && { message: `containers with unready status: [${unready.join(" ")}]` }),
        };
  const ready = unready.length === 0;
  const wanted: Omit<Condition, "lastTransitionTime">[] = [
    condition("PodReadyToStartContainers", node.podIP !== undefined),
    condition("Initialized", true),
    { ...condition("Ready", ready), ...missing },
    { ...condition("ContainersReady", ready), ...missing },
    condition("PodScheduled", true),
  ];
  return wanted.map((next) => {
    const last = node.pod.status.conditions?.find(({ type }) => type === next.type);
    const lastTransitionTime = last?.status === next.status ? last.lastTransitionTime : node.now;
    return { ...next, lastProbeTime: null, lastTransitionTime };
  });
}

function condition(type: string, holds: boolean): Omit<Condition, "lastTransitionTime"> {
  return { type, status: holds ? "True" : "False" };
}
