import { asked, botFails, type Check, notChecked, ours, refused, scenario } from "../check.ts";
import { unseenFix, unseenOf, unseenWords } from "./missing.ts";

const oneSigned = "combine them into one signed-off commit: kubectl conformance submission commit";

export const oneCommit: Check = {
  id: "one-commit",
  title: "the pull request has one commit",
  fix: oneSigned,
  judge: ({ submission: { commits } }) => {
    if (commits.kind === "not-checked") return notChecked(commits.why);
    const { commits: found } = commits;
    if (found.length === 0) return scenario([botFails("there is no commit yet")]);
    if (found.length === 1) return scenario([]);
    return scenario([
      botFails(
        `there are ${found.length} commits: ${found.map(({ id, subject }) => `${id} ${subject}`).join("; ")}`,
      ),
    ]);
  },
};

/** GitHub's DCO check, which is not part of the bot. */
export const signOff: Check = {
  id: "dco-sign-off",
  title: "each commit is signed off by its author",
  fix: "git commit --amend --signoff --no-edit, as the author of the commit",
  judge: ({ submission: { commits } }) => {
    if (commits.kind === "not-checked") return notChecked(commits.why);
    return ours(
      commits.commits.flatMap(({ id, author, signedOffBy }) => {
        if (signedOffBy.length === 0) return [refused(`${id} has no Signed-off-by line`)];
        if (signedOffBy.some((one) => one.toLowerCase() === author.toLowerCase())) return [];
        return [refused(`${id} is by ${author}, and signed off by ${signedOffBy.join(", ")}`)];
      }),
    );
  },
};

export const committed: Check = {
  id: "committed",
  title: "the folder is committed as it is",
  fix: oneSigned,
  judge: ({ submission }) => {
    const { commits } = submission;
    if (commits.kind === "not-checked") return notChecked(commits.why);
    const unseen = unseenOf(submission);
    const isNamed = new Set(unseen.map(({ file }) => file));
    const changed = commits.uncommitted.filter((file) => !isNamed.has(file));
    return ours(
      [
        ...unseen.map((one) => botFails(unseenWords(one))),
        ...changed.map((file) => asked(`${file} is new or changed, and not committed`)),
      ],
      { fix: unseenFix(unseen) },
    );
  },
};
