import type { V1Pod } from "@kubernetes/client-node";
import { messageOf } from "../../errors.ts";
import type { Cluster } from "../../kube/cluster.ts";
import { objectCodec } from "../../kube/objects.ts";
import { persist } from "../../kube/retry.ts";
import { readText } from "../../kube/transport.ts";
import type { Io } from "../../process/io.ts";
import { names } from "../identity.ts";
import { listRuns } from "../runs.ts";
import { noteUuids } from "../state.ts";
import { stepDown } from "../step-down.ts";
import { stopPatience, stopSuite } from "../stop.ts";
import type { Answer, Question } from "./step.ts";

const podCodec = objectCodec<V1Pod>("V1Pod");

/** The run that the questions are about, and their clock. */
export interface Asked {
  readonly runId: string;
  readonly namespace: string;
  readonly io: Pick<Io, "monotonic" | "sleep">;
}

/** Answers a question from following; the cluster and the waits end with the signal. Never throws. */
export async function answer(
  cluster: Cluster,
  { runId, namespace, io }: Asked,
  question: Exclude<Question, { ask: "evidence" }>,
  signal: AbortSignal,
): Promise<Answer> {
  switch (question.ask) {
    case "pod":
      return { from: "answer", to: "pod", pod: await readOwnPod(cluster, namespace, signal) };
    case "nodes": {
      // a server that is unreachable for a moment does not end the following
      const nodes = await cluster.core.listNode().catch(() => undefined);
      return { from: "answer", to: "nodes", nodes: nodes?.items ?? [] };
    }
    case "stop": {
      const refused = await persist(
        io,
        stopPatience,
        () => stopSuite(cluster, namespace, signal),
        signal,
      ).then(() => undefined, messageOf);
      return { from: "answer", to: "stop", refused };
    }
    case "note": {
      const { uuids } = question;
      const seen = await note(cluster, runId, uuids).catch(() => undefined);
      return {
        from: "answer",
        to: "note",
        noted: seen === undefined ? undefined : uuids,
        others: seen ?? [],
      };
    }
    case "step-down": {
      const text = await stepDown(cluster, question.pod, question.message).catch(() => undefined);
      return { from: "answer", to: "step-down", text };
    }
  }
}

/** Records the uuids that no other run has recorded; returns the others'. */
async function note(cluster: Cluster, runId: string, uuids: readonly string[]): Promise<readonly string[]> {
  const others = await notesOfOthers(cluster, runId);
  const own = uuids.filter((uuid) => !others.includes(uuid));
  if (own.length > 0) await noteUuids(cluster, runId, own);
  return others;
}

async function notesOfOthers(cluster: Cluster, runId: string): Promise<readonly string[]> {
  return (await listRuns(cluster)).flatMap((run) => (run.id === runId ? [] : run.uuids));
}

/** The run's pod as it is now. From a list, because least permissions allow nobody to get a single pod by name. */
async function readOwnPod(
  cluster: Pick<Cluster, "sendOnce">,
  namespace: string,
  signal: AbortSignal,
): Promise<V1Pod | "absent" | "unknown"> {
  try {
    const { status, body } = await cluster.sendOnce({
      method: "GET",
      path: `/api/v1/namespaces/${namespace}/pods`,
      query: { fieldSelector: `metadata.name=${names.pod}` },
      headers: { Accept: podCodec.accept },
      signal: AbortSignal.any([signal, AbortSignal.timeout(10_000)]),
    });
    const list: unknown = JSON.parse(await readText(body));
    // a proxy's page is not an empty list of pods
    if (status !== 200 || typeof list !== "object" || list === null || !("items" in list)) return "unknown";
    return podCodec.items(list)[0] ?? "absent";
  } catch {
    return "unknown";
  }
}
