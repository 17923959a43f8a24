import { Command, type CommandUnknownOpts, InvalidArgumentError } from "@commander-js/extra-typings";
import type { V1Pod } from "@kubernetes/client-node";
import { InputError, RunError } from "../../errors.ts";
import type { Cluster } from "../../kube/cluster.ts";
import type { Io } from "../../process/io.ts";
import { safe } from "../../text/safe.ts";
import { connectionFlags } from "../connection-flags.ts";
import type { Context } from "../context.ts";
import { judgedBy } from "../judged.ts";
import { openFlags } from "../open.ts";
import { type FlagsOf, withFlags } from "../with-flags.ts";
import { runArgument, whereFlags } from "./where-flags.ts";

/** `logs [RUN|RESULTS]`: e2e.log, or parts of it, byte for byte. */
export function logsCommand(context: Context): CommandUnknownOpts {
  return judgedBy(declared(context), async (command) => {
    const { logFilter } = await import("./logs/filter.ts");
    logFilter(command.opts(), context.io.now());
  }).action((run, flags) => logs(context, run, flags));
}

function declared({ name }: Context) {
  const command = new Command("logs")
    .summary("print a run's e2e.log, or one test's part of it, byte for byte")
    .description(
      "Prints the e2e.log of a run in the cluster, or of results on this machine, byte for byte: all of it, the part of one test, its last lines, or what came after a given time. With -f it continues until the suite ends, and survives dropped connections.",
    )
    .argument("[run]", `${runArgument}; or results: a folder, a tarball, or e2e.log itself`)
    .option("-f, --follow", "continue until the suite has ended")
    .option("--test <test>", "only the lines of this test: its name, a part of it, or some of its words")
    .option(
      "--tail <n>",
      "only the last n lines, with -f those so far; -1 for all; e.g. --tail 100",
      tailLines,
    )
    .option(
      "--since <time>",
      "only from this long ago (for results: before their end), or from this time on; e.g. --since 10m, --since 2026-11-20T22:30:00Z",
    );
  return withFlags(withFlags(command, whereFlags), connectionFlags).addHelpText(
    "after",
    `
Examples:
  ${name} logs | grep FAILED
  ${name} logs 20261120-2215-k3x9 -f > e2e.log
  ${name} logs -f --tail 20
  ${name} logs --test 'session affinity NodePort'
  ${name} logs conformance-results/20261120-2215-k3x9 --test 'secure master service' --tail 50`,
  );
}

/** kubectl's `--tail`, where -1 stands for all lines. */
function tailLines(value: string): number {
  if (value === "-1") return -1;
  if (!/^\d{1,9}$/.test(value)) throw new InvalidArgumentError("It is not a whole number.");
  return Number(value);
}

type LogsFlags = FlagsOf<typeof declared>;

/**
 * Writes e2e.log, or the selected parts, to stdout; with --follow until the suite has ended.
 * @throws InputError if the flags contradict each other or the log has no such test, RunError if the run's pod is gone, ApiError if
 * it may not be watched
 */
async function logs(context: Context, word: string | undefined, given: LogsFlags): Promise<void> {
  const { tail, ...others } = given;
  const flags = tail === -1 ? others : given;
  const { logFilter } = await import("./logs/filter.ts");
  const { isPlace, placeLog } = await import("./logs/place.ts");
  const { io } = context;
  if (word !== undefined && (await isPlace(word, io.cwd))) {
    if (flags.follow === true)
      throw new InputError(`${safe(word)} are results, which do not grow`, { fix: "leave out --follow" });
    const log = await placeLog(word, io);
    const filter = logFilter(flags, log.last ?? io.now());
    for (const piece of log.pieces()) {
      io.signal.throwIfAborted();
      filter.push(piece, io.stdout);
    }
    filter.end(io.stdout);
    return;
  }
  const filter = logFilter(flags, io.now());
  await runLogs(context, word, flags, {
    take: (bytes) => filter.push(bytes, io.stdout),
    caughtUp: () => filter.release(io.stdout),
  });
  filter.end(io.stdout);
}

async function runLogs(
  context: Context,
  word: string | undefined,
  flags: LogsFlags,
  { take, caughtUp }: { take(bytes: Uint8Array): void; caughtUp(): void },
): Promise<void> {
  const { runsWhere } = await import("./choose.ts");
  const { meantPlugins } = await import("../../plugins/run/known.ts");
  const { chooseRun, readRuns } = await import("../../run/runs.ts");
  const { readLog } = await import("../../run/follow/log-source.ts");
  const { io } = context;
  const cluster = await openFlags(context, flags);
  const all = runsWhere(await readRuns(cluster), flags);
  const marks = meantPlugins(all, word);
  if (marks !== undefined) {
    const { logsOfPlugins } = await import("../plugin/known.ts");
    return logsOfPlugins(context, { cluster, marks }, flags.follow === true);
  }
  const run = chooseRun(all, word);
  if (run.pod === undefined) throw new RunError(`the pod of run ${run.id} is gone, and its log with it`);
  const finished = new AbortController();
  const leave = new AbortController();
  const signal = AbortSignal.any([io.signal, leave.signal]);
  const follow = flags.follow === true;
  if (!follow) finished.abort();
  const watching = follow ? awaitEnd(cluster, run.namespace, finished, signal, io) : Promise.resolve();
  // the log is not read further if its end cannot be seen; the reason is thrown below
  watching.catch(() => leave.abort());
  let offset = 0;
  const read = async (until: AbortSignal) => {
    for await (const chunk of readLog(cluster, {
      namespace: run.namespace,
      offset,
      finished: until,
      signal,
      io,
    })) {
      if (chunk.kind === "bytes") {
        offset += chunk.bytes.length;
        take(chunk.bytes);
      } else if (chunk.kind !== "resumed")
        io.stderr.write(`${safe(`reading the log again: ${chunk.reason}`)}\n`);
    }
  };
  try {
    // the last lines of a log that grows are known once all that it has now was read
    if (follow && flags.tail !== undefined) {
      await read(AbortSignal.abort());
      caughtUp();
    }
    await read(finished.signal);
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
