import { type PodState, podStates } from "./data.ts";

const known: ReadonlyMap<string, PodState> = new Map(
  Object.entries({
    Running: "running",
    Completed: "completed",
    Succeeded: "completed",
    Terminating: "terminating",
    Pending: "waiting",
    ContainerCreating: "waiting",
    PodInitializing: "waiting",
    SchedulingGated: "waiting",
  } as const),
);

/** The state of a pod, as an index of `podStates`, from the words of its row in `kubectl get pod`: `Running` and `1/2`. */
export function podState(status: string, ready: string): number {
  const state = known.get(status) ?? (/^Init:\d+\/\d+$/.test(status) ? "waiting" : "failing");
  const [is, of] = ready.split("/");
  return podStates.indexOf(state === "running" && is !== of ? "waiting" : state);
}
