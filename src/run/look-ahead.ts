import { RunError } from "../errors.ts";
import type { Cluster } from "../kube/cluster.ts";
import { runPreflight } from "../preflight/preflight.ts";
import type { Io } from "../process/io.ts";
import { minorIn } from "../results/layout.ts";
import { shellWords } from "../results/words.ts";
import { misorderedFocus } from "../suite/required/focus-order.ts";
import { newerThanHeld } from "../suite/required/newer.ts";
import type { FindingEvent, NoticeEvent } from "./events.ts";
import { podState } from "./follow/pod-state.ts";
import { randomLetters } from "./identity.ts";
import { tryBinding } from "./permissions.ts";
import { runObjects } from "./plan/objects.ts";
import type { Plan, RunRequest } from "./plan/plan.ts";
import { listRuns } from "./runs.ts";

export interface LookAhead {
  readonly request: RunRequest;
  readonly plan: Plan;
  /** Checks of preflight to leave out; `all` of them. */
  readonly skipPreflight: readonly string[] | "all";
  readonly io: Pick<Io, "now" | "monotonic" | "sleep" | "signal">;
}

/**
 * What of the cluster would spoil the run, and what else goes on in it.
 * @throws RunError where it surely would, ApiError where this user may not give the suite its rights
 */
export async function* lookAhead(
  cluster: Cluster,
  { request, plan, skipPreflight, io }: LookAhead,
): AsyncGenerator<FindingEvent | NoticeEvent, void> {
  for (const text of [focusWords(request.focus, plan.release), ...unchecked(plan.release, skipPreflight)])
    if (text !== undefined) yield { kind: "notice", at: io.now(), level: "warning", text };
  const [others, findings] = await Promise.all([
    listRuns(cluster),
    skipPreflight === "all" ? [] : runPreflight(cluster, request, { skip: skipPreflight, io }),
  ]);
  for (const { status, ...finding } of findings)
    if (status !== "pass") yield { kind: "finding", at: io.now(), status, ...finding };
  const failed = findings.filter((finding) => finding.status === "fail");
  if (failed.length > 0) {
    const names = [...new Set(failed.map((finding) => finding.check))];
    throw new RunError(`the cluster is not ready: ${failed.map((finding) => finding.summary).join("; ")}`, {
      fix: `fix it, or run all the same with --skip-preflight ${names.join(",")}`,
    });
  }
  for (const run of others) {
    if (run.pod === undefined || podState(run.pod).kind !== "running") continue;
    const text = `run ${run.id} is under way in namespace ${run.namespace}; suites with [Serial] specs disturb each other`;
    yield { kind: "notice", at: io.now(), level: "warning", text };
  }
  await tryBinding(cluster, runObjects(plan, randomLetters(8)));
}

/** What preflight would say of a release that is newer than this program, where that is left out. */
function unchecked(release: string, skipped: LookAhead["skipPreflight"]): readonly string[] {
  const newer = newerThanHeld(release);
  return newer === undefined || !(skipped === "all" || skipped.includes("version")) ? [] : [newer.what];
}

/** Says so where a focus matches nothing for the order of its tags alone. */
function focusWords(focus: string | undefined, release: string): string | undefined {
  const minor = minorIn(release);
  if (focus === undefined || minor === undefined) return undefined;
  const meant = misorderedFocus(focus, minor);
  if (meant === undefined) return undefined;
  const tests = meant.matches === 1 ? "1 conformance test" : `${meant.matches} conformance tests`;
  return `--focus ${focus} matches no conformance test of ${minor}, whose names have their tags in another order; ${tests} would match with ${shellWords(["--focus", meant.focus])}`;
}
