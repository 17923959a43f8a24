/** The label that marks what a run made, with the run's id as its value. */
export const runLabel = "kubectl-conformance/run";

/** Names inside the run's namespace. */
export const names = {
  pod: "suite",
  suite: "suite",
  collector: "collector",
  serviceAccount: "conformance",
  repoList: "test-repo-list",
} as const;

/** Where the conformance image leaves its files (`RESULTS_DIR` of its runner). */
export const resultsPath = "/tmp/results";

/** A run's id: its minute in UTC and four letters by chance, `20261120-2215-k3x9`. Fit for labels and file names. */
export function newRunId(now: number, chance: () => number = Math.random): string {
  const stamp = new Date(now).toISOString().replace(/[-:]/g, "").replace("T", "-").slice(0, 13);
  // no vowels and no look-alikes, so that no id spells a word or is misread
  const letters = "bcdfghjkmnpqrstvwxz23456789";
  const tail = Array.from({ length: 4 }, () => letters[Math.floor(chance() * letters.length)]).join("");
  return `${stamp}-${tail}`;
}
