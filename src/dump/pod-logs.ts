import { record, text } from "../kube/json.ts";

/** A log that a pod has. */
export interface PodLog {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  /** Whether it is that of the container's last attempt. */
  readonly previous: boolean;
}

/** The logs of a pod: of init, ordinary and ephemeral containers that have started, and of their last attempts. */
export function logsOf(pod: unknown): PodLog[] {
  const { metadata, status } = record(pod);
  const { name, namespace } = record(metadata);
  if (typeof name !== "string" || typeof namespace !== "string") return [];
  const of = record(status);
  const all = [of.initContainerStatuses, of.containerStatuses, of.ephemeralContainerStatuses];
  return all
    .flatMap((statuses) => (Array.isArray(statuses) ? statuses : []))
    .flatMap((one): PodLog[] => {
      const { name: container, state, lastState } = record(one);
      const { running, terminated } = record(state);
      if (text(container) === undefined) return [];
      const log = { namespace, pod: name, container: text(container) ?? "" };
      return [
        ...(running === undefined && terminated === undefined ? [] : [{ ...log, previous: false }]),
        ...(record(lastState).terminated === undefined ? [] : [{ ...log, previous: true }]),
      ];
    });
}
