/**
 * The label on the sandbox's nodes: what ran there was replayed, not run, and proves nothing about a cluster.
 */
export const sandboxLabel = "kubectl-conformance/sandbox";
