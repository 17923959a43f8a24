import { realpath } from "node:fs/promises";
import path from "node:path";
import { InputError } from "../../errors.ts";
import { quoted } from "../../results/read/limits.ts";
import type { Clone } from "./clone.ts";

/** The folder to commit, and its place in the clone. */
export interface Way {
  readonly folder: string;
  /** `v1.35/acme` */
  readonly inside: string;
  /** Whether the folder is already there: a submission that was packed directly into the clone. */
  readonly isThere: boolean;
}

/** Throws InputError if none of the remotes looks like the certificate's repository; `given` is the user's name for the clone. */
export function refuseOther({ remotes, certificate }: Clone, given: string): void {
  if (remotes.some(({ repository }) => certificate.isNamed(repository))) return;
  const whole = `cncf/${certificate.repository}`;
  throw new InputError(`--repo ${given}: none of its remotes is ${whole} or a fork of it`, {
    fix: "name a clone of it; if the fork has another name, use --force",
  });
}

/** Checks where the folder is; `inside` is its path from the top of the clone. */
export async function wayOf({ top }: Clone, folder: string, inside: string): Promise<Way> {
  const real = (one: string) => realpath(one).catch(() => path.resolve(one));
  const isThere = (await real(folder)) === (await real(path.join(top, inside)));
  return { folder, inside, isThere };
}

/** Throws InputError naming uncommitted changes in the clone, other than the folder itself. */
export async function refuseDirty(clone: Clone, way: Way): Promise<void> {
  const { top, git } = clone;
  const status = await git.run(
    "status",
    "--porcelain=v1",
    "-z",
    "--untracked-files=all",
    "--no-renames",
    "--ignore-submodules=dirty",
  );
  const own = relative(await realpath(top), await realpath(way.folder));
  const isIn = own !== undefined;
  const changes = split(status)
    .map((line) => ({ state: line.slice(0, 2), file: line.slice(3) }))
    // elsewhere than in its place it is left alone, unless git has it: what is staged would become part of the commit
    .filter(({ state, file }) => !(isIn && file.startsWith(`${own}/`) && (way.isThere || state === "??")))
    .map(({ file }) => file);
  if (changes.length === 0) return;
  throw new InputError(`${top} has uncommitted changes: ${few(changes)}`, {
    // a stash would include the folder
    fix: isIn
      ? `commit them, or move them out of ${top}`
      : `commit them, or put them away: git -C ${top} stash --include-untracked`,
  });
}

/** Throws InputError naming files in the place for the submission that no commit could restore. */
export async function refuseForeign({ git, top }: Clone, { inside, isThere }: Way): Promise<void> {
  // the folder itself was read, and contains only the submission
  if (isThere) return;
  const untracked = split(await git.run("-C", top, "ls-files", "--others", "-z", "--", inside));
  if (untracked.length === 0) return;
  const names = untracked.map((file) => file.slice(inside.length + 1) || file);
  throw new InputError(`${path.join(top, inside)} contains files that git does not have: ${few(names)}`, {
    fix: "move them out of the folder: it must contain only the submission",
  });
}

/** From one folder to the other, with slashes; undefined if that is not below it. */
function relative(top: string, folder: string): string | undefined {
  const way = path.relative(top, folder).split(path.sep).join("/");
  return way === "" || way === ".." || way.startsWith("../") || path.isAbsolute(way) ? undefined : way;
}

function split(list: string): string[] {
  return list.split("\0").filter((line) => line !== "");
}

function few(files: readonly string[]): string {
  const more = files.length > 5 ? ` and ${files.length - 5} more` : "";
  return `${files.slice(0, 5).map(quoted).join(", ")}${more}`;
}
