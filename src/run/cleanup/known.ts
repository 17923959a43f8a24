import type { Cluster } from "../../kube/cluster.ts";
import type { Io } from "../../process/io.ts";
import { podState } from "../follow/pod-state.ts";
import type { Span } from "../leftovers.ts";
import { bindingName } from "../plan/objects.ts";
import { type KnownRun, madeBy } from "../runs.ts";
import { type CleanupResult, cleanUp } from "./cleanup.ts";
import { gatherOwnership } from "./evidence.ts";
import { findLeftovers, type Unclaimed } from "./find.ts";
import { haltSuite, suiteOf } from "./halt.ts";
import { unclaimedNotice, unclaimedRemains } from "./unclaimed.ts";

const bound = 120_000;

/** The result of removing a run, or what it would be; one line per item. */
export interface KnownOutcome {
  /** What else the user should know. */
  readonly notes: readonly string[];
  readonly removed: readonly string[];
  /** What is left, and why. */
  readonly stays: readonly string[];
}

export interface RemoveKnown {
  readonly run: KnownRun;
  /** All runs of the cluster: what they have recorded does not belong to this one. */
  readonly all: readonly KnownRun[];
  /** Why the run stays though its suite is running; undefined if the user wants it stopped. Called only for such a run. */
  readonly refusal: (run: KnownRun) => Promise<string | undefined>;
  /** Called before a suite is stopped, which may take a minute. */
  readonly stopping: (run: KnownRun) => void;
  /** Also removes a run whose suite cannot be stopped. */
  readonly force: boolean;
}

/** What `removeKnown` would remove. */
export async function wouldRemove(
  cluster: Cluster,
  { run, all }: Pick<RemoveKnown, "run" | "all">,
  { now }: Pick<Io, "now">,
): Promise<KnownOutcome> {
  const ownership = await gatherOwnership(cluster, run, all);
  const { items, unclaimed } = await findLeftovers(cluster, { ownership, span: spanOf(run) }, now());
  const { foreignNamespace, namespace } = madeBy(run);
  const removed = [
    foreignNamespace ? `pod ${namespace}/suite` : `namespace ${namespace}`,
    `clusterrolebinding ${bindingName(run.id)}`,
    ...items.map(({ what }) => what),
  ];
  return { notes: unclaimedNotes(unclaimed), removed, stays: [] };
}

/**
 * Removes a run that the cluster knows and what its suite left. A running suite is stopped first, so that it removes what it created.
 * @throws ConnectionError if the server is unreachable, ApiError if it does not say what is there
 */
export async function removeKnown(
  cluster: Cluster,
  wanted: RemoveKnown,
  io: Pick<Io, "now" | "monotonic" | "sleep">,
): Promise<KnownOutcome> {
  const { run, all, force } = wanted;
  const now = suiteOf(run.pod ?? run.unnotedPod);
  const notes: string[] = [];
  let suite: "ended" | "gone" | "unknown" = now === "ended" || now === "gone" ? now : "unknown";
  let { pod } = run;
  if (now === "running" || now === "starting") {
    const refusal = await wanted.refusal(run);
    if (refusal !== undefined) return { notes, removed: [], stays: [refusal] };
  }
  if (now === "running") {
    wanted.stopping(run);
    const halted = await haltSuite(cluster, run, io);
    suite = halted.suite;
    if (halted.suite === "unknown") {
      const stays = [`run ${run.id}: ${halted.why}; to remove it anyway: --force`];
      if (!force) return { notes, removed: [], stays };
      notes.push(`warning: run ${run.id}: ${halted.why}`);
    }
    if (halted.suite === "ended") pod = halted.pod;
  }
  const ownership = await gatherOwnership(cluster, run, all);
  const removal = { made: madeBy(run), ownership, span: spanOf({ ...run, pod }), suite };
  return outcomeOf(notes, await cleanUp(cluster, removal, bound, io));
}

function outcomeOf(notes: readonly string[], result: CleanupResult): KnownOutcome {
  return {
    notes: [...notes, ...unclaimedNotes(result.unclaimed)],
    removed: [...result.removed, ...result.leftovers],
    stays: [
      ...(result.kind === "left" ? result.left.map(({ what, why }) => `${what}: ${why}`) : []),
      ...unclaimedRemains(result.unclaimed),
    ],
  };
}

function unclaimedNotes(unclaimed: readonly Unclaimed[]): string[] {
  return unclaimedNotice(unclaimed, 0).flatMap(({ text, fix }) => [
    `note: ${text}`,
    ...(fix === undefined ? [] : [fix]),
  ]);
}

/** When a run's suite ran: if its pod can no longer say, for as long as Ginkgo allows (`--timeout`, 24 h). */
function spanOf({ created: since, pod }: Pick<KnownRun, "created" | "pod">): Span {
  if (pod === undefined) return { since, until: new Date(since.getTime() + 24 * 3_600_000) };
  const suite = podState(pod);
  return suite.kind === "ended" ? { since, until: suite.until } : { since };
}
