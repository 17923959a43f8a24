import { lstat, mkdir, rm, rmdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { InputError } from "../../errors.ts";
import { quoted } from "../../results/read/limits.ts";

import { moveAside } from "./aside.ts";
import type { Clone } from "./clone.ts";
import type { Git } from "./git.ts";
import type { Place } from "./place.ts";
import { refuseDirty, refuseForeign, wayOf } from "./refuse.ts";

/** The files of a submission by their names, which may be in folders. */
export type SubmittedFiles = ReadonlyMap<string, Uint8Array>;

/** What was committed. */
export interface Committed {
  readonly branch: string;
  /** The commit, abbreviated. */
  readonly commit: string;
  /** Made now, made by an earlier call and amended, or left as that call made it. */
  readonly way: "new" | "amended" | "unchanged";
  /** `Jane Doe <jane@acme.test>` */
  readonly signedOffBy: string;
}

/**
 * Makes the single signed-off commit of a submission in a clone, on its own branch from the default branch; if an
 * earlier call made it, amends it, unless nothing has changed. If a step fails, the earlier ones are undone.
 * @throws InputError if the clone has changes of its own, git does not know the committer, or the branch has other commits
 */
export async function commitSubmission(
  clone: Clone,
  folder: string,
  files: SubmittedFiles,
  place: Place,
): Promise<Committed> {
  const { git, certificate } = clone;
  const title = certificate.title(place);
  const target = path.join(clone.top, place.minor, place.product);
  const way = await wayOf(clone, folder, `${place.minor}/${place.product}`);
  await refuseDirty(clone, way);
  await refuseForeign(clone, way);
  const signedOffBy = await identity(clone);
  const branch = `${place.minor}-${place.product}`;
  const amending = await isAmending(clone, branch, place);
  let made: Committed["way"] = amending ? "amended" : "new";
  const tip = await git.try("rev-parse", "--verify", "--quiet", `refs/heads/${branch}`);

  // git does not switch to a branch whose files already exist or are staged
  const aside = way.isThere ? await moveAside(target) : undefined;
  try {
    if (way.isThere) await git.try("reset", "--quiet", "--", `:(top)${way.inside}`);
    await switchTo(clone, branch, amending);
    await copyInto(clone, target, files, place);
    const message = ["--signoff", "--quiet", "--message", title];
    if (amending && (await isSameCommit(git, title, signedOffBy))) made = "unchanged";
    else await git.run("commit", ...(amending ? ["--amend", "--reset-author"] : []), ...message);
  } catch (error) {
    await takeBack(clone, { branch, tip: tip.stdout.trim() }, place);
    await aside?.putBack();
    throw error;
  }
  await aside?.drop();
  return { branch, way: made, signedOffBy, commit: await git.run("rev-parse", "--short", "HEAD") };
}

/** Whether amending would change only the commit's times: a commit that is already pushed would have to be pushed again. */
async function isSameCommit(git: Git, title: string, who: string): Promise<boolean> {
  if ((await git.try("diff", "--cached", "--quiet", "HEAD")).code !== 0) return false;
  const made = await git.run("log", "-1", "--no-show-signature", "--format=%an <%ae>%n%cn <%ce>%n%B");
  return made.trimEnd() === `${who}\n${who}\n${title}\n\nSigned-off-by: ${who}`;
}

/** The DCO requires the author's sign-off: one person, known to git. */
async function identity({ git, top }: Clone): Promise<string> {
  const who = async (name: string) => {
    const { code, stdout } = await git.try("var", name);
    if (code === 0) return stdout.replace(/ \d+ [+-]\d+\s*$/, "");
    throw new InputError(
      "git does not know who commits, and the sign-off needs a name and an e-mail address",
      {
        fix: `git -C ${top} config user.name "Your Name" && git -C ${top} config user.email you@your.org`,
      },
    );
  };
  const author = await who("GIT_AUTHOR_IDENT");
  const committer = await who("GIT_COMMITTER_IDENT");
  if (author === committer) return author;
  throw new InputError(`the author (${author}) is not the committer (${committer}), who signs off`, {
    fix: "unset GIT_AUTHOR_NAME, GIT_AUTHOR_EMAIL, GIT_COMMITTER_NAME and GIT_COMMITTER_EMAIL",
  });
}

/** Whether the branch exists and has just the commit of an earlier call. */
async function isAmending(
  { git, base, top }: Clone,
  branch: string,
  { minor, product }: Place,
): Promise<boolean> {
  if ((await git.try("rev-parse", "--verify", "--quiet", `refs/heads/${branch}`)).code !== 0) return false;
  const ahead = Number(await git.run("rev-list", "--count", `${base}..refs/heads/${branch}`));
  if (ahead === 0) return false;
  const fix = `see git -C ${top} log ${base}..${branch}; make one commit of them, or rename the branch: git -C ${top} branch -m ${branch} ${branch}-old`;
  if (ahead > 1)
    throw new InputError(`the branch ${branch} has ${ahead} commits, but only one is allowed`, { fix });
  const changed = await git.run("diff-tree", "--no-commit-id", "--name-only", "-r", `refs/heads/${branch}`);
  const foreign = changed
    .split("\n")
    .filter((file) => file !== "" && !file.startsWith(`${minor}/${product}/`));
  if (foreign.length === 0) return true;
  throw new InputError(
    `the commit on branch ${branch} changes other files too: ${foreign.slice(0, 5).map(quoted).join(", ")}`,
    {
      fix,
    },
  );
}

/** On the branch of an earlier call as it is; otherwise on a new one, or one without commits of its own, from the base. */
async function switchTo(
  { git, base, branch: current }: Clone,
  branch: string,
  amending: boolean,
): Promise<void> {
  if (!amending) await git.run("switch", "--quiet", "--no-track", "--force-create", branch, base);
  else if (current !== branch) await git.run("switch", "--quiet", branch);
}

async function copyInto(
  { git, top, base, certificate }: Clone,
  target: string,
  files: SubmittedFiles,
  place: Place,
): Promise<void> {
  await refuseLink(top, place.minor, certificate.repository);
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  for (const [name, bytes] of files) {
    await mkdir(path.dirname(path.join(target, name)), { recursive: true });
    await writeFile(path.join(target, name), bytes);
  }
  const inside = `${place.minor}/${place.product}`;
  const isSparse = (await git.try("config", "--bool", "core.sparseCheckout")).stdout.trim() === "true";
  // a .gitignore with *.log, or line ends that git would change, must not affect the evidence
  const add = ["-c", "core.autocrlf=false", "-c", "core.safecrlf=false"];
  await git.run(
    ...add,
    "-C",
    top,
    "add",
    "--force",
    "--all",
    ...(isSparse ? ["--sparse"] : []),
    "--",
    inside,
  );
  await sameBytes(git, target, inside, [...files.keys()]);
  if ((await git.try("diff", "--cached", "--quiet", base, "--", `:(top)${inside}`)).code === 0) {
    throw new InputError(
      `${base} already has these files in ${inside}, byte for byte: there is nothing to submit`,
    );
  }
}

/** The folder of a release may be a link in the repository, and its target does not belong to the clone. */
async function refuseLink(top: string, minor: string, repository: string): Promise<void> {
  const found = await lstat(path.join(top, minor)).catch(() => undefined);
  if (found === undefined || found.isDirectory()) return;
  const what = found.isSymbolicLink() ? "a link" : "a file";
  throw new InputError(`${path.join(top, minor)} is ${what}, where the folder of the release has to be`, {
    fix: `name another clone of cncf/${repository}, or repair its default branch`,
  });
}

/** git stored the files themselves, whatever .gitattributes say. */
async function sameBytes(git: Git, target: string, inside: string, names: readonly string[]): Promise<void> {
  const paths = names.map((name) => path.join(target, name));
  const hashes = (await git.run("hash-object", "--no-filters", "--", ...paths)).split("\n");
  const staged = await git.run("ls-files", "--stage", "--", `:(top)${inside}`);
  const changed = names.filter((_, index) => !staged.includes(` ${hashes[index] ?? "?"} `));
  if (changed.length === 0) return;
  throw new InputError(
    `git would change ${changed.join(", ")}, because of a filter or .gitattributes in the clone`,
    {
      fix: "remove the filter from the clone's .gitattributes and .git/info/attributes, then try again",
    },
  );
}

/** Restores the clone: the branch where it was, or no branch, and the previous checkout. */
async function takeBack(
  { git, top, branch: before }: Clone,
  made: { readonly branch: string; readonly tip: string },
  { minor, product }: Place,
): Promise<void> {
  const inside = `:(top)${minor}/${product}`;
  await git.anyway("reset", "--quiet", "--", inside);
  await git.anyway("checkout", "--quiet", "--", inside);
  await git.anyway("-C", top, "clean", "--quiet", "--force", "-d", "-x", "--", `${minor}/${product}`);
  // the folder of the release, if nothing else is in it
  await rmdir(path.join(top, minor)).catch(() => undefined);
  if (before === made.branch) return;
  await git.anyway("switch", "--quiet", before);
  if (made.tip === "") await git.anyway("branch", "--quiet", "-D", made.branch);
  else await git.anyway("branch", "--quiet", "--force", made.branch, made.tip);
}
