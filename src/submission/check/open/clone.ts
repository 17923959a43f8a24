import { stat } from "node:fs/promises";
import path from "node:path";
import { InputError } from "../../../errors.ts";
import { type Clone, openClone } from "../../commit/clone.ts";
import type { Git } from "../../commit/git.ts";
import type { Commit, Commits } from "../submission.ts";

/** Where a folder is, and what the pull request of its branch would hold beside it. */
export interface Surroundings {
  /** From the repository's top in a clone, else the last two parts of the path. */
  readonly folder: string;
  readonly commits: Commits;
  /** Files outside the folder that the branch changes, adds or removes, from the repository's top. */
  readonly otherFiles: readonly string[];
}

/**
 * Looks whether a folder is in a clone of cncf/k8s-conformance, and at the commits of its branch. `gitIn` starts the git
 * program; it is called only where there is a repository.
 */
export async function surroundingsOf(folder: string, gitIn: (folder: string) => Git): Promise<Surroundings> {
  const alone = (why: string): Surroundings => ({
    folder: `${path.basename(path.dirname(folder))}/${path.basename(folder)}`,
    commits: { kind: "not-looked-at", why },
    otherFiles: [],
  });
  if (!(await isInRepository(folder))) return alone("the folder is in no git clone");
  const git = gitIn(folder);
  try {
    const prefix = await git.run("rev-parse", "--show-prefix");
    const clone = await openClone(git);
    const own = prefix.replace(/\/$/, "");
    const isClone = clone.remotes.some(({ repository }) => repository.includes("k8s-conformance"));
    if (!isClone && !/^v1\.\d\d\/[^/]+$/.test(own)) {
      return alone(`${clone.top} is no clone of cncf/k8s-conformance`);
    }
    if (own === "") return alone("the folder is the top of its repository");
    return { folder: own, ...(await branchOf(clone, own)) };
  } catch (error) {
    // what commits cannot be read for is for `submission commit` to refuse
    if (error instanceof InputError) return alone(error.message.replace(/^--repo /, ""));
    throw error;
  }
}

/** Asking the file system first spares starting git where there is nothing to ask it. */
async function isInRepository(folder: string): Promise<boolean> {
  for (let at = folder; ; at = path.dirname(at)) {
    const found = await stat(path.join(at, ".git")).catch(() => undefined);
    if (found !== undefined) return true;
    if (path.dirname(at) === at) return false;
  }
}

async function branchOf({ git, base }: Clone, own: string): Promise<Omit<Surroundings, "folder">> {
  const commits = readCommits(
    await git.run("log", "--no-show-signature", `--format=${format}`, `${base}..HEAD`),
  );
  if (commits.length === 0) {
    const why = `the branch has no commit beyond ${base} yet`;
    return { commits: { kind: "not-looked-at", why }, otherFiles: [] };
  }
  const changed = await git.run("diff", "--name-only", "--no-renames", "-z", `${base}...HEAD`);
  const status = await git.run(
    "status",
    "--porcelain=v1",
    "-z",
    "--untracked-files=all",
    "--no-renames",
    "--",
    ".",
  );
  const files = (list: string) => list.split("\0").filter((name) => name !== "");
  return {
    commits: { kind: "found", commits, uncommitted: files(status).map((line) => line.slice(3)) },
    otherFiles: files(changed).filter((name) => !name.startsWith(`${own}/`)),
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
