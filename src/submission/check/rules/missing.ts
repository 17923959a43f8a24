import { submissionFiles } from "../../four-files.ts";
import { botFails, type Judgement, scenario } from "../check.ts";
import type { Submission } from "../submission.ts";

/** One of the four files that is in the folder but not in the pull request. */
export interface Unseen {
  readonly file: string;
  /** Otherwise the branch leaves it as it is on the default branch. */
  readonly isUncommitted: boolean;
}

export function unseenOf({ folder, commits }: Submission): Unseen[] {
  if (commits.kind === "not-checked") return [];
  const { uncommitted, unseen } = commits;
  return unseen
    .filter((file) => submissionFiles.some((name) => file === `${folder}/${name}`))
    .map((file) => ({ file, isUncommitted: uncommitted.includes(file) }));
}

export function unseenWords({ file, isUncommitted }: Unseen): string {
  return isUncommitted ? `${file} is not committed` : `${file} is not changed by the branch`;
}

/** How to fix that; undefined if there is nothing to fix. */
export function unseenFix(unseen: readonly Unseen[]): string | undefined {
  if (unseen.length === 0) return undefined;
  if (unseen.some(({ isUncommitted }) => isUncommitted))
    return "commit all four in one signed-off commit, ignored or not: kubectl conformance submission commit";
  return "the bot only looks at what a pull request changes; if the product is already merged, tell the reviewers what this one fixes";
}

/** That one of the four is missing, and whether it is in the folder nevertheless. */
export function missingWords(submission: Submission, name: string): string {
  const there = unseenOf(submission).find(({ file }) => file === `${submission.folder}/${name}`);
  return there === undefined
    ? `${name} is missing`
    : `${name} is missing in the pull request: ${unseenWords(there)}`;
}

/** The judgment of a check of one file, if that file is missing. */
export function missingFile(submission: Submission, name: string): Judgement {
  const unseen = unseenOf(submission).filter(({ file }) => file === `${submission.folder}/${name}`);
  return scenario([botFails(missingWords(submission, name))], {
    fix: unseenFix(unseen),
    follows: "required-files",
  });
}
