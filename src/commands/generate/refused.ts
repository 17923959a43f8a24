/**
 * The flags of `run` that no Job takes: what its manifest itself specifies, what makes no sense without a person or a shell, and keeping a run,
 * which each later runner would continue.
 */
export const refusedRunFlags: ReadonlySet<string> = new Set([
  "namespace",
  "results-dir",
  "sandbox",
  "speed",
  "detach",
  "dry-run",
  "keep",
  "on-finish",
  "audit-log",
  "web",
]);
