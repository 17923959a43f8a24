import { RunError } from "../../errors.ts";
import type { Cluster } from "../../kube/cluster.ts";
import type { Io } from "../../process/io.ts";
import { cleanUp, findLeftovers, type Unclaimed } from "../../run/cleanup.ts";
import { podState } from "../../run/follow/pod-state.ts";
import { Tracker } from "../../run/follow/tracker.ts";
import type { Span } from "../../run/leftovers.ts";
import { bindingName } from "../../run/plan/objects.ts";
import { readLogEvents } from "../../run/read-log.ts";
import { findRun, type KnownRun, listRuns, madeBy } from "../../run/runs.ts";
import { safe } from "../../text/safe.ts";
import type { Context } from "../context.ts";
import { openFlags } from "../open.ts";
import type { CleanupFlags } from "./cleanup.ts";

const bound = 120_000;

/** Removes runs, or tells what would be removed. Throws RunError where something does not go. */
export async function cleanupAction(
  context: Context,
  word: string | undefined,
  flags: CleanupFlags,
): Promise<void> {
  const { io } = context;
  const cluster = await openFlags(context, flags);
  const runs = flags.all === true ? await listRuns(cluster) : [await findRun(cluster, word)];
  if (runs.length === 0) io.stderr.write("No runs found in this cluster.\n");
  const known = new Set((await listRuns(cluster)).flatMap((run) => run.uuids));
  const stuck: string[] = [];
  for (const run of runs) {
    const uuids = await uuidsOf(cluster, run);
    const span = spanOf(run);
    const made = await madeBy(cluster, run);
    const own = [
      ...(made.foreignNamespace ? [`pod ${made.namespace}/suite`] : [`namespace ${made.namespace}`]),
      `clusterrolebinding ${bindingName(run.id)}`,
    ];
    if (flags.dryRun === true) {
      const found = await findLeftovers(cluster, { uuids, span });
      for (const what of [...own, ...found.items.map((item) => item.what)])
        io.stdout.write(`${safe(what)} would be removed\n`);
      tellUnclaimed(found.unclaimed, known, io);
      continue;
    }
    const removal = { made, uuids, span, suiteEnded: false };
    const { left, leftovers, unclaimed } = await cleanUp(cluster, removal, bound, io);
    stuck.push(...left);
    if (left.length === 0)
      for (const what of [...own, ...leftovers]) io.stdout.write(`${safe(what)} removed\n`);
    tellUnclaimed(unclaimed, known, io);
  }
  if (stuck.length > 0) {
    throw new RunError(`still there: ${stuck.map(safe).join("; ")}`, {
      fix: "the words behind each say what holds it: remove that object or its finalizer, or have it allowed, then clean up again",
    });
  }
}

/** When a run's suite ran: no longer than Ginkgo lets it (`--timeout`, 24 h) where its pod can no longer tell. */
function spanOf({ state, pod }: KnownRun): Span {
  const since = new Date(state.started);
  if (pod === undefined) return { since, until: new Date(since.getTime() + 24 * 3_600_000) };
  const suite = podState(pod);
  return suite.kind === "ended" ? { since, until: suite.until } : { since };
}

/** A suite that nobody followed and whose pod is gone has left no trace of its uuids: only the person knows whose namespaces these are. */
function tellUnclaimed(
  unclaimed: readonly Unclaimed[],
  known: ReadonlySet<string>,
  { stderr }: Pick<Io, "stderr">,
): void {
  const left = unclaimed.filter(({ uuid }) => !known.has(uuid));
  if (left.length === 0) return;
  const uuids = [...new Set(left.map(({ uuid }) => uuid))];
  stderr.write(
    safe(
      `note: ${left.map(({ name }) => name).join(", ")}: of a suite that began after this run and is not known to be its own, so left alone`,
    ) +
      "\n" +
      safe(`if no other suite ran here: kubectl delete namespace -l 'e2e-run in (${uuids.join(",")})'`) +
      "\n",
  );
}

/** The uuids noted in the cluster, and those of namespaces that the run's log names. */
async function uuidsOf(cluster: Cluster, run: KnownRun): Promise<string[]> {
  if (run.pod === undefined) return [...run.uuids];
  const tracker = new Tracker({ namespace: run.namespace, watchPods: "none", whole: false });
  const created = run.pod.metadata?.creationTimestamp ?? new Date(run.state.started);
  for (const namespace of (await cluster.core.listNamespace()).items) {
    const before = (namespace.metadata?.creationTimestamp ?? created) < created;
    if (before) tracker.namespaceBefore(namespace);
    else tracker.namespace("ADDED", namespace, 0);
  }
  for (const event of (await readLogEvents(cluster, run)) ?? []) tracker.log(event, 0);
  return [...new Set([...run.uuids, ...tracker.uuids])];
}
