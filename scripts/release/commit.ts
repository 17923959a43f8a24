import { execFileSync } from "node:child_process";

/** What a build is made from. */
export interface Commit {
  /** Its hash; `-dirty` behind it where the tree has changes that are not in it. */
  readonly name: string;
  /** When it was made: a build's date, so that building it again gives the same bytes. */
  readonly time: Date;
}

/** The commit that is checked out; undefined outside of a git checkout, as in an unpacked source archive. */
export function readCommit(root: string): Commit | undefined {
  const git = (...args: string[]) =>
    execFileSync("git", args, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  try {
    const [hash = "", seconds = ""] = git("log", "-1", "--format=%H %ct").split(" ");
    const dirty = git("status", "--porcelain") !== "";
    return { name: dirty ? `${hash}-dirty` : hash, time: new Date(Number(seconds) * 1000) };
  } catch {
    return undefined;
  }
}
