import type { V1Pod } from "@kubernetes/client-node";
import { RunError } from "../errors.ts";
import type { Plan } from "./plan/plan.ts";

/** What a run must remember, kept on its pod, so that any machine can take it up. */
export interface RunState {
  readonly plan: Plan;
  /** The command's words, secrets left out. */
  readonly command: readonly string[];
  /** RFC 3339. */
  readonly started: string;
  readonly server: string;
  readonly platform: string;
}

/** The annotation that holds it, as JSON. */
export const stateAnnotation = "kubectl-conformance/state";

/** Puts the state on the run's pod. */
export function withState(pod: V1Pod, state: RunState): V1Pod {
  const annotations = { ...pod.metadata?.annotations, [stateAnnotation]: JSON.stringify(state) };
  return { ...pod, metadata: { ...pod.metadata, annotations } };
}

/**
 * Reads the state from a run's pod.
 * @throws RunError where it is missing or unreadable, as on a pod made by another version
 */
export function readState(pod: V1Pod): RunState {
  try {
    const state: RunState = JSON.parse(pod.metadata?.annotations?.[stateAnnotation] ?? "");
    if (typeof state.plan.id === "string" && typeof state.started === "string") return state;
  } catch {
    // told below
  }
  throw new RunError(`pod ${pod.metadata?.namespace}/${pod.metadata?.name} does not say which run it is`, {
    fix: "it was made by another version of this program: use that one",
  });
}
