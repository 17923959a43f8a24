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

/** What became of a run that was to be removed, or what would; a line for each thing. */
export interface KnownOutcome {
  /** What a person should know beside the rest. */
  readonly notes: readonly string[];
  readonly removed: readonly string[];
  /** What is left, and why. */
  readonly stays: readonly string[];
}

export interface RemoveKnown {
  readonly run: KnownRun;
  /** All runs of the cluster: what they have noted is not this one's. */
  readonly all: readonly KnownRun[];
  /** Why the run stays though its suite is running; undefined where a person wants it stopped. Asked only of such a run. */
  readonly refusal: (run: KnownRun) => Promise<string | undefined>;
  /** Called before a suite is stopped, which may take a minute. */
  readonly stopping: (run: KnownRun) => void;
  /** Removes a run whose suite cannot be stopped, too. */
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
 * Removes a run that the cluster knows and what its suite left. A running suite is stopped first, so that it removes what it made.
 * @throws ConnectionError where the server is out of reach, ApiError where it does not say what is there
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
      const stays = [`run ${run.id}: ${halted.why}; to remove it all the same: --force`];
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

/** When a run's suite ran: where its pod can no longer say, for as long as Ginkgo lets it (`--timeout`, 24 h). */
function spanOf({ created: since, pod }: Pick<KnownRun, "created" | "pod">): Span {
  if (pod === undefined) return { since, until: new Date(since.getTime() + 24 * 3_600_000) };
  const suite = podState(pod);
  return suite.kind === "ended" ? { since, until: suite.until } : { since };
}
