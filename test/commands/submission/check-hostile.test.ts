import { expect, test } from "bun:test";
import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { good } from "../../submission/check/sample.ts";
import { newFolder, program } from "../program.ts";
import { hostileAttributes, hostileConfig, included, type Marks, marksIn } from "./hostile.ts";

const git = (folder: string, ...words: string[]) =>
  execFileSync(
    "git",
    ["-C", folder, "-c", "user.name=Jane Doe", "-c", "user.email=jane@acme.test", ...words],
    {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    },
  );

/** A clone with a branch of one submission, whose .git is then made hostile. */
function clone(): { top: string; marks: Marks; config: string } {
  const cwd = newFolder();
  const upstream = path.join(cwd, "k8s-conformance");
  mkdirSync(path.join(upstream, "v1.35/other"), { recursive: true });
  git(cwd, "init", "--quiet", "--initial-branch=master", upstream);
  writeFileSync(path.join(upstream, "v1.35/other/README.md"), "other\n");
  git(upstream, "add", ".");
  git(upstream, "commit", "-m", "first");
  const top = path.join(cwd, "clone");
  git(cwd, "clone", "--quiet", upstream, top);
  git(top, "switch", "--quiet", "-c", "v1.35-acme");
  mkdirSync(path.join(top, "v1.35/acme"));
  for (const [name, text] of Object.entries(good)) writeFileSync(path.join(top, "v1.35/acme", name), text);
  git(top, "add", ".");
  git(top, "commit", "--signoff", "-m", "Conformance results for v1.35/acme");
  const marks = marksIn(cwd);
  const config = path.join(top, ".git/config");
  return { top, marks, config };
}

/** So that git has to look into the files again, and would clean them. */
const touch = (top: string) => {
  for (const name of Object.keys(good)) utimesSync(path.join(top, "v1.35/acme", name), 1, 1);
};

const check = (cwd: string) =>
  program(["submission", "check", "v1.35/acme", "--offline", "-o", "json"], {
    cwd,
    env: { PATH: process.env.PATH ?? "" },
  });

const commitsOf = async (cwd: string) => {
  const { stdout } = await check(cwd);
  const { checks } = JSON.parse(stdout);
  const found = (id: string) => checks.find((one: { id: string }) => one.id === id);
  return {
    oneCommit: found("one-commit").bot,
    signOff: found("dco-sign-off"),
    committed: found("committed"),
  };
};

test("of a folder in a hostile clone the commits are read, and nothing that its .git names is run", async () => {
  const { top, marks, config } = clone();
  const commit = git(top, "cat-file", "commit", "HEAD");
  const signature = "gpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n";
  writeFileSync(path.join(top, "../signed"), commit.replace("\n\n", `\n${signature}\n`));
  const signed = git(top, "hash-object", "-t", "commit", "-w", path.join(top, "../signed")).trim();
  git(top, "update-ref", "HEAD", signed);
  appendFileSync(config, hostileConfig(marks));
  for (const [name, text] of Object.entries(included(marks)))
    writeFileSync(path.join(top, ".git", name), text);
  writeFileSync(path.join(top, ".git/info/attributes"), hostileAttributes);
  touch(top);
  const { oneCommit, signOff, committed } = await commitsOf(top);
  expect(marks.ran()).toEqual([]);
  expect(oneCommit).toBe("pass");
  expect(signOff.ours).toBe("pass");
  expect(committed).toMatchObject({ ours: "pass", detail: [] });
});

test("objects that a promisor remote is to have are not fetched", async () => {
  const { top, marks, config } = clone();
  const tree = git(top, "rev-parse", "HEAD:v1.35").trim();
  appendFileSync(
    config,
    `[extensions]\n\tpartialClone = evil\n[remote "evil"]\n\tpromisor = true\n\turl = ext::${marks.program("promisor")}\n[protocol "ext"]\n\tallow = always\n`,
  );
  git(top, "config", "core.repositoryFormatVersion", "1");
  rmSync(path.join(top, ".git/objects", tree.slice(0, 2), tree.slice(2)));
  const { code, stderr } = await check(top);
  expect(marks.ran()).toEqual([]);
  // the files themselves are good; of the commits nothing can be said
  expect({ code, stderr }).toMatchObject({ code: 0 });
});

test("a submodule's own settings run nothing", async () => {
  const { top, marks } = clone();
  const module = path.join(top, "v1.35/acme/module");
  mkdirSync(module);
  git(module, "init", "--quiet");
  git(module, "commit", "--quiet", "--allow-empty", "-m", "x");
  git(top, "add", "v1.35/acme/module");
  git(top, "commit", "--quiet", "--signoff", "-m", "module");
  writeFileSync(path.join(module, "f.md"), "x");
  git(module, "add", ".");
  git(module, "commit", "--quiet", "-m", "y");
  appendFileSync(path.join(module, ".git/config"), hostileConfig(marks));
  writeFileSync(path.join(module, ".git/info/attributes"), hostileAttributes);
  utimesSync(path.join(module, "f.md"), 1, 1);
  await check(top);
  expect(marks.ran()).toEqual([]);
});

test("settings that put the files elsewhere, or that git cannot read, change nothing", async () => {
  const { top, config } = clone();
  const before = readFileSync(config, "utf8");
  appendFileSync(config, "[core]\n\tworktree = /\n\tbare = true\n");
  expect(await commitsOf(top)).toMatchObject({ oneCommit: "pass", committed: { ours: "pass" } });
  writeFileSync(config, `${before}[core\n`);
  const { code } = await check(top);
  expect(code).toBe(0);
});

test("a .git, or a part of it, that would have to be waited for is not", async () => {
  const fifo = (file: string) => {
    rmSync(file, { recursive: true, force: true });
    execFileSync("mkfifo", [file]);
  };
  for (const part of [".git", ".git/HEAD", ".git/config", ".git/index", ".git/packed-refs"]) {
    const { top } = clone();
    fifo(path.join(top, part));
    expect(await check(top)).toMatchObject({ stderr: expect.not.stringContaining("error") });
  }
});

test("a worktree of a clone is looked at as the clone is, packed refs and a split index too", async () => {
  const { top } = clone();
  const tree = path.join(top, "../tree");
  git(top, "switch", "--quiet", "master");
  git(top, "worktree", "add", "--quiet", tree, "v1.35-acme");
  git(tree, "update-index", "--split-index");
  git(top, "pack-refs", "--all");
  expect(await commitsOf(tree)).toMatchObject({ oneCommit: "pass", committed: { ours: "pass" } });
  writeFileSync(path.join(tree, "v1.35/acme/README.md"), good["README.md"].toUpperCase());
  expect(await commitsOf(tree)).toMatchObject({ committed: { ours: "warn" } });
});

test("nothing in the clone is written, and nothing is left in the folder for temporary files", async () => {
  const { top } = clone();
  touch(top);
  const index = readFileSync(path.join(top, ".git/index"));
  const listed = readdirSync(path.join(top, ".git"));
  const temporary = newFolder();
  const before = process.env.TMPDIR;
  process.env.TMPDIR = temporary;
  try {
    await check(top);
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
  expect(readFileSync(path.join(top, ".git/index")).equals(index)).toBe(true);
  expect(readdirSync(path.join(top, ".git"))).toEqual(listed);
  expect(readdirSync(temporary)).toEqual([]);
});

test("a link to the folder, and a clone of sha256 names, are read as git reads them", async () => {
  const { top } = clone();
  const way = path.join(newFolder(), "way");
  symlinkSync(top, way);
  expect(await commitsOf(way)).toMatchObject({ oneCommit: "pass" });
  const cwd = newFolder();
  const upstream = path.join(cwd, "k8s-conformance");
  git(cwd, "init", "--quiet", "--object-format=sha256", "--initial-branch=master", upstream);
  git(upstream, "commit", "--quiet", "--allow-empty", "-m", "first");
  git(cwd, "clone", "--quiet", upstream, "clone");
  const other = path.join(cwd, "clone");
  git(other, "switch", "--quiet", "-c", "v1.35-acme");
  cpSync(path.join(top, "v1.35/acme"), path.join(other, "v1.35/acme"), { recursive: true });
  git(other, "add", ".");
  git(other, "commit", "--quiet", "--signoff", "-m", "Conformance results for v1.35/acme");
  expect(await commitsOf(other)).toMatchObject({ oneCommit: "pass", committed: { ours: "pass" } });
});
