import type { V1Pod } from "@kubernetes/client-node";
import { firstLine } from "../../errors.ts";
import type { Cluster } from "../../kube/cluster.ts";
import { persist } from "../../kube/retry.ts";
import type { Io } from "../../process/io.ts";
import { podState } from "../follow/pod-state.ts";
import { names } from "../identity.ts";
import type { KnownRun } from "../runs.ts";
import { stopSuite } from "../stop.ts";

/** Whether the suite of a run has ended, and if not, why it has not. */
export type Halted =
  | { readonly suite: "ended"; readonly pod: V1Pod }
  | { readonly suite: "gone" }
  | { readonly suite: "unknown"; readonly why: string };

/** Whether the suite has ended according to its pod. A pod that failed as a whole, or never started, runs no suite. */
export function suiteOf(pod: V1Pod | undefined): "ended" | "gone" | "starting" | "running" {
  if (pod === undefined) return "gone";
  const state = podState(pod);
  switch (state.kind) {
    case "ended":
      return "ended";
    case "running":
      return "running";
    case "pending":
    case "blocked":
      return "starting";
    case "lost":
      return "gone";
  }
}

// specs get 30 s of Ginkgo's grace period to remove what they created
const patience = 60_000;

/** Interrupts the suite, so that it removes what it created, and waits until its container has ended, for a minute at most. */
export async function haltSuite(
  cluster: Pick<Cluster, "core" | "connection" | "signal">,
  run: KnownRun,
  io: Pick<Io, "monotonic" | "sleep">,
): Promise<Halted> {
  // it may have ended meanwhile, or not have started: then the pod says more than the refusal
  const refused = await stopSuite(cluster, run.namespace).then(() => undefined, firstLine);
  const own = run.pod ?? run.unnotedPod;
  const fieldSelector = `metadata.name=${names.pod}`;
  const end = io.monotonic() + patience;
  for (;;) {
    const { items } = await persist(io, patience, () =>
      cluster.core.listNamespacedPod({ namespace: run.namespace, fieldSelector }),
    );
    const pod = items.find(({ metadata }) => metadata?.uid === own?.metadata?.uid);
    const suite = suiteOf(pod);
    if (pod === undefined || suite === "gone") return { suite: "gone" };
    if (suite === "ended") return { suite, pod };
    if (refused !== undefined) return { suite: "unknown", why: `it could not be interrupted: ${refused}` };
    if (io.monotonic() >= end)
      return { suite: "unknown", why: `it did not end within ${patience / 1000} s of being interrupted` };
    await io.sleep(500, cluster.signal);
  }
}
