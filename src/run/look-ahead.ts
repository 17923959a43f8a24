import { RunError } from "../errors.ts";
import type { Cluster } from "../kube/cluster.ts";
import { type Finding, refusesRun, runPreflight } from "../preflight/preflight.ts";
import type { Io } from "../process/io.ts";
import { newerThanHeld } from "../suite/required/newer.ts";
import type { FindingEvent, NoticeEvent } from "./events.ts";
import { focusNotice } from "./focus-notice.ts";
import { podState } from "./follow/pod-state.ts";
import { randomLetters } from "./identity.ts";
import { tryBinding } from "./permissions.ts";
import { runObjects } from "./plan/objects.ts";
import type { Plan, RunRequest } from "./plan/plan.ts";
import { listRuns } from "./runs.ts";

export interface LookAhead {
  readonly request: RunRequest;
  readonly plan: Plan;
  /** Preflight checks to skip; `all` of them. */
  readonly skipPreflight: readonly string[] | "all";
  readonly io: Pick<Io, "now" | "monotonic" | "sleep" | "signal">;
}

/**
 * What in the cluster would spoil the run, and what else is going on in it.
 * @throws RunError if something surely would, ApiError if this user may not give the suite its permissions
 */
export async function* lookAhead(
  cluster: Cluster,
  { request, plan, skipPreflight, io }: LookAhead,
): AsyncGenerator<FindingEvent | NoticeEvent, void> {
  for (const text of [focusNotice(request.focus, plan.release), ...unchecked(plan.release, skipPreflight)])
    if (text !== undefined) yield { kind: "notice", at: io.now(), level: "warning", text };
  const [others, findings] = await Promise.all([
    listRuns(cluster),
    skipPreflight === "all" ? [] : runPreflight(cluster, request, { skip: skipPreflight, io }),
  ]);
  for (const { status, ...finding } of findings) {
    // what the cluster does not show keeps nobody from a run; checks that could not be made have their reason below
    const isWorthIt = status !== "pass" && (status !== "unknown" || finding.why !== undefined);
    if (isWorthIt) yield { kind: "finding", at: io.now(), status, ...finding };
  }
  const failed = findings.filter((finding) => finding.status === "fail");
  if (failed.length > 0) throw notReady(failed);
  for (const run of others) {
    if (run.pod === undefined || podState(run.pod).kind !== "running") continue;
    const text = `run ${run.id} is in progress in namespace ${run.namespace}; suites with [Serial] specs disturb each other`;
    yield { kind: "notice", at: io.now(), level: "warning", text };
  }
  await tryBinding(cluster, runObjects(plan, randomLetters(8)));
}

/** The error for failed checks. It suggests skipping one only if the run can start without it. Pure. */
export function notReady(failed: readonly Finding[]): RunError {
  const final = failed.filter(({ check }) => refusesRun(check));
  const names = [...new Set(failed.map(({ check }) => check))];
  const fixes = [...new Set(final.flatMap(({ fix }) => fix ?? []))];
  const fix =
    final.length === 0
      ? `fix it, or, if you know that it does no harm here, leave the check out: --skip-preflight ${names.join(",")}`
      : `${fixes.join("; ") || "fix it"}; --skip-preflight does not help, because the run itself would be refused`;
  return new RunError(`the cluster is not ready: ${failed.map(({ summary }) => summary).join("; ")}`, {
    fix,
  });
}

/** What preflight would say about a release that is newer than this program, if preflight is skipped. */
function unchecked(release: string, skipped: LookAhead["skipPreflight"]): readonly string[] {
  const newer = newerThanHeld(release);
  return newer === undefined || !(skipped === "all" || skipped.includes("version")) ? [] : [newer.what];
}
