import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import type { V1Pod } from "@kubernetes/client-node";
import { RunError } from "../../errors.ts";
import type { Cluster } from "../../kube/cluster.ts";
import type { Io } from "../../process/io.ts";
import { safe } from "../../text/safe.ts";
import { connectionFlags } from "../connection-flags.ts";
import type { Context } from "../context.ts";
import { openFlags } from "../open.ts";
import { type FlagsOf, withFlags } from "../with-flags.ts";

/** `logs [RUN]`: e2e.log, byte for byte. */
export function logsCommand(context: Context): CommandUnknownOpts {
  return declared(context).action((run, flags) => logs(context, run, flags));
}

function declared({ name }: Context) {
  const command = new Command("logs")
    .summary("print a run's e2e.log, byte for byte")
    .description(
      "Prints a run's e2e.log, byte for byte. With -f it goes on until the suite ends, and survives cut connections.",
    )
    .argument("[run]", "a run's id, the beginning of it, or its namespace")
    .option("-f, --follow", "go on until the suite has ended");
  return withFlags(command, connectionFlags).addHelpText(
    "after",
    `\nExamples:\n  ${name} logs | grep FAILED\n  ${name} logs 20261120-2215-k3x9 -f > e2e.log`,
  );
}

type LogsFlags = FlagsOf<typeof declared>;

/**
 * Writes a run's e2e.log to stdout; with --follow until the suite has ended.
 * @throws RunError where its pod is gone, ApiError where it may not be watched
 */
async function logs(context: Context, word: string | undefined, flags: LogsFlags): Promise<void> {
  const { readLog } = await import("../../run/follow/log-source.ts");
  const { findRun } = await import("../../run/runs.ts");
  const { io } = context;
  const cluster = await openFlags(context, flags);
  const run = await findRun(cluster, word);
  if (run.pod === undefined) throw new RunError(`the pod of run ${run.id} is gone, and its log with it`);
  const finished = new AbortController();
  const leave = new AbortController();
  const signal = AbortSignal.any([io.signal, leave.signal]);
  const follow = flags.follow === true;
  if (!follow) finished.abort();
  const watching = follow ? awaitEnd(cluster, run.namespace, finished, signal, io) : Promise.resolve();
  // the log is not read on when the end cannot be seen; why is thrown below
  watching.catch(() => leave.abort());
  try {
    for await (const chunk of readLog(cluster, {
      namespace: run.namespace,
      offset: 0,
      finished: finished.signal,
      signal,
      io,
    })) {
      if (chunk.kind === "bytes") io.stdout.write(chunk.bytes);
      else if (chunk.kind !== "resumed")
        io.stderr.write(`${safe(`the log is read anew: ${chunk.reason}`)}\n`);
    }
  } finally {
    leave.abort();
    await watching;
  }
  io.signal.throwIfAborted();
}

/** Watches the suite's pod, and aborts `finished` when its suite has ended or it is lost. */
async function awaitEnd(
  cluster: Cluster,
  namespace: string,
  finished: AbortController,
  signal: AbortSignal,
  io: Io,
): Promise<void> {
  const { objectCodec } = await import("../../kube/objects.ts");
  const { watchList } = await import("../../kube/watch.ts");
  const { podState } = await import("../../run/follow/pod-state.ts");
  const { names } = await import("../../run/identity.ts");
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
