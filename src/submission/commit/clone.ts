import { stat } from "node:fs/promises";
import path from "node:path";
import { InputError } from "../../errors.ts";
import { type Certificate, kubernetesCertificate } from "./certificate.ts";
import type { Git } from "./git.ts";

/** A clone of the certificate's repository, or of a fork of it, in which a commit can be made. */
export interface Clone {
  readonly git: Git;
  readonly certificate: Certificate;
  /** Its top folder. */
  readonly top: string;
  /** What a submission branches from: `origin/main`. */
  readonly base: string;
  /** The base's branch without its remote: `main`. */
  readonly baseBranch: string;
  /** The branch that is checked out. */
  readonly branch: string;
  readonly remotes: readonly Remote[];
}

export interface Remote {
  readonly name: string;
  /** For a repository on GitHub. */
  readonly owner: string | undefined;
  readonly repository: string;
}

export function isUpstream(remote: Remote, { repository }: Certificate): boolean {
  return remote.owner?.toLowerCase() === "cncf" && remote.repository === repository;
}

/**
 * Inspects the clone before anything in it is touched. `known` are its remotes, if git is not to be asked for them.
 * @throws InputError if it is not a clone, is bare, has no commit, has an operation in progress, or has no branch
 */
export async function openClone(
  git: Git,
  known?: readonly Remote[],
  certificate: Certificate = kubernetesCertificate,
): Promise<Clone> {
  await realFolder(git.clone);
  const inside = await git.try("rev-parse", "--is-inside-work-tree");
  if (inside.code !== 0) {
    const isOthers = inside.stderr.includes("dubious ownership");
    throw new InputError(
      `--repo ${git.clone}: ${isOthers ? "git refuses it: another user owns it" : "not a git clone"}`,
      {
        fix: isOthers
          ? `git config --global --add safe.directory ${git.clone}`
          : `git clone https://github.com/cncf/${certificate.repository}, and name that folder`,
      },
    );
  }
  if (inside.stdout.trim() !== "true") {
    throw new InputError(
      `--repo ${git.clone}: a bare repository or a .git folder, not a clone with its files`,
    );
  }
  await refuseMidst(git);
  const head = await git.try("symbolic-ref", "--quiet", "--short", "HEAD");
  if (head.code !== 0) {
    throw new InputError(
      `--repo ${git.clone}: its HEAD is detached, so commits there may not be on any branch`,
      {
        fix: `git -C ${git.clone} switch main`,
      },
    );
  }
  const remotes = known ?? (await remotesOf(git));
  const base = await baseOf(git, remotes, certificate);
  const top = await git.run("rev-parse", "--show-toplevel");
  if ((await stat(path.join(top, ".git")).catch(() => undefined)) === undefined) {
    throw new InputError(`--repo ${git.clone}: its settings put its files elsewhere, into ${top}`, {
      fix: `git -C ${git.clone} config --unset core.worktree`,
    });
  }
  return {
    git,
    certificate,
    top,
    base: base.ref,
    baseBranch: base.branch,
    branch: head.stdout.trim(),
    remotes,
  };
}

async function realFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory() !== true) throw new InputError(`--repo ${folder}: no such folder`);
}

const midst: readonly (readonly [file: string, what: string, way: string])[] = [
  ["rebase-merge", "a rebase", "rebase"],
  ["rebase-apply", "a rebase", "rebase"],
  ["MERGE_HEAD", "a merge", "merge"],
  ["CHERRY_PICK_HEAD", "a cherry-pick", "cherry-pick"],
  ["REVERT_HEAD", "a revert", "revert"],
  ["BISECT_LOG", "a bisect", "bisect"],
];

async function refuseMidst(git: Git): Promise<void> {
  for (const [file, what, way] of midst) {
    const place = path.resolve(git.clone, await git.run("rev-parse", "--git-path", file));
    if ((await stat(place).catch(() => undefined)) === undefined) continue;
    throw new InputError(`--repo ${git.clone}: ${what} is in progress`, {
      fix: `end it first: git -C ${git.clone} ${way === "bisect" ? "bisect reset" : `${way} --abort`}`,
    });
  }
}

async function remotesOf(git: Git): Promise<Remote[]> {
  const names = (await git.run("remote")).split("\n").filter((name) => name !== "");
  const remotes: Remote[] = [];
  for (const name of names) {
    const { stdout } = await git.try("remote", "get-url", name);
    remotes.push(remoteOf(name, stdout));
  }
  return remotes;
}

/** What a remote's URL says about it. */
export function remoteOf(name: string, given: string): Remote {
  const trimmed = given.trim();
  const url = trimmed.slice(0, trimmed.length - slashesAtEnd(trimmed)).replace(/\.git$/, "");
  return {
    name,
    owner: /github\.com(?::\d+)?[/:]([\w.-]+)\/[\w.-]+$/i.exec(url)?.[1],
    repository: path.posix.basename(url.replaceAll("\\", "/")),
  };
}

function slashesAtEnd(text: string): number {
  let count = 0;
  while (text.at(-1 - count) === "/") count++;
  return count;
}

/** The default branch: cncf's if a remote is that, otherwise origin's, otherwise the local one. */
async function baseOf(
  git: Git,
  remotes: readonly Remote[],
  certificate: Certificate,
): Promise<{ ref: string; branch: string }> {
  const remote =
    remotes.find((one) => isUpstream(one, certificate)) ??
    remotes.find(({ name }) => name === "origin") ??
    remotes[0];
  const exists = async (ref: string) =>
    (await git.try("rev-parse", "--verify", "--quiet", `${ref}^{commit}`)).code === 0;
  if (remote !== undefined) {
    const head = await git.try("symbolic-ref", "--quiet", `refs/remotes/${remote.name}/HEAD`);
    const named = head.stdout.trim().replace(`refs/remotes/${remote.name}/`, "");
    for (const branch of [...(head.code === 0 ? [named] : []), "main", "master"]) {
      const ref = `${remote.name}/${branch}`;
      if (await exists(`refs/remotes/${ref}`)) return { ref, branch };
    }
  }
  for (const branch of ["main", "master"]) {
    if (await exists(`refs/heads/${branch}`)) return { ref: branch, branch };
  }
  throw new InputError(`--repo ${git.clone}: no default branch, neither main nor master`, {
    fix: `git -C ${git.clone} fetch ${remote?.name ?? "origin"}`,
  });
}
