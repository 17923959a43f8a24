import type { Cluster } from "../cluster/cluster.ts";
import type { ContainerState, Pod } from "../cluster/object.ts";
import { pods } from "../cluster/resources.ts";
import { badRequest, internal } from "../cluster/status.ts";
import type { Running } from "../node/kubelet.ts";
import type { Target } from "./request.ts";

/** A container of a pod on its node. */
export interface Place {
  readonly pod: Pod;
  readonly container: string;
  readonly running: Running | undefined;
  /** Absent until the kubelet has looked at it. */
  readonly state: ContainerState | undefined;
}

/** The container that a request for logs or exec means. @throws ApiError 400, 404 */
export function findContainer(
  cluster: Cluster,
  { namespace, name = "" }: Target,
  query: URLSearchParams,
): Place {
  const pod = cluster.store.need(pods, namespace, name).object as Pod;
  const container = chooseContainer(pod, query.get("container") ?? "");
  const running = cluster.kubelet.running(pod);
  return { pod, container, running, state: running?.states.get(container) };
}

/** The container's environment, if a program can be run in it. @throws ApiError 400, 404, 500 */
export function findRunning(
  cluster: Cluster,
  target: Target,
  query: URLSearchParams,
): Place & { running: Running } {
  const place = findContainer(cluster, target, query);
  const { pod, container, running, state } = place;
  if (pod.spec.nodeName === undefined)
    throw badRequest(`pod ${pod.metadata.name} does not have a host assigned`);
  if (running === undefined || state?.running === undefined) {
    throw internal(`unable to upgrade connection: container not found ("${container}")`);
  }
  return { ...place, running };
}

function chooseContainer(pod: Pod, wanted: string): string {
  const names = pod.spec.containers.map(({ name }) => name);
  const { name } = pod.metadata;
  const [only = ""] = names;
  if (wanted === "" && names.length === 1) return only;
  if (wanted === "") {
    throw badRequest(
      `a container name must be specified for pod ${name}, choose one of: [${names.join(" ")}]`,
    );
  }
  if (!names.includes(wanted)) throw badRequest(`container ${wanted} is not valid for pod ${name}`);
  return wanted;
}
