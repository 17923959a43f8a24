import type { V1ContainerStatus, V1Pod } from "@kubernetes/client-node";
import { collectorName } from "../definition/hints.ts";

/** How a plugin's pod is, as far as its own status says. */
export type PodView =
  /** Not running yet; `text` says what it waits for, and is empty if nobody has said anything. */
  | { readonly kind: "waiting"; readonly text: string; readonly patience: number | undefined }
  | { readonly kind: "running" }
  /** All containers of the plugin have ended well. */
  | { readonly kind: "succeeded" }
  /** It cannot end well any more; `isGone`: nothing can be read from it either. */
  | { readonly kind: "failed"; readonly text: string; readonly isGone: boolean; readonly container?: string };

// milliseconds that something may take which usually passes
const brief = 10_000;
const short = 20_000;

/** Reasons of a waiting container that nothing changes, and those that may pass. */
const hopeless: ReadonlySet<string> = new Set(["InvalidImageName", "ErrImageNeverPull"]);
const doubtful: Readonly<Record<string, number>> = {
  ErrImagePull: short,
  ImagePullBackOff: short,
  CreateContainerConfigError: brief,
  CreateContainerError: short,
  RunContainerError: short,
};

// what registries say about an image that is not there, or not for everybody
const noImage = /not found|manifest unknown|name unknown|denied|unauthorized|authentication required/i;

// restarts that a definition asked for, until its container has failed (as Sonobuoy's limit)
const mostRestarts = 2;

/** Whether something can be read from a pod: its collector runs. */
export function collectorRuns(pod: V1Pod | undefined): boolean {
  const all = pod?.status?.containerStatuses ?? [];
  return all.some(({ name, state }) => name === collectorName && state?.running !== undefined);
}

/** What the status of a pod means for its plugin. Pure. */
export function viewOf(pod: V1Pod): PodView {
  const { status = {}, metadata, spec } = pod;
  if (status.phase === "Failed" && status.reason !== undefined && status.reason !== "")
    return gone(`the pod failed: ${status.reason}${status.message ? `: ${status.message}` : ""}`);
  if (metadata?.deletionTimestamp !== undefined) return gone("the pod was deleted");
  const scheduled = status.conditions?.find(({ type }) => type === "PodScheduled");
  if (scheduled?.status === "False")
    return { kind: "waiting", text: scheduled.message ?? scheduled.reason ?? "", patience: brief };
  const inits = status.initContainerStatuses ?? [];
  const all = status.containerStatuses ?? [];
  const own = all.filter(({ name }) => name !== collectorName);
  const collector = all.find(({ name }) => name === collectorName);
  const mayRestart = spec?.restartPolicy !== "Never";
  for (const one of [...inits, ...own]) {
    const failed = failureOf(one, mayRestart);
    if (failed !== undefined) return { kind: "failed", isGone: false, container: one.name, ...failed };
  }
  if (collector?.state?.terminated !== undefined)
    return gone(
      `the container that collects the results ended with exit code ${collector.state.terminated.exitCode}`,
    );
  const expected = (spec?.containers.length ?? 1) - 1;
  if (own.length >= expected && own.length > 0 && own.every(hasSucceeded)) return { kind: "succeeded" };
  for (const one of [...inits, ...all]) {
    const waiting = one.state?.waiting;
    if (waiting?.reason === undefined || waiting.reason === "PodInitializing") continue;
    if (waiting.reason === "CrashLoopBackOff") continue;
    const text = `container ${one.name}: ${waiting.reason}${waiting.message ? `: ${waiting.message}` : ""}`;
    const isHopeless =
      hopeless.has(waiting.reason) ||
      (waiting.reason === "ErrImagePull" && noImage.test(waiting.message ?? ""));
    if (isHopeless) return { kind: "failed", text, isGone: true, container: one.name };
    if (waiting.reason !== "ContainerCreating")
      return { kind: "waiting", text, patience: doubtful[waiting.reason] };
  }
  const isUp =
    all.length > expected &&
    all.every(({ state }) => state?.running !== undefined || state?.terminated !== undefined);
  return isUp ? { kind: "running" } : { kind: "waiting", text: "", patience: undefined };
}

function gone(text: string): PodView {
  return { kind: "failed", text, isGone: true };
}

/** Also in an earlier life, if the definition lets it be restarted. */
function hasSucceeded({ state, lastState }: V1ContainerStatus): boolean {
  return state?.terminated?.exitCode === 0 || lastState?.terminated?.exitCode === 0;
}

function failureOf(
  { name, state, lastState, restartCount }: V1ContainerStatus,
  mayRestart: boolean,
): { readonly text: string } | undefined {
  const ended = state?.terminated ?? (mayRestart ? lastState?.terminated : undefined);
  if (ended === undefined || ended.exitCode === 0) return undefined;
  const isFinal = !mayRestart || (restartCount >= mostRestarts && state?.running === undefined);
  if (!isFinal) return undefined;
  const why = [ended.reason === "Error" ? "" : (ended.reason ?? ""), ended.message ?? ""]
    .filter(Boolean)
    .join(": ");
  const times = restartCount === 0 ? "" : ` after ${restartCount} restarts`;
  return {
    text: `container ${name} ended with exit code ${ended.exitCode}${times}${why === "" ? "" : ` (${why.trim()})`}`,
  };
}
