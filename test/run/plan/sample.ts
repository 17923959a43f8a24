import type { V1Node } from "@kubernetes/client-node";
import { runObjects } from "../../../src/run/plan/objects.ts";
import { planRun, type RunRequest } from "../../../src/run/plan/plan.ts";
import { plainRequest } from "../request.ts";

export const node = (cpu: string, pods: string, extra: { os?: string; cordoned?: boolean } = {}): V1Node => ({
  metadata: { name: "n", labels: { "kubernetes.io/os": extra.os ?? "linux" } },
  spec: extra.cordoned === true ? { unschedulable: true } : {},
  status: { allocatable: { cpu, pods } },
});

export const facts = {
  server: "v1.35.4+k3s1",
  platform: "linux/amd64",
  nodes: [node("2", "110"), node("2", "110")],
};

export const request = (over: Partial<RunRequest> = {}): RunRequest => ({ ...plainRequest, ...over });

/** The suite container's environment in a run that is asked for like this. */
export function environment(over: Partial<RunRequest>): Record<string, string | undefined> {
  const { pod } = runObjects(planRun(request(over), facts, "id"), "bcdfghjk");
  return Object.fromEntries((pod.spec?.containers[0]?.env ?? []).map(({ name, value }) => [name, value]));
}
