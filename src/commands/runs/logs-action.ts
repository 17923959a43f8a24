import type { V1Pod } from "@kubernetes/client-node";
import { RunError } from "../../errors.ts";
import type { Cluster } from "../../kube/cluster.ts";
import { objectCodec } from "../../kube/objects.ts";
import { watchList } from "../../kube/watch.ts";
import { readLog } from "../../run/follow/log-source.ts";
import { podState } from "../../run/follow/pod-state.ts";
import { names } from "../../run/identity.ts";
import { findRun } from "../../run/runs.ts";
import type { Context } from "../context.ts";

/** Writes a run's e2e.log to stdout; with `follow` until the suite has ended. Throws RunError where its pod is gone. */
export async function printLog(
  context: Context,
  cluster: Cluster,
  word: string | undefined,
  follow: boolean,
): Promise<void> {
  const { io } = context;
  const run = await findRun(cluster, word);
  if (run.pod === undefined) throw new RunError(`the pod of run ${run.id} is gone, and its log with it`);
  const finished = new AbortController();
  const leave = new AbortController();
  const signal = AbortSignal.any([io.signal, leave.signal]);
  if (!follow) finished.abort();
  const watching = follow ? awaitEnd(cluster, run.namespace, finished, signal, io) : Promise.resolve();
  try {
    for await (const chunk of readLog(cluster, {
      namespace: run.namespace,
      offset: 0,
      finished: finished.signal,
      signal,
      io,
    })) {
      if (chunk.kind === "bytes") io.stdout.write(chunk.bytes);
      else if (chunk.kind !== "resumed") io.stderr.write(`the log is read anew: ${chunk.reason}\n`);
    }
  } finally {
    leave.abort();
    await watching;
  }
  io.signal.throwIfAborted();
}

async function awaitEnd(
  cluster: Cluster,
  namespace: string,
  finished: AbortController,
  signal: AbortSignal,
  io: Context["io"],
): Promise<void> {
  const query = { fieldSelector: `metadata.name=${names.pod}` };
  const path = `/api/v1/namespaces/${namespace}/pods`;
  for await (const change of watchList(cluster, path, objectCodec<V1Pod>("V1Pod"), { query, signal, io })) {
    const pod = change.kind === "listed" ? change.items[0] : "item" in change ? change.item : undefined;
    const gone = change.kind === "DELETED" || (change.kind === "listed" && pod === undefined);
    const state = pod === undefined ? undefined : podState(pod).kind;
    if (gone || state === "ended" || state === "lost") {
      finished.abort();
      return;
    }
  }
}
