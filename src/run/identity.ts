import { randomInt } from "node:crypto";

/** The label on everything that a run created, with the run's id as its value. */
export const runLabel = "kubectl-conformance/run";

/** The label on a namespace that is dedicated to runs, which they may use though they have not created it. */
export const runnerLabel = "kubectl-conformance/runner";

/** Names in the run's namespace that are the same in every run. */
export const names = { pod: "suite", suite: "suite", collector: "collector" } as const;

/** Where the conformance image puts its files (`RESULTS_DIR` of its runner). */
export const resultsPath = "/tmp/results";

// no vowels and no look-alikes, so that no id spells a word or is misread
const letters = "bcdfghjkmnpqrstvwxz23456789";
const tail = 4;

/** The format of a run's id; `isRunId` also checks that its time exists. */
export const runIdPattern = `^\\d{8}-\\d{4}-[${letters}]{${tail}}$`;

/** A run's id: its minute in UTC and four random letters, `20261120-2215-k3x9`. Valid for labels and file names. */
export function newRunId(now: number): string {
  const stamp = new Date(now).toISOString().replace(/[-:]/g, "").replace("T", "-").slice(0, 13);
  return `${stamp}-${randomLetters(tail)}`;
}

/** Whether the text has exactly the form that `newRunId` returns: anything that comes back from a cluster or a folder is checked before use. */
export function isRunId(text: string): boolean {
  if (!new RegExp(runIdPattern).test(text)) return false;
  const time = text.replace(/^(....)(..)(..)-(..)(..).*$/, "$1-$2-$3T$4:$5");
  const date = new Date(`${time}Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(time);
}

/** Letters that nobody can guess, valid in names of objects. */
export function randomLetters(count: number): string {
  return Array.from({ length: count }, () => letters[randomInt(letters.length)]).join("");
}
