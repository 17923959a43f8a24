/** The tests by which the validator itself verifies requirements (cncf/k8s-ai-conformance, scripts/validate.go). */
export const verifyingTests: Readonly<Record<string, string>> = {
  secure_accelerator_access: "TestSecureAcceleratorAccess",
  gang_scheduling: "TestGangScheduling",
  cluster_autoscaling: "TestAcceleratorClusterAutoscaling",
};

/** The MUST requirement that a platform without an autoscaler answers with N/A. */
export const conditional: ReadonlySet<string> = new Set(["cluster_autoscaling"]);

/** Whether the validator recommends test artifacts for a release (`v1.37`). */
export function recommendsArtifacts(release: string): boolean {
  const [major = 0, minor = 0] = release.replace(/^v/, "").split(".").map(Number);
  return major > 1 || (major === 1 && minor >= 37);
}
