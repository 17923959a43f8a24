import type { Cluster } from "../../kube/cluster.ts";
import { SuiteRecord } from "../../suite/suite-record.ts";
import { podState } from "../follow/pod-state.ts";
import { Ownership } from "../ownership.ts";
import { readLogEvents } from "../read-log.ts";
import type { KnownRun } from "../runs.ts";

/** To whom the suites' namespaces belong, from what is recorded on the bindings of all runs and what this run's log says now. */
export async function gatherOwnership(
  cluster: Pick<Cluster, "core" | "connection" | "sendOnce" | "signal">,
  run: KnownRun,
  all: readonly KnownRun[],
): Promise<Ownership> {
  // no suite runs before its binding exists, and the pod is created after it
  const ownership = new Ownership(run.namespace, run.pod?.metadata?.creationTimestamp ?? run.created);
  ownership.noted(run.uuids);
  const suite = run.pod && podState(run.pod);
  if (suite?.kind === "ended") ownership.suiteEnded(suite.until);
  for (const other of all) if (other.id !== run.id) ownership.notedByOthers(other.uuids);
  const events = run.pod === undefined ? [] : await readLogEvents(cluster, run);
  for (const namespace of (await cluster.core.listNamespace()).items) ownership.seen(namespace, 0);
  const record = new SuiteRecord();
  for (const event of events ?? []) {
    record.add(event, 0);
    if (event.kind === "suite-started") ownership.suiteStarted(event);
    else if (event.kind === "run-uuid") ownership.announced(event.uuid);
    else if (event.kind === "spec-finished") ownership.named(event.namespaces, 0);
  }
  if (suite?.kind === "ended" && record.finished !== undefined && record.endedBy === undefined)
    ownership.suiteOver();
  return ownership;
}
