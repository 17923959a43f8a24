/**
 * The flags of `run` that no Job takes: what its manifest says itself, what makes no sense where nobody is there or in an image without a
 * shell, and a run that is kept, which each runner after it would take up.
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
]);
