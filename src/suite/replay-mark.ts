/**
 * The label on the sandbox's nodes: what ran there was replayed, not run, and proves nothing of a cluster.
 */
export const sandboxLabel = "kubectl-conformance/sandbox";
