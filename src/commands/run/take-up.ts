import { createDisplays } from "../../display/create.ts";
import { type Show, shownBy, watchedBy } from "../../display/show.ts";
import { webAddress } from "../../display/web/address.ts";
import { RunError } from "../../errors.ts";
import { endingWith, openCluster } from "../../kube/cluster.ts";
import { connect } from "../../kube/connection.ts";
import type { ConnectionFlags } from "../../kube/flags.ts";
import { userAgent } from "../../process/version.ts";
import type { KeptOf } from "../../run/at-end/keep.ts";
import { readFacts } from "../../run/facts.ts";
import { readGivenProduct } from "../../run/folder.ts";
import type { WatchPods } from "../../run/follow/pod-filter.ts";
import { podState } from "../../run/follow/pod-state.ts";
import type { EvidenceOf } from "../../run/session-options.ts";
import type { Context } from "../context.ts";
import { findRun } from "../runs/choose.ts";
import type { WhereFlags } from "../runs/where-flags.ts";
import { resultsDirOf } from "./begin.ts";
import { endActions } from "./end/actions.ts";
import { receiverOf } from "./end/receiver.ts";
import { checkPublish, positive } from "./flag-values.ts";
import { createQuietDisplay } from "./quiet.ts";
import { type Shown, showSession } from "./show.ts";
import { openedWeb } from "./web.ts";

/** What the commands that continue a run specify: `attach`, `retrieve`, `stop`, `resume`. */
export interface AttachFlags extends ConnectionFlags, WhereFlags {
  readonly resultsDir?: string;
  readonly product?: string;
  readonly keep?: boolean;
  readonly certifiable?: boolean;
  readonly watchPods?: WatchPods;
  readonly evidence?: EvidenceOf;
  readonly nodeLogs?: KeptOf;
  readonly dump?: KeptOf;
  readonly show?: Show | undefined;
  /** Milliseconds from the run's start. */
  readonly timeout?: number | undefined;
  /** As it was given. */
  readonly maxFailures?: string;
  /** Returns as soon as the suite runs, and leaves it running; a suite that has ended is fetched nevertheless. */
  readonly detach?: boolean;
  readonly output?: "table" | "jsonl";
  readonly quiet?: boolean;
  /** A command for the shell, when the run has ended. */
  readonly onFinish?: string | undefined;
  readonly notify?: readonly string[] | undefined;
  readonly publish?: string | undefined;
  /** Where to serve the live page. */
  readonly web?: string | true | undefined;
}

/** `follow` watches it to its end, `fetch` takes a finished one's results and leaves it, `stop` ends it first. */
export type AttachHow = "follow" | "fetch" | "stop";

/**
 * Reads the flags whose values can be wrong.
 * @throws InputError naming the flag that cannot be used
 */
export async function readAttachFlags(flags: AttachFlags, cwd: string) {
  const { onFinish, notify = [], publish, maxFailures, product, web } = flags;
  if (publish !== undefined) checkPublish(publish, cwd);
  return {
    end: { onFinish, notify: notify.map(receiverOf), publish },
    address: typeof web === "string" ? webAddress(web) : undefined,
    maxFailures: maxFailures === undefined ? undefined : positive("--max-failures", maxFailures),
    earlier: await readGivenProduct(product, cwd),
  };
}

/** Continues a run that was started elsewhere. Throws InputError if there is none, RunError if it cannot be continued. */
export async function attachAction(
  context: Context,
  word: string | undefined,
  flags: AttachFlags,
  how: AttachHow,
): Promise<Shown> {
  const { io, version } = context;
  const { end, address, maxFailures, earlier } = await readAttachFlags(flags, io.cwd);
  const cluster = openCluster(connect(flags, io), userAgent(version), io);
  // until the session takes over, Ctrl-C ends the requests; the run itself stays as it is
  const first = endingWith(cluster, io.signal);
  const run = await findRun(first, word, flags);
  const { pod, state } = run;
  if (pod === undefined) {
    throw new RunError(`run ${run.id} cannot be continued: ${run.podGone ?? "its pod is gone"}`, {
      fix: `remove what it left: ${context.name} cleanup ${run.id}`,
    });
  }
  const now = podState(pod).kind;
  if (how === "fetch" && now !== "ended") {
    throw new RunError(
      `run ${run.id} is still ${now === "running" ? "running" : now}, so there are no results yet`,
      {
        fix: `follow it: ${context.name} attach ${run.id}, or end it: ${context.name} stop ${run.id}`,
      },
    );
  }
  const present = await readFacts(first);
  // the cluster may have been upgraded since
  const facts = now === "ended" ? { ...present, server: state.server, platform: state.platform } : present;
  const { watchPods = "run" } = flags;
  // what a run to be fetched or stopped has already passed does not matter
  const shown = shownBy(flags.show ?? (how === "follow" ? "both" : "pods"), watchPods);
  const output = flags.output === "jsonl" ? "jsonl" : "table";
  const isQuiet = flags.quiet === true && output === "table";
  if (output !== "jsonl" && !isQuiet)
    io.stderr.write(`run ${run.id} in namespace ${run.namespace}, begun ${state.started}\n`);
  const web = await openedWeb(address, io);
  const showing = showSession(
    context,
    cluster,
    { kind: "there", run, pod },
    {
      state,
      facts,
      dir: resultsDirOf(context, flags.resultsDir, run.id),
      earlier,
      watchPods: how === "fetch" ? "none" : watchedBy(watchPods),
      evidence: how === "follow" ? (flags.evidence ?? "failed") : "none",
      keptAtEnd: { nodeLogs: flags.nodeLogs ?? "none", dump: flags.dump ?? "none" },
      keep: how === "fetch" || flags.keep === true,
      detach: flags.detach === true && now !== "ended",
      startupTimeout: Number.POSITIVE_INFINITY,
      maxFailures,
      deadline: flags.timeout === undefined ? undefined : Date.parse(state.started) + flags.timeout,
    },
    {
      output,
      displays: (timers) => [
        ...(isQuiet
          ? [createQuietDisplay(io, context.name)]
          : createDisplays(output, io, context.name, shown, timers)),
        ...web.displays,
      ],
      certifiable: flags.certifiable === true,
      // a suite that has ended needs no stopping
      stopFirst: how === "stop" && now !== "ended",
      sandbox: false,
      atEnd: [...endActions(end, context), ...web.atEnd],
    },
  );
  return showing.finally(web.close);
}
