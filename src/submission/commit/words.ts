import { shellWords } from "../../results/words.ts";
import { type Clone, isUpstream, type Remote } from "./clone.ts";
import { type Committed, titleOf } from "./commit.ts";
import type { Place } from "./place.ts";

/**
 * The remote to push the branch to: the named one, otherwise one that is not cncf's own, preferably origin;
 * undefined if every remote is cncf's.
 */
export function pushRemote({ remotes }: Clone, named: string | undefined): Remote | undefined {
  if (named !== undefined) return remotes.find(({ name }) => name === named);
  const forks = remotes.filter((remote) => !isUpstream(remote));
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
  const verb = { new: "new commit", amended: "amended", unchanged: "as it was" }[way];
  return [
    `${committed.commit} on branch ${branch}: ${verb}, signed off by ${committed.signedOffBy}`,
    "",
    "Pull request title:",
    `  ${titleOf(place)}`,
    "",
    "Push:",
    ...(remote === undefined ? addFork(clone) : []),
    `  ${push(clone, branch, remote?.name ?? "fork")}`,
    "",
    "Open:",
    `  ${compareUrl(clone.baseBranch, branch, remote?.owner, titleOf(place))}`,
    "",
    "Before you ask for a review:",
    ...checklist(place).map((line) => `  [ ] ${line}`),
    "",
    "If a reviewer asks for a change: fix the folder, run this command again, and push again. It amends the commit, because",
    "a second one is not allowed.",
  ].join("\n");
}

/** A branch that was pushed before its commit was amended needs force; with a lease it cannot overwrite somebody else's. */
function push({ top }: Clone, branch: string, remote: string): string {
  return shellWords(["git", "-C", top, "push", "--force-with-lease", "--set-upstream", remote, branch]);
}

function addFork({ top }: Clone): string[] {
  const add = shellWords(["git", "-C", top, "remote", "add", "fork"]);
  return [
    "  # fork https://github.com/cncf/k8s-conformance first, then, with your account's name:",
    `  ${add} git@github.com:YOUR-ACCOUNT/k8s-conformance.git`,
  ];
}

function compareUrl(base: string, branch: string, owner: string | undefined, title: string): string {
  const head = `${owner ?? "YOUR-ACCOUNT"}:${branch}`;
  return `https://github.com/cncf/k8s-conformance/compare/${base}...${head}?expand=1&title=${encodeURIComponent(title)}`;
}

/** What the pull request's template and the reviewers ask (cncf/k8s-conformance), in our own words. */
function checklist({ product }: Place): string[] {
  return [
    `the participation form for ${product} is signed and sent to conformance@cncf.io (once per product, not per release)`,
    "name and website_url are those of that form",
    "repo_url is set if the product is open source",
    "the logo, if there is one, is SVG, AI or EPS, includes the product's or company's name, and suits light backgrounds",
    "README.md has all steps, flags and permissions to repeat the results; links alone are not accepted",
    "the pull request has this one commit, signed off with the author's own address (DCO)",
    "contact_email_address reaches a person",
  ];
}
