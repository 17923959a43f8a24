import { InputError, RunError } from "../errors.ts";
import type { Cluster } from "../kube/cluster.ts";
import { credentialError } from "../kube/errors.ts";
import type { Io } from "../process/io.ts";
import type { RunRequest } from "../run/plan/plan.ts";
import { type Check, type Finding, type Judgement, type Subject, unanswered } from "./check.ts";
import { apis } from "./control/apis.ts";
import { future } from "./control/future.ts";
import { kubeSystem } from "./control/kube-system.ts";
import { leftovers } from "./control/leftovers.ts";
import { otherRuns } from "./control/other-runs.ts";
import { version } from "./control/version.ts";
import { image } from "./image/present.ts";
import { probeImage } from "./image/probe.ts";
import { cni } from "./network/cni.ts";
import { dns } from "./network/dns.ts";
import { kubeProxy } from "./network/kube-proxy.ts";
import { networkPolicies } from "./network/policies.ts";
import { architectures } from "./nodes/architectures.ts";
import { capacity } from "./nodes/capacity.ts";
import { clock } from "./nodes/clock.ts";
import { nodeHealth } from "./nodes/health.ts";
import { schedulable } from "./nodes/schedulable.ts";
import { taints } from "./nodes/taints.ts";
import { nodeVersions } from "./nodes/versions.ts";
import { limits } from "./policy/limits.ts";
import { namespace } from "./policy/namespace.ts";
import { exec, permissions } from "./policy/permissions.ts";
import { webhooks } from "./policy/webhooks.ts";
import { takeSnapshot } from "./snapshot.ts";
import { together } from "./together.ts";

export type { Finding } from "./check.ts";

export interface PreflightOptions {
  /** Names of checks to skip. */
  readonly skip: readonly string[];
  /** Also starts a pod with the run's image; without it, nothing in the cluster is changed. */
  readonly probe?: boolean;
  /** Milliseconds that everything except a probe may take together; 8 s by default. */
  readonly bound?: number;
  /** Its signal ends the checks; a probe's objects are removed nevertheless. */
  readonly io: Pick<Io, "now" | "monotonic" | "sleep" | "signal">;
}

const checks: readonly Check[] = [
  version,
  future,
  permissions,
  exec,
  schedulable,
  taints,
  nodeHealth,
  nodeVersions,
  architectures,
  capacity,
  clock,
  kubeSystem,
  dns,
  cni,
  kubeProxy,
  networkPolicies,
  apis,
  webhooks,
  namespace,
  limits,
  leftovers,
  otherRuns,
  image,
];

/** The checks' names, in the order of their findings. */
export const checkNames: readonly string[] = checks.map(({ name }) => name);

/** Whether a run that fails this check is refused even if the check is skipped. */
export function refusesRun(check: string): boolean {
  return checks.some(({ name, refusesRun: refuses }) => name === check && refuses === true);
}

// somebody waits; everything stays under ten seconds
const patience = 8000;

/**
 * Asks the cluster about everything that keeps suites from passing, all at once, within `bound`; a probe takes longer. Checks without an
 * answer are `unknown`.
 * @throws InputError for a name in `skip` that is not a check; ConnectionError, ApiError or AnswerError if the server does not
 * report its version, or something else answers in its place; RunError if it does not do so in time; the signal's reason
 */
export async function runPreflight(
  cluster: Cluster,
  request: RunRequest,
  { skip, probe = false, bound = patience, io }: PreflightOptions,
): Promise<readonly Finding[]> {
  const chosen = choose(skip);
  // a user who has to log in first may take as long as needed
  await cluster.connection.credentials?.get(io.signal).catch((error: unknown) => {
    io.signal.throwIfAborted();
    throw credentialError(cluster.connection.server, error);
  });
  const late = AbortSignal.timeout(bound);
  const signal = AbortSignal.any([late, io.signal]);
  const snapshot = takeSnapshot(cluster, io, signal);
  // if not even this is answered, twenty warnings would add nothing
  await within(signal, snapshot.server()).catch((error: unknown) => {
    io.signal.throwIfAborted();
    if (!late.aborted) throw error;
    throw new RunError(`the server did not report its version within ${bound / 1000} s`, {
      fix: "to see whether it answers kubectl: kubectl version",
    });
  });
  const subject: Subject = { snapshot, request, now: io.now() };
  const judged = await Promise.all(
    chosen.map(async (check) => {
      const probed = probe && check === image;
      const answer = probed
        ? probeImage(cluster, snapshot, request, io)
        : within(signal, check.judge(subject));
      const judgements = await answer.catch((error: unknown): readonly Judgement[] => {
        io.signal.throwIfAborted();
        return [unanswered(error, bound)];
      });
      return judgements.map((judgement) => ({ check: check.name, judgement }));
    }),
  );
  return together(judged.flat()).map(
    ({ check, judgement: { cause: _, ...finding } }): Finding => ({
      check,
      ...finding,
    }),
  );
}

function choose(skip: readonly string[]): readonly Check[] {
  checkSkipped(skip);
  return checks.filter(({ name }) => !skip.includes(name));
}

/** Throws InputError for a name that is not a check. */
export function checkSkipped(skip: readonly string[]): void {
  const unknown = skip.find((name) => !checkNames.includes(name));
  if (unknown !== undefined) {
    throw new InputError(`there is no check ${unknown} to skip`, {
      fix: `choose from: ${checkNames.join(", ")}`,
    });
  }
}

/** The answer, unless the signal comes first: a plugin that fetches credentials may ignore the signal. */
async function within<T>(signal: AbortSignal, answer: Promise<T>): Promise<T> {
  signal.throwIfAborted();
  let stop: () => void = () => {};
  const ended = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([answer, ended]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
