import { shellWords } from "../../results/words.ts";
import { type Clone, isUpstream, type Remote } from "./clone.ts";
import type { Committed } from "./commit.ts";
import type { Place } from "./place.ts";

/**
 * The remote to push the branch to: the named one, otherwise one that is not cncf's own, preferably origin;
 * undefined if every remote is cncf's.
 */
export function pushRemote({ remotes, certificate }: Clone, named: string | undefined): Remote | undefined {
  if (named !== undefined) return remotes.find(({ name }) => name === named);
  const forks = remotes.filter((remote) => !isUpstream(remote, certificate));
  return forks.find(({ name }) => name === "origin") ?? forks[0];
}

/** What the user still has to do after the commit: push, open the pull request, and what reviewers check. */
export function nextSteps(
  clone: Clone,
  committed: Committed,
  place: Place,
  remote: Remote | undefined,
): string {
  const { branch, way } = committed;
  const { certificate } = clone;
  const title = certificate.title(place);
  const verb = { new: "new commit", amended: "amended", unchanged: "as it was" }[way];
  return [
    `${committed.commit} on branch ${branch}: ${verb}, signed off by ${committed.signedOffBy}`,
    "",
    "Pull request title:",
    `  ${title}`,
    "",
    "Push:",
    ...(remote === undefined ? addFork(clone) : []),
    `  ${push(clone, branch, remote?.name ?? "fork")}`,
    "",
    "Open:",
    `  ${compareUrl(clone, branch, remote?.owner, title)}`,
    "",
    "Before you ask for a review:",
    ...certificate.checklist(place).map((line) => `  [ ] ${line}`),
    "",
    "If a reviewer asks for a change: fix the folder, run this command again, and push again. It amends the commit, because",
    "a second one is not allowed.",
  ].join("\n");
}

/** A branch that was pushed before its commit was amended needs force; with a lease it cannot overwrite somebody else's. */
function push({ top }: Clone, branch: string, remote: string): string {
  return shellWords(["git", "-C", top, "push", "--force-with-lease", "--set-upstream", remote, branch]);
}

function addFork({ top, certificate: { repository } }: Clone): string[] {
  const add = shellWords(["git", "-C", top, "remote", "add", "fork"]);
  return [
    `  # fork https://github.com/cncf/${repository} first, then, with your account's name:`,
    `  ${add} git@github.com:YOUR-ACCOUNT/${repository}.git`,
  ];
}

function compareUrl(
  { baseBranch, certificate: { repository } }: Clone,
  branch: string,
  owner: string | undefined,
  title: string,
): string {
  const head = `${owner ?? "YOUR-ACCOUNT"}:${branch}`;
  return `https://github.com/cncf/${repository}/compare/${baseBranch}...${head}?expand=1&title=${encodeURIComponent(title)}`;
}
