import type { Clock } from "../clock.ts";
import type { ObjectMeta, Pod } from "../cluster/object.ts";
import { namespaces, pods } from "../cluster/resources.ts";
import type { Cell, Store } from "../cluster/store.ts";
import type { PodChange } from "./recording.ts";

/** Applies a recorded change of a pod; a change of a pod or namespace that no longer exists is left out. */
export function replayPod(store: Store, clock: Clock, start: number, change: PodChange): void {
  const { ns, name } = change;
  const known = store.get(pods, ns, name);
  if (change.type === "ADDED" ? store.get(namespaces, undefined, ns) === undefined : known === undefined)
    return;
  const time = (at: number) => clock.timestamp(start + at / clock.speed);
  const object = recordedPod(change, known?.metadata, time);
  const row = recordedRow(change);
  if (change.type === "MODIFIED") store.update(pods, object, row);
  else if (known !== undefined) store.remove(pods, ns, name, { object, row });
  if (change.type === "ADDED") store.create(pods, object, row);
}

/** The pod's row in the table; its age is computed when it is shown. */
function recordedRow({ name, cells }: PodChange): Cell[] {
  const [ready = "", status = "", restarts = "", ...rest] = cells;
  return [name, ready, status, restarts, "", ...rest];
}

/** A pod that could have had the row: the recording contains no more of it. */
function recordedPod(change: PodChange, before: ObjectMeta | undefined, time: (at: number) => string): Pod {
  const [ready = "", status = "", , ip = "", node = "", nominated = ""] = change.cells;
  const known = change.type === "ADDED" ? undefined : before;
  const seconds = Math.max(0, Math.round(((change.deleted ?? 0) - change.at) / 1000));
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      ...known,
      name: change.name,
      namespace: change.ns,
      creationTimestamp: known?.creationTimestamp ?? time(change.at),
      ...(change.labels && { labels: change.labels }),
      ...(change.deleted !== undefined && {
        deletionTimestamp: time(change.deleted),
        deletionGracePeriodSeconds: known?.deletionGracePeriodSeconds ?? seconds,
      }),
    },
    spec: { containers: containers(ready), ...(given(node) && { nodeName: node }) },
    status: {
      phase: phaseOf(status),
      ...(given(ip) && { podIP: ip, podIPs: [{ ip }] }),
      ...(given(nominated) && { nominatedNodeName: nominated }),
      conditions: [
        {
          type: "Ready",
          status: ready.split("/")[0] === ready.split("/")[1] ? "True" : "False",
          lastTransitionTime: time(change.at),
        },
      ],
    },
  };
}

function given(cell: string): boolean {
  return cell !== "" && cell !== "<none>";
}

/** As many containers as READY shows. */
function containers(ready: string): { name: string; image: string }[] {
  const count = Number(ready.split("/")[1] ?? 1);
  const image = "registry.k8s.io/e2e-test-images/agnhost:2.59";
  return Array.from({ length: count }, (_, i) => ({ name: `container-${i + 1}`, image }));
}

function phaseOf(status: string): string {
  if (status === "Completed") return "Succeeded";
  if (["Error", "ContainerStatusUnknown", "Failed", "NodePorts", "E2E"].includes(status)) return "Failed";
  return ["Running", "Terminating", "NotReady", "CrashLoopBackOff"].includes(status) ? "Running" : "Pending";
}
