import { realpath } from "node:fs/promises";
import path from "node:path";
import { InputError, RunError } from "../../../errors.ts";
import { type Clone, openClone } from "../../commit/clone.ts";
import type { GitOptions } from "../../commit/git.ts";
import { submissionFiles } from "../../four-files.ts";
import type { Commit, Commits, SubmittedFile } from "../submission.ts";
import { withCleanGit } from "./clean-git.ts";
import { gitFolderOf } from "./git-folder.ts";

/** Where a folder is, and what is known about its branch. */
export interface Surroundings {
  /** From the top of the repository in a clone, otherwise the last two parts of the path. */
  readonly folder: string;
  readonly branch: Branch;
}

/** A branch from which a pull request would be made. */
export type Branch =
  | Extract<Commits, { kind: "not-checked" }>
  | {
      readonly kind: "found";
      readonly commits: readonly Commit[];
      /** Files of the folder that are changed, untracked or ignored, and in no commit. */
      readonly uncommitted: readonly string[];
      /** Everything that the branch changes, adds or removes, from the top of the repository: the files of the pull request. For a renamed file, GitHub lists only the new name. */
      readonly changed: readonly string[];
    };

/**
 * Checks whether a folder is in a clone of cncf/k8s-conformance, and looks at the commits of its branch. The git program is started only
 * if there is a repository, and runs nothing that the repository names.
 */
export async function surroundingsOf(given: string, options: GitOptions): Promise<Surroundings> {
  const alone = (why: string): Surroundings => ({
    folder: `${path.basename(path.dirname(given))}/${path.basename(given)}`,
    branch: { kind: "not-checked", why },
  });
  const found = await gitFolderOf(given);
  if (found === undefined) return alone("the folder is not in a git clone");
  const folder = await realpath(given);
  try {
    return await withCleanGit(folder, found, options, async ({ git, remotes }) => {
      const clone = await openClone(git, remotes);
      const own = path.relative(found.top, folder).split(path.sep).join("/");
      const isClone = clone.remotes.some(({ repository }) => repository.includes("k8s-conformance"));
      if (!isClone && !/^v1\.\d\d\/[^/]+$/.test(own)) {
        return alone(`${clone.top} is not a clone of cncf/k8s-conformance`);
      }
      if (own === "") return alone("the folder is the top of its repository");
      return { folder: own, branch: await branchOf(clone) };
    });
  } catch (error) {
    // why commits cannot be read is for `submission commit` to report, and the files can be checked without them
    if (error instanceof InputError || error instanceof RunError) {
      return alone(error.message.replace(/^--repo /, ""));
    }
    throw error;
  }
}

/** What the pull request would contain: those files of the folder that the branch changes, and what it changes elsewhere. */
export function inPullRequest(
  { folder, branch }: Surroundings,
  own: readonly SubmittedFile[],
): { readonly files: readonly SubmittedFile[]; readonly commits: Commits } {
  if (branch.kind === "not-checked") return { files: own, commits: branch };
  const { commits, uncommitted, changed } = branch;
  const isChanged = new Set(changed);
  const onDisk = new Set(own.map((file) => file.path));
  const required = new Set(submissionFiles.map((name) => `${folder}/${name}`));
  // only their existence counts: the bot also counts a file that a branch removes
  const others = changed
    .filter((name) => !onDisk.has(name) && !required.has(name))
    .map((name) => ({ path: name, size: 1 }));
  return {
    files: [...own.filter((file) => isChanged.has(file.path)), ...others],
    commits: {
      kind: "found",
      commits,
      uncommitted,
      unseen: own.map((file) => file.path).filter((name) => !isChanged.has(name)),
    },
  };
}

async function branchOf({ git, base }: Clone): Promise<Branch> {
  const commits = readCommits(
    await git.run("log", "--no-show-signature", `--format=${format}`, `${base}..HEAD`),
  );
  if (commits.length === 0) {
    const why = `the branch has no commit beyond ${base} yet`;
    return { kind: "not-checked", why };
  }
  const changed = await git.run("diff", "--name-only", "--find-renames", "-z", `${base}...HEAD`);
  const status = await git.run(
    "status",
    "--porcelain=v1",
    "-z",
    "--untracked-files=all",
    "--ignored",
    "--no-renames",
    // git would start another git there, with the settings of that repository
    "--ignore-submodules=dirty",
    "--",
    ".",
  );
  const files = (list: string) => list.split("\0").filter((name) => name !== "");
  return {
    kind: "found",
    commits,
    uncommitted: files(status).map((line) => line.slice(3)),
    changed: files(changed),
  };
}

// fields end with a unit separator, commits with a record separator
const format = "%h%x1f%s%x1f%an <%ae>%x1f%(trailers:key=Signed-off-by,valueonly,unfold,separator=%x1d)%x1e";

function readCommits(log: string): Commit[] {
  return log
    .split("\u001e")
    .filter((record) => record.trim() !== "")
    .map((record) => {
      const [id = "", subject = "", author = "", signed = ""] = record.trim().split("\u001f");
      return { id, subject, author, signedOffBy: signed.split("\u001d").filter((line) => line !== "") };
    });
}
