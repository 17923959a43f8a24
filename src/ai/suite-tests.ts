/**
 * The tests of the upstream suite (kubernetes-sigs/ai-conformance, test/), with the requirement that each shows. The validator
 * itself knows three of them.
 */
export const suiteTests: Readonly<Record<string, string>> = {
  TestSecureAcceleratorAccess: "secure_accelerator_access",
  TestAcceleratorDriverRuntimeManagement: "driver_runtime_management",
  TestGangScheduling: "gang_scheduling",
  TestAcceleratorClusterAutoscaling: "cluster_autoscaling",
  TestAcceleratorPerformanceMetrics: "accelerator_metrics",
  TestAIServiceMetrics: "ai_service_metrics",
  TestWorkloadSandboxing: "workload_sandboxing",
  TestRobustCRDControllerOperation: "robust_controller",
};

/** The suite's test of a requirement; undefined if it has none. */
export function testOf(requirement: string): string | undefined {
  return Object.keys(suiteTests).find((test) => suiteTests[test] === requirement);
}
