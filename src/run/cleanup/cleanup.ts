import { backoff } from "../../async/backoff.ts";
import type { Cluster } from "../../kube/cluster.ts";
import { ApiError } from "../../kube/errors.ts";
import { mayPass } from "../../kube/retry.ts";
import type { Io } from "../../process/io.ts";
import type { Span } from "../leftovers.ts";
import type { Ownership } from "../ownership.ts";
import type { Made } from "../start.ts";
import { retireBinding } from "../state.ts";
import { type Absence, awaitAbsent, type Left } from "./absent.ts";
import { findLeftovers, type Leftovers, type Unclaimed } from "./find.ts";
import { ownBinding, ownNamespace, ownObjects, ownPod } from "./own.ts";

/** What to remove of a run. */
export interface Removal {
  readonly made: Made;
  /** Which uuids belong to which suite. */
  readonly ownership: Ownership;
  /** When the suite ran, by the server's clock: what it left is from that time. Undefined if no suite has run. */
  readonly span: Span | undefined;
  /** Whether the suite has ended: it ended, its pod is gone, or that is unknown; then its pod is removed before looking for what the suite left. */
  readonly suite: "ended" | "gone" | "unknown";
}

/** The result of a removal. Only «gone» means that nothing of the run is left. */
export type CleanupResult =
  /** `removed` is the run's own, `leftovers` what its suite had not removed itself, in words. */
  | ({ readonly kind: "gone" } & Done)
  | ({ readonly kind: "left"; readonly left: readonly [Left, ...Left[]] } & Done);

interface Done {
  readonly removed: readonly string[];
  readonly leftovers: readonly string[];
  /** What was not touched: what a suite left that may belong to this run or to another. */
  readonly unclaimed: readonly Unclaimed[];
}

const nothing: Leftovers = { items: [], going: [], passing: [], unclaimed: [] };

// pods have 30 s to end, and the namespace controller takes 5; another suite's namespace may be stuck forever
const passingBound = 60_000;

/**
 * Removes what the run created and what its suite left, and waits until it is gone, for `bound` milliseconds at most. The binding, by which the
 * run is known, is removed last. Before its account is deleted, it no longer grants anything, unless the two are deleted together.
 * @throws ConnectionError if the server is unreachable, ApiError if it does not say what is there; the reason of the cluster's
 * signal, which ends it at once
 */
export async function cleanUp(
  cluster: Cluster,
  removal: Removal,
  bound: number,
  io: Pick<Io, "now" | "monotonic" | "sleep">,
): Promise<CleanupResult> {
  const { made, suite } = removal;
  const mayRun = suite === "unknown";
  const { signal } = cluster;
  const late = AbortSignal.any([AbortSignal.timeout(bound), ...(signal === undefined ? [] : [signal])]);
  const go = (doomed: Parameters<typeof awaitAbsent>[0]) => awaitAbsent(doomed, late, io);
  const { ownership, span } = removal;
  const find = async () =>
    span === undefined
      ? nothing
      : toleratingRefusals(io, signal, () => findLeftovers(cluster, { ownership, span }, io.now()));
  // a suite that still runs keeps creating objects, so what it leaves is only known when its pod is gone
  const pod = go([ownPod(cluster, made)]);
  // the first failure is thrown; the others must not become unhandled rejections
  pod.catch(() => undefined);
  const first = mayRun ? await pod.then(find) : await find();
  const place = made.foreignNamespace ? ownObjects(cluster, made) : [ownNamespace(cluster, made)];
  // the binding goes with the run's namespace, and with it all knowledge of what is left; in a namespace that the user named, somebody could
  // create an account of its name while the binding exists: so either the binding becomes a mere record, or the place is removed last
  const goesWithPlace = !made.foreignNamespace && first.items.length + first.going.length === 0;
  const placeLast = !goesWithPlace && !(await retires(cluster, made));
  const passed = awaitPassing(first.passing, late, io);
  passed.catch(() => undefined);
  const [found, ...steps] = await Promise.all([
    go([...first.items, ...first.going]),
    pod,
    // at once: the namespace controller waits 5 s before it looks into a namespace, and by then the pod is gone
    go(placeLast ? [] : place),
  ]);
  const suites: Absence[] = [found];
  // a pod that was deleted by force is gone before its suite is
  const second = mayRun ? await find() : first;
  if (mayRun) suites.push(await go([...second.items, ...second.going]));
  const stuck = [...(await passed), ...(mayRun ? await awaitPassing(second.passing, late, io) : [])];
  const isLeft = () => [...steps, ...suites].some(({ left }) => left.length > 0);
  const binding = [ownBinding(cluster, made)];
  // a binding that grants cluster-admin to the last is removed before its account
  const last = !placeLast ? [binding] : made.foreignNamespace ? [binding, place] : [place, binding];
  for (const doomed of last) if (!isLeft()) steps.push(await go(doomed));
  const [left, ...more] = [...steps, ...suites].flatMap((step) => step.left);
  const went = new Set([...first.going, ...second.going].map(({ what }) => what));
  const done: Done = {
    removed: steps.flatMap((step) => step.removed),
    leftovers: [...new Set(suites.flatMap((step) => step.removed))].filter((what) => !went.has(what)),
    unclaimed: [...new Map([...second.unclaimed, ...stuck].map((one) => [one.what, one])).values()],
  };
  return left === undefined ? { kind: "gone", ...done } : { kind: "left", left: [left, ...more], ...done };
}

// as long as a watch tolerates refusals by a server that has just started
const longestRefusal = 20_000;

/** Looks until the server allows it, for a while: a refusal at this moment must not leave what the run created. */
async function toleratingRefusals<T>(
  io: Pick<Io, "monotonic" | "sleep">,
  signal: AbortSignal | undefined,
  look: () => Promise<T>,
): Promise<T> {
  const start = io.monotonic();
  for (let tries = 1; ; tries++) {
    try {
      return await look();
    } catch (error) {
      if (!(error instanceof ApiError || mayPass(error)) || io.monotonic() - start > longestRefusal)
        throw error;
      await io.sleep(backoff(tries), signal);
    }
  }
}

/** Waits for what nobody claims and is already being deleted; returns what does not go. */
async function awaitPassing(
  passing: Leftovers["passing"],
  late: AbortSignal,
  io: Pick<Io, "sleep">,
): Promise<Unclaimed[]> {
  const soon = AbortSignal.any([late, AbortSignal.timeout(passingBound)]);
  const { left } = await awaitAbsent(passing, soon, io);
  return passing.filter(({ what }) => left.some((one) => one.what === what));
}

async function retires(cluster: Cluster, made: Made): Promise<boolean> {
  try {
    await retireBinding(cluster, made.runId, made.serviceAccount);
    return true;
  } catch (error) {
    // whatever happened to it, the place is removed last then
    if (error instanceof ApiError || mayPass(error)) return false;
    throw error;
  }
}
