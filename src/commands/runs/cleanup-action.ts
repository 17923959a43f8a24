import { RunError } from "../../errors.ts";
import type { Cluster } from "../../kube/cluster.ts";
import { cleanUp } from "../../run/cleanup/cleanup.ts";
import { gatherOwnership } from "../../run/cleanup/evidence.ts";
import { findLeftovers } from "../../run/cleanup/find.ts";
import { haltSuite, suiteOf } from "../../run/cleanup/halt.ts";
import { unclaimedNotice, unclaimedRemains } from "../../run/cleanup/unclaimed.ts";
import { podState } from "../../run/follow/pod-state.ts";
import type { Span } from "../../run/leftovers.ts";
import { bindingName } from "../../run/plan/objects.ts";
import { chooseRun, type KnownRun, madeBy, oddities, readRuns } from "../../run/runs.ts";
import { safe } from "../../text/safe.ts";
import type { Context } from "../context.ts";
import { openFlags } from "../open.ts";
import type { CleanupFlags } from "./cleanup.ts";

const bound = 120_000;

/** Removes runs, or says what would be removed. Throws RunError where something is left. */
export async function cleanupAction(
  context: Context,
  word: string | undefined,
  flags: CleanupFlags,
): Promise<void> {
  const { io } = context;
  const cluster = await openFlags(context, flags);
  const all = await readRuns(cluster);
  const chosen = flags.all === true ? all.runs : [chooseRun(all, word)];
  const say = (line: string) => io.stderr.write(`${safe(line)}\n`);
  for (const line of oddities(all)) say(line);
  if (chosen.length === 0) say("No runs found in this cluster.");
  const left: string[] = [];
  for (const run of chosen) {
    const { lines, removed, stays } =
      flags.dryRun === true
        ? await lookAt(context, cluster, run, all.runs)
        : await removeOne(context, cluster, run, all.runs, { named: run.id === word, force: flags.force });
    for (const what of removed)
      io.stdout.write(`${safe(what)} ${flags.dryRun === true ? "would be removed" : "removed"}\n`);
    for (const line of lines) say(line);
    left.push(...stays);
  }
  if (left.length > 0) {
    throw new RunError(`still there: ${left.map(safe).join("; ")}`, {
      fix: "the words behind each say what holds it: see to that, then clean up again",
    });
  }
}

interface Outcome {
  /** What a person is told, for stderr. */
  readonly lines: readonly string[];
  readonly removed: readonly string[];
  /** What is left, and why. */
  readonly stays: readonly string[];
}

async function lookAt(
  context: Context,
  cluster: Cluster,
  run: KnownRun,
  all: readonly KnownRun[],
): Promise<Outcome> {
  const ownership = await gatherOwnership(cluster, run, all);
  const { items, unclaimed } = await findLeftovers(
    cluster,
    { ownership, span: spanOf(run) },
    context.io.now(),
  );
  const { foreignNamespace, namespace } = madeBy(run);
  const removed = [
    foreignNamespace ? `pod ${namespace}/suite` : `namespace ${namespace}`,
    `clusterrolebinding ${bindingName(run.id)}`,
    ...items.map(({ what }) => what),
  ];
  return {
    lines: unclaimedNotice(unclaimed, 0).flatMap(({ text, fix = "" }) => [`note: ${text}`, fix]),
    removed,
    stays: [],
  };
}

async function removeOne(
  context: Context,
  cluster: Cluster,
  run: KnownRun,
  all: readonly KnownRun[],
  { named, force = false }: { readonly named: boolean; readonly force?: boolean | undefined },
): Promise<Outcome> {
  const { io } = context;
  const now = suiteOf(run.pod);
  const lines: string[] = [];
  let suite: "ended" | "gone" | "unknown" = now === "ended" || now === "gone" ? now : "unknown";
  let { pod } = run;
  if (now === "running" || now === "starting") {
    const refusal = await refuses(context, run, named, force);
    if (refusal !== undefined) return { lines: [], removed: [], stays: [refusal] };
    if (now === "running") {
      io.stderr.write(`stopping the suite of run ${run.id}, so that it removes what it made\n`);
      const halted = await haltSuite(cluster, run, io);
      suite = halted.suite;
      if (halted.suite === "unknown") {
        if (!force)
          return {
            lines: [],
            removed: [],
            stays: [`run ${run.id}: ${halted.why}; to remove it all the same: --force`],
          };
        lines.push(`warning: run ${run.id}: ${halted.why}`);
      }
      if (halted.suite === "ended") pod = halted.pod;
    }
  }
  const ownership = await gatherOwnership(cluster, run, all);
  // a person has said so by now, or the suite is over
  const removal = { made: madeBy(run), ownership, span: spanOf({ ...run, pod }), suite, force: true };
  const result = await cleanUp(cluster, removal, bound, io);
  if (result.kind === "refused") return { lines, removed: [], stays: [`run ${run.id}: ${result.why}`] };
  const maybe = unclaimedRemains(result.unclaimed);
  return {
    lines: [
      ...lines,
      ...unclaimedNotice(result.unclaimed, 0).flatMap(({ text, fix = "" }) => [`note: ${text}`, fix]),
    ],
    removed: [...result.removed, ...result.leftovers],
    stays: [
      ...(result.kind === "left" ? result.left.map(({ what, why }) => `${what}: ${why}`) : []),
      ...maybe,
    ],
  };
}

/** Why a run whose suite is running is not removed; undefined where somebody has said so. */
async function refuses(
  { io, name }: Context,
  run: KnownRun,
  named: boolean,
  force: boolean,
): Promise<string | undefined> {
  const there = `run ${run.id} in namespace ${run.namespace}: its suite is running`;
  if (!named) return `${there}; to stop and remove it, name it: ${name} cleanup ${run.id}`;
  if (force) return undefined;
  if (io.ask === undefined) return `${there}; to stop and remove it: ${name} cleanup ${run.id} --force`;
  const question = `The suite of run ${run.id} in namespace ${run.namespace} is running. Stop it and lose its results? [y/N] `;
  const answer = await io.ask(question, io.signal);
  return /^y(es)?$/i.test(answer.trim()) ? undefined : `${there}, and it was left running`;
}

/** When a run's suite ran: no longer than Ginkgo lets it (`--timeout`, 24 h) where its pod can no longer say. */
function spanOf({ created: since, pod }: Pick<KnownRun, "created" | "pod">): Span {
  if (pod === undefined) return { since, until: new Date(since.getTime() + 24 * 3_600_000) };
  const suite = podState(pod);
  return suite.kind === "ended" ? { since, until: suite.until } : { since };
}
