import type { DumpedContainer, DumpedPod } from "./pod-dump.ts";

/** What keeps a pod from doing what a spec waits for, in a line; undefined if its status does not say. */
export function podTrouble(pod: DumpedPod): string | undefined {
  const whose = pod.name === undefined ? "the pod" : `pod ${pod.name}`;
  const where = pod.node === undefined ? "" : ` on ${pod.node}`;
  for (const container of pod.containers) {
    const words = containerTrouble(container, where);
    if (words !== undefined) return words;
  }
  if (pod.unschedulable !== undefined) return `${whose} is not scheduled: ${pod.unschedulable}`;
  if (pod.reason !== undefined && pod.reason !== "")
    return `${whose}${where}: ${joined(pod.reason, pod.message)}`;
  return undefined;
}

/** The pod's phase, which says little. */
export function podPhase({ name, phase, node }: DumpedPod): string | undefined {
  if (phase === undefined) return undefined;
  const where = node === undefined ? "" : ` on ${node}`;
  return `${name === undefined ? "the pod" : `pod ${name}`}${where} is ${phase}`;
}

// every container passes through these states
const ordinary = new Set(["ContainerCreating", "PodInitializing", undefined]);

function containerTrouble(container: DumpedContainer, where: string): string | undefined {
  const { name = "a container", image, waiting, terminated, lastTerminated } = container;
  if (waiting !== undefined && !ordinary.has(waiting.reason)) {
    if (/ImagePull|ErrImage|InvalidImageName/.test(waiting.reason ?? "")) {
      const of = image === undefined ? "" : ` of ${image}`;
      // the kubelet reports the error behind the back-off since Kubernetes 1.32
      const [, error, why] =
        /\b(ErrImagePull|ErrImageNeverPull|RegistryUnavailable): (.*)$/s.exec(waiting.message ?? "") ?? [];
      return joined(`${error ?? waiting.reason}${of}${where}`, why ?? waiting.message);
    }
    const last = lastTerminated === undefined ? undefined : ending(lastTerminated);
    const why = last === undefined ? waiting.message : `it ended ${last}`;
    return joined(`${waiting.reason} of ${name}${where}`, why);
  }
  if (terminated !== undefined && terminated.exitCode !== undefined && terminated.exitCode !== "0")
    return `container ${name}${where} ended ${ending(terminated)}`;
  return undefined;
}

function ending({ exitCode, reason, message }: NonNullable<DumpedContainer["terminated"]>): string {
  const code = `with exit code ${exitCode ?? "unknown"}`;
  const why = reason === undefined || reason === "Error" ? "" : ` (${reason})`;
  return joined(`${code}${why}`, message);
}

function joined(what: string, why: string | undefined): string {
  return why === undefined || why === "" ? what : `${what}: ${why}`;
}
