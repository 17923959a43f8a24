import type { V1ObjectMeta } from "@kubernetes/client-node";
import { RunError } from "../errors.ts";
import type { Cluster } from "../kube/cluster.ts";
import { bindingName, type RunObjects } from "./plan/objects.ts";
import type { Plan } from "./plan/plan.ts";

/** What a run must remember, kept on its objects, so that any machine can take it up. */
export interface RunState {
  readonly plan: Plan;
  /** The command's words, secrets left out. */
  readonly command: readonly string[];
  /** RFC 3339. */
  readonly started: string;
  readonly server: string;
  readonly platform: string;
}

// annotations, as JSON: the state stands on the pod and, for when the pod is lost, on the binding and the namespace
const stateAnnotation = "kubectl-conformance/state";
const uuidsAnnotation = "kubectl-conformance/uuids";

interface Marked {
  readonly kind?: string;
  readonly metadata?: V1ObjectMeta;
}

/** Puts the state on the run's pod, namespace and binding. */
export function withState(objects: RunObjects, state: RunState): RunObjects {
  const annotation = { [stateAnnotation]: JSON.stringify(state) };
  const mark = <T extends Marked>(object: T): T => ({
    ...object,
    metadata: { ...object.metadata, annotations: { ...object.metadata?.annotations, ...annotation } },
  });
  return {
    ...objects,
    namespace: mark(objects.namespace),
    pod: mark(objects.pod),
    binding: mark(objects.binding),
  };
}

/**
 * Reads the state from one of a run's objects.
 * @throws RunError where it is missing or unreadable, as on one made by another version
 */
export function readState(object: Marked): RunState {
  try {
    const state: RunState = JSON.parse(object.metadata?.annotations?.[stateAnnotation] ?? "");
    if (typeof state.plan.id === "string" && typeof state.started === "string") return state;
  } catch {
    // told below
  }
  const name = [object.metadata?.namespace, object.metadata?.name].filter(Boolean).join("/");
  throw new RunError(`${name} does not say which run it is of`, {
    fix: "it was made by another version of this program: use that one",
  });
}

/** The uuids noted on a run's binding. */
export function readUuids(binding: Marked): string[] {
  return (binding.metadata?.annotations?.[uuidsAnnotation] ?? "").split(",").filter((uuid) => uuid !== "");
}

/** Notes on the binding which uuids are surely this run's, so that its leftovers are known even when its pod is gone. */
export async function noteUuids(
  cluster: Pick<Cluster, "rbac">,
  runId: string,
  uuids: readonly string[],
): Promise<void> {
  const path = `/metadata/annotations/${uuidsAnnotation.replace("/", "~1")}`;
  await cluster.rbac.patchClusterRoleBinding({
    name: bindingName(runId),
    body: [{ op: "add", path, value: uuids.join(",") }],
  });
}
