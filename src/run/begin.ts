import type { V1Pod } from "@kubernetes/client-node";
import { exitCode, firstLine, RunError, UserError } from "../errors.ts";
import { type Cluster, endingWith } from "../kube/cluster.ts";
import type { Removal } from "./cleanup/cleanup.ts";
import { removeRun } from "./cleanup/remove.ts";
import { Ended } from "./endings.ts";
import type { RunEvent } from "./events.ts";
import { randomLetters, runLabel } from "./identity.ts";
import { Ownership } from "./ownership.ts";
import { type RunObjects, runObjects } from "./plan/objects.ts";
import type { Plan } from "./plan/plan.ts";
import type { SessionOptions } from "./session-options.ts";
import { createObjects, findPod, type Made } from "./start.ts";
import { notePod, withState } from "./state.ts";

/** A run that is in the cluster, ready to be followed. */
export interface InCluster {
  readonly pod: V1Pod;
  readonly made: Made;
  /** When the run was created, by the cluster's clock. */
  readonly created: Date | undefined;
  /** The uuids of its suite's processes, as far as they are recorded. */
  readonly uuids: readonly string[];
}

/**
 * Creates the run's objects; calls `left` if somebody detaches when there may already be a run. A run that does not even start leaves nothing.
 * @throws what kept it from starting; RunError if something of it stays
 */
export async function* begin(
  cluster: Cluster,
  { state, io, endings }: Pick<SessionOptions, "state" | "io" | "endings">,
): AsyncGenerator<RunEvent, InCluster | "left"> {
  const { plan } = state;
  const objects = withState(runObjects(plan, randomLetters(8)), state);
  let made: Made | undefined;
  try {
    const onMade = (now: Made) => {
      made = now;
    };
    const signal = endings.signal();
    const pod = await createObjects(endingWith(cluster, signal), plan, objects, { io, onMade, signal });
    if (made === undefined) throw new Error("a run was created, but nothing is known about it");
    return { pod, made, created: pod.metadata?.creationTimestamp, uuids: [] };
  } catch (error) {
    // from here on, detaching may leave a run behind
    if (error instanceof Ended && error.word === "detach" && made?.since !== undefined) {
      await noteLate(cluster, made);
      return "left";
    }
    if (error instanceof Ended) made ??= await namespaceMade(cluster, plan, objects);
    if (made !== undefined) {
      // a pod may have been created though the answer was lost, but not before its binding
      const { since } = made;
      const removal: Removal = {
        made,
        ownership: new Ownership(plan.namespace, since),
        span: since === undefined ? undefined : { since },
        suite: since === undefined ? "gone" : "unknown",
      };
      const removed = await removeRun(cluster, removal, io, endings.signal("abort"));
      yield* removed.events;
      if (removed.remains.length > 0)
        throw new RunError(`${firstLine(error)}; still in the cluster: ${removed.remains.join("; ")}`, {
          fix: `see what it is of: kubectl conformance cleanup ${plan.id}`,
          cause: error,
        });
    }
    if (!(error instanceof Ended)) throw error;
    throw new UserError("the run was ended before it started", { code: exitCode.interrupted });
  }
}

// milliseconds
const lookBound = 5000;
const noteBound = 3000;

/** Records the pod of a run that is detached from while it is being created: in a namespace that the run did not create, nothing else leads back to it. */
async function noteLate(cluster: Cluster, made: Made): Promise<void> {
  const late = endingWith(cluster, AbortSignal.timeout(noteBound));
  try {
    const uid = made.pod ?? (await findPod(late, made))?.metadata?.uid;
    if (uid !== undefined) await notePod(late, made.runId, uid);
  } catch {
    // detaching does not wait: if the run created its namespace, the namespace says the same
  }
}

/**
 * The namespace whose creation was not waited for.
 * @throws RunError if the cluster does not say whether there is one
 */
async function namespaceMade(
  cluster: Cluster,
  { id, namespace }: Plan,
  { serviceAccount }: RunObjects,
): Promise<Made | undefined> {
  const { core } = endingWith(cluster, AbortSignal.timeout(lookBound));
  const { items } = await core
    .listNamespace({ labelSelector: `${runLabel}=${id}` })
    .catch((cause: unknown) => {
      throw new RunError(
        `the run was ended before it started; namespace ${namespace} may have been created for it`,
        {
          fix: `see whether it is marked with ${id}, and delete it then: kubectl get namespace ${namespace} --show-labels`,
          cause,
        },
      );
    });
  const uid = items.find(({ metadata }) => metadata?.name === namespace)?.metadata?.uid;
  if (uid === undefined) return undefined;
  return {
    runId: id,
    namespace,
    namespaceUid: uid,
    foreignNamespace: false,
    serviceAccount: serviceAccount.metadata?.name ?? "",
  };
}
