import type { Checklist } from "../../ai/checklist/checklist.ts";
import type { Finding } from "../../ai/preflight/finding.ts";
import { InputError } from "../../errors.ts";
import type { Cluster } from "../../kube/cluster.ts";
import type { ConnectionFlags } from "../../kube/flags.ts";
import { userAgent } from "../../process/version.ts";
import type { Context } from "../context.ts";

// somebody waits; everything stays under ten seconds
const longest = 8000;
const patience = 5000;

/** What a cluster shows of the requirements. */
export interface ClusterView {
  readonly cluster: Cluster;
  readonly checklist: Checklist;
  readonly findings: readonly Finding[];
  /** `v1.37.2` */
  readonly server: string;
}

/**
 * Reads the cluster, and judges the requirements of `release`, or of the cluster's own release if its checklist is known, otherwise the
 * newest.
 * @throws InputError if there is no checklist; ConnectionError, ApiError or AnswerError if the server does not answer
 */
export async function viewCluster(
  { io, version }: Context,
  flags: ConnectionFlags & { readonly checklist?: string | undefined },
  release: string | undefined,
): Promise<ClusterView> {
  const { checklists } = await import("../../ai/checklist/named.ts");
  const { newestRelease } = await import("../../ai/checklist/held.ts");
  const { findingsOf } = await import("../../ai/preflight/preflight.ts");
  const { readView } = await import("../../ai/preflight/read-view.ts");
  const { openCluster } = await import("../../kube/cluster.ts");
  const { connect } = await import("../../kube/connection.ts");
  const { minorOf } = await import("../../results/layout.ts");
  const checklistOf = await checklists(flags.checklist, io);
  const connection = connect(flags, io);
  const requestTimeout = connection.requestTimeout || longest;
  const cluster = openCluster({ ...connection, requestTimeout }, userAgent(version), io, {
    signal: io.signal,
    patience,
  });
  const view = await readView(cluster, io, longest);
  const own = release === undefined ? checklistOf(minorOf(view.server)) : checklistOf(minorOf(release));
  const checklist = own ?? (release === undefined ? checklistOf(newestRelease()) : undefined);
  if (checklist === undefined)
    throw new InputError(`no checklist of ${release ?? view.server} is known`, {
      fix: "name it with --checklist",
    });
  return { cluster, checklist, findings: findingsOf(view, checklist), server: view.server };
}
