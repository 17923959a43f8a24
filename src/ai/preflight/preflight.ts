import type { Checklist } from "../checklist/checklist.ts";
import { cannotTell, type Finding, type Judge, type Judgement } from "./finding.ts";
import {
  draSupport,
  driverManagement,
  gpuSharing,
  secureAccess,
  virtualized,
} from "./judges/accelerators.ts";
import { aiInference, disaggregated, highPerformance, inferenceExtension } from "./judges/networking.ts";
import { acceleratorMetrics, serviceMetrics } from "./judges/observability.ts";
import { robustController } from "./judges/operator.ts";
import { clusterAutoscaling, gangScheduling, podAutoscaling } from "./judges/scheduling.ts";
import { workloadSandboxing } from "./judges/security.ts";
import type { Seen, View } from "./view.ts";

/** The judge of each requirement, with what it reads; one without is reported as such. */
const judges: Readonly<Record<string, { readonly judge: Judge; readonly reads: readonly (keyof View)[] }>> = {
  dra_support: { judge: draSupport, reads: ["deviceClasses", "slices"] },
  driver_runtime_management: { judge: driverManagement, reads: ["nodes", "workloads"] },
  gpu_sharing: { judge: gpuSharing, reads: ["nodes", "slices"] },
  virtualized_accelerator: { judge: virtualized, reads: ["nodes", "workloads"] },
  ai_inference: { judge: aiInference, reads: ["gatewayClasses"] },
  advanced_inference_ingress: { judge: inferenceExtension, reads: ["gatewayClasses", "workloads"] },
  high_performance_networking: { judge: highPerformance, reads: ["nodes", "slices", "workloads"] },
  disaggregated_inference: { judge: disaggregated, reads: ["crds", "workloads"] },
  gang_scheduling: { judge: gangScheduling, reads: ["workloads"] },
  cluster_autoscaling: { judge: clusterAutoscaling, reads: ["nodes", "workloads"] },
  pod_autoscaling: { judge: podAutoscaling, reads: ["apiServices", "workloads"] },
  accelerator_metrics: { judge: acceleratorMetrics, reads: ["workloads"] },
  ai_service_metrics: { judge: serviceMetrics, reads: ["workloads"] },
  secure_accelerator_access: { judge: secureAccess, reads: ["nodes", "slices", "deviceClasses"] },
  workload_sandboxing: { judge: workloadSandboxing, reads: ["runtimeClasses"] },
  robust_controller: { judge: robustController, reads: ["crds", "workloads", "webhooks", "services"] },
};

/** What the cluster shows of each requirement of a checklist, in its order. What could not be read is never taken for absent. */
export function findingsOf(view: View, checklist: Checklist): Finding[] {
  return checklist.requirements.map(({ id, category, level }) => {
    const known = Object.hasOwn(judges, id) ? judges[id] : undefined;
    const judgement = known === undefined ? unknown : whole(known.judge(view), known.reads, view);
    return { requirement: id, category, level, ...judgement, evidence: sentence(judgement, view) };
  });
}

const unknown = cannotTell(["this version knows no sign of it"], []);

/** Without a positive sign, something that could not be read decides nothing. */
function whole(judgement: Judgement, reads: readonly (keyof View)[], view: View): Judgement {
  const unseen = reads.flatMap((name) => {
    const part = view[name];
    return isUnseen(part) ? [`${labels[name] ?? name} cannot be read: ${part.why}`] : [];
  });
  if (unseen.length === 0) return judgement;
  const verdict = judgement.verdict === "likely" ? "likely" : "cannot tell";
  // what is missing may only be out of sight
  const found = verdict === "likely" ? judgement.found : [];
  return { ...judgement, verdict, found: [...found, ...unseen] };
}

const labels: Partial<Record<keyof View, string>> = {
  deviceClasses: "DeviceClasses",
  slices: "ResourceSlices",
  runtimeClasses: "RuntimeClasses",
  gatewayClasses: "GatewayClasses",
  crds: "custom resource definitions",
  apiServices: "APIServices",
  services: "endpoints",
};

function isUnseen(part: unknown): part is Extract<Seen<unknown>, { kind: "unseen" }> {
  return typeof part === "object" && part !== null && "kind" in part && part.kind === "unseen";
}

/** Nothing is claimed that was not seen. */
function sentence({ verdict, found }: Judgement, { server }: View): string {
  return verdict === "likely" ? `On Kubernetes ${server}: ${found.join("; ")}.` : "";
}
