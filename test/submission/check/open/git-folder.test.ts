import { expect, test } from "bun:test";
import { execFileSync } from "node:child_process";
import { mkdirSync, realpathSync } from "node:fs";
import path from "node:path";
import { gitFolderOf } from "../../../../src/submission/check/open/git-folder.ts";
import { newFolder, write } from "../../../results/read/shapes.ts";

const folder = () => realpathSync(newFolder());

test("the .git of a clone, from a folder deep in it", async () => {
  const top = folder();
  write(top, { ".git/HEAD": "ref: refs/heads/main\n", "v1.35/acme/README.md": "" });
  const git = path.join(top, ".git");
  expect(await gitFolderOf(path.join(top, "v1.35/acme"))).toEqual({ top, own: git, common: git });
});

test("that of a work tree is named in a file, and names the clone's", async () => {
  const top = folder();
  write(top, {
    "tree/.git": "gitdir: ../clone/.git/worktrees/tree\r\n",
    "clone/.git/worktrees/tree/commondir": "../..\n",
  });
  expect(await gitFolderOf(path.join(top, "tree"))).toEqual({
    top: path.join(top, "tree"),
    own: path.join(top, "clone/.git/worktrees/tree"),
    common: path.join(top, "clone/.git"),
  });
});

test.each(["", "gitdir: ", "something else\n", `gitdir: ${"x".repeat(5000)}`])(
  "a file that names none: %j",
  async (text) => {
    const top = folder();
    write(top, { ".git": text });
    expect(await gitFolderOf(top)).toBeUndefined();
  },
);

test("no .git, and one that would have to be waited for", async () => {
  const top = folder();
  mkdirSync(path.join(top, "in"));
  execFileSync("mkfifo", [path.join(top, "in/.git")]);
  expect(await gitFolderOf(path.join(top, "in"))).toBeUndefined();
});
