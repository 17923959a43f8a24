import { describe, expect, test } from "bun:test";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { Interrupted } from "../../../src/errors.ts";
import { write } from "../../results/read/shapes.ts";
import { call } from "./call.ts";
import { clone, commit, cwd, eachInClone, env, four, git, inClone, state } from "./clone.ts";

eachInClone();

describe("refused, and the clone is as it was", () => {
  const refused = async (message: RegExp, ...args: string[]) => {
    const before = state();
    const done = await commit(...args);
    expect(done.code).toBe(2);
    expect(done.stderr).toMatch(message);
    expect(done.stdout).toBe("");
    expect(state()).toEqual(before);
  };

  test("a dirty tree: changed, staged, untracked", async () => {
    write(clone, { "docs/faq.md": "changed\n" });
    await refused(/has uncommitted changes: "docs\/faq\.md"\nfix: .*stash --include-untracked/);
    inClone("add", "--all");
    await refused(/has uncommitted changes: "docs\/faq\.md"/);
    inClone("reset", "--quiet", "--hard");
    write(clone, { "new.txt": "" });
    await refused(/has uncommitted changes: "new\.txt"/);
  });

  test("changes next to a folder in the clone: it must not be stashed with them", async () => {
    write(path.join(clone, "out"), four);
    const words = ["commit", "out", "--repo", ".", "--release", "v1.35", "--skip-check"];
    const refusal = async () => {
      const { code, stderr } = await call(words, { cwd: clone, env: { ...env, HOME: cwd } });
      expect(code).toBe(2);
      return stderr;
    };
    write(clone, { "out2/new.txt": "" });
    expect(await refusal()).toMatch(
      /has uncommitted changes: "out2\/new\.txt"\nfix: commit them, or move them/,
    );
    rmSync(path.join(clone, "out2"), { recursive: true });
    // what is staged would come into the commit
    inClone("add", "--force", "out");
    expect(await refusal()).toMatch(/has uncommitted changes: "out\/PRODUCT\.yaml"/);
  });

  test("files that git does not have, in the place of the submission", async () => {
    writeFileSync(path.join(clone, ".git/info/exclude"), "*.tar.gz\n");
    write(clone, { "v1.35/turbo/sonobuoy.tar.gz": "the only one", "v1.35/turbo/more/x.tar.gz": "x" });
    await refused(
      /v1\.35\/turbo contains files that git does not have: "more\/x\.tar\.gz", "sonobuoy\.tar\.gz"\nfix: move them/,
    );
    expect(readFileSync(path.join(clone, "v1.35/turbo/sonobuoy.tar.gz"), "utf8")).toBe("the only one");
    rmSync(path.join(clone, "v1.35/turbo"), { recursive: true });
    // the clone's .gitignore has it
    write(clone, { "v1.35/turbo/e2e.log": "the only one" });
    await refused(/contains files that git does not have: "e2e\.log"/);
    expect(readFileSync(path.join(clone, "v1.35/turbo/e2e.log"), "utf8")).toBe("the only one");
  });

  test("a folder that is not the four files", async () => {
    write(cwd, { "v1.35/turbo/logo.svg": "<svg/>" });
    await refused(
      /v1\.35\/turbo contains "logo\.svg": a submission is PRODUCT\.yaml, README\.md, e2e\.log, junit_01\.xml/,
    );
    rmSync(path.join(cwd, "v1.35/turbo/logo.svg"));
    rmSync(path.join(cwd, "v1.35/turbo/PRODUCT.yaml"));
    write(cwd, { "v1.35/turbo/product.yaml": "name: a\n" });
    await refused(/lacks PRODUCT\.yaml and contains "product\.yaml"/);
    rmSync(path.join(cwd, "v1.35/turbo/product.yaml"));
    write(cwd, { "v1.35/turbo/PRODUCT.yaml": "" });
    await refused(/PRODUCT\.yaml is empty/);
    rmSync(path.join(cwd, "v1.35/turbo/PRODUCT.yaml"));
    symlinkSync("/etc/passwd", path.join(cwd, "v1.35/turbo/PRODUCT.yaml"));
    await refused(/PRODUCT\.yaml is a symbolic link, not a regular file/);
  });

  test("someone whom git does not know: the commands that configure git are printed", async () => {
    inClone("config", "--unset", "user.email");
    await refused(
      /git does not know who commits.*\nfix: git -C \S+clone config user\.name .* config user\.email/,
    );
  });

  test("a detached HEAD, a rebase under way", async () => {
    inClone("checkout", "--quiet", "--detach");
    const detached = await commit();
    expect(detached.stderr).toMatch(/its HEAD is detached.*\nfix: git -C \S+ switch main/);
    inClone("switch", "--quiet", "main");
    mkdirSync(path.join(clone, ".git/rebase-merge"));
    const rebasing = await commit();
    expect(rebasing.stderr).toMatch(/a rebase is in progress\nfix: .*rebase --abort/);
  });

  test("a branch with commits of someone else's making", async () => {
    await commit();
    inClone("commit", "--quiet", "--allow-empty", "-m", "second");
    await refused(/the branch v1\.35-turbo has 2 commits, but only one is allowed/);
    inClone("reset", "--quiet", "--hard", "HEAD~1");
    write(clone, { "docs/faq.md": "more\n" });
    inClone("commit", "--quiet", "--all", "--amend", "--no-edit");
    await refused(/changes other files too: "docs\/faq\.md/);
  });

  test("what is there already, byte for byte", async () => {
    await commit();
    inClone("push", "--quiet", "origin", "v1.35-turbo:main");
    inClone("switch", "--quiet", "main");
    inClone("branch", "-D", "v1.35-turbo");
    await refused(/origin\/main already has these files in v1\.35\/turbo/);
    expect(existsSync(path.join(clone, "v1.35"))).toBe(false);
  });

  test("a filter of the clone that would change the evidence", async () => {
    writeFileSync(path.join(clone, ".git/info/attributes"), "*.log text eol=crlf\n");
    await refused(/git would change e2e\.log, because of a filter or \.gitattributes/);
    expect(existsSync(path.join(clone, "v1.35"))).toBe(false);
  });

  test("names and releases that fit no folder or branch", async () => {
    await refused(/"\.\.\/evil" is not a valid folder name/, "--product-name", "../evil");
    await refused(/"-x" is not a valid folder name/, "--product-name=-x");
    await refused(/--release v1\.34: the folder is for v1\.35/, "--release", "v1.34");
    write(path.join(cwd, "out"), four);
    const elsewhere = await call(["commit", "--skip-check", "out", "--repo", "clone"], { cwd, env });
    expect(elsewhere.stderr).toMatch(/not in a folder of a release.*\nfix: .*--release v1\.35/);
    const done = await call(["commit", "--skip-check", "out", "--repo", "clone", "--release", "v1.35"], {
      cwd,
      env,
    });
    expect(done.stdout).toContain("Conformance results for v1.35/out");
  });
});

describe("not a clone of it", () => {
  const to = (repo: string) => call(["commit", "--skip-check", "v1.35/turbo", "--repo", repo], { cwd, env });

  test("no folder, no git, a bare repository, one without a commit, another project", async () => {
    expect((await to("none")).stderr).toMatch(/--repo .*none: no such folder/);
    expect((await to("v1.35")).stderr).toMatch(/not a git clone\nfix: git clone https:\/\/github\.com\/cncf/);
    expect((await to("k8s-conformance.git")).stderr).toMatch(/a bare repository/);
    git("init", "--quiet", "empty");
    expect((await to("empty")).stderr).toMatch(/no default branch/);
    inClone("remote", "set-url", "origin", "https://github.com/acme/other");
    const other = await to("clone");
    expect(other).toMatchObject({ code: 2 });
    expect(other.stderr).toMatch(/none of its remotes is cncf\/k8s-conformance/);
    expect(await commit("--force")).toMatchObject({ code: 0 });
  });

  test("a missing git is reported", async () => {
    const done = await call(["commit", "--skip-check", "v1.35/turbo", "--repo", "clone"], {
      cwd,
      env: { PATH: cwd },
    });
    expect(done).toMatchObject({ code: 2 });
    expect(done.stderr).toContain("git cannot be started\nfix: install git");
  });
});

describe("a commit that fails on its way is taken back", () => {
  test("by git, with its own words", async () => {
    inClone("config", "commit.gpgsign", "true");
    git("config", "--global", "gpg.program", "false");
    const before = state();
    const done = await commit();
    expect(done.code).toBe(3);
    expect(done.stderr).toMatch(/git commit failed in .*clone: error: gpg failed to sign the data/);
    expect(state()).toEqual(before);
    expect(existsSync(path.join(clone, "v1.35"))).toBe(false);
  });

  test("an amendment too: the commit and its files stay those of before", async () => {
    await commit();
    const before = [...state(), inClone("rev-parse", "HEAD")];
    inClone("config", "commit.gpgsign", "true");
    git("config", "--global", "gpg.program", "false");
    write(cwd, { "v1.35/turbo/README.md": "# mended\n" });
    expect((await commit()).code).toBe(3);
    expect([...state(), inClone("rev-parse", "HEAD")]).toEqual(before);
    expect(readFileSync(path.join(clone, "v1.35/turbo/README.md"), "utf8")).toBe("# Turbo\n");
  });

  test("of a folder packed into the clone, whose files stay as they are there", async () => {
    const args = ["commit", "v1.35/turbo", "--repo", ".", "--skip-check"];
    const mended = { ...four, "README.md": "# mended\n", "e2e.log": "again\n" };
    const texts = () =>
      Object.fromEntries(
        readdirSync(path.join(clone, "v1.35/turbo"))
          .toSorted()
          .map((name) => [name, readFileSync(path.join(clone, "v1.35/turbo", name), "utf8")]),
      );
    const fails = async () => {
      write(path.join(clone, "v1.35/turbo"), mended);
      const before = [...state(), inClone("rev-parse", "--all")];
      inClone("config", "commit.gpgsign", "true");
      git("config", "--global", "gpg.program", "false");
      expect((await call(args, { cwd: clone, env: { ...env, HOME: cwd } })).code).toBe(3);
      expect([...state(), inClone("rev-parse", "--all")]).toEqual(before);
      expect(texts()).toEqual(mended);
      expect(readdirSync(path.join(clone, "v1.35"))).toEqual(["turbo"]);
      inClone("config", "--unset", "commit.gpgsign");
    };
    await fails();
    write(path.join(clone, "v1.35/turbo"), four);
    expect((await call(args, { cwd: clone, env: { ...env, HOME: cwd } })).code).toBe(0);
    await fails();
    inClone("reset", "--quiet", "--hard");
    inClone("switch", "--quiet", "main");
    await fails();
  });

  test("by a switch that git refuses, the folder packed into the clone unharmed", async () => {
    const args = ["commit", "v1.35/turbo", "--repo", ".", "--skip-check"];
    write(path.join(clone, "v1.35/turbo"), four);
    expect((await call(args, { cwd: clone, env: { ...env, HOME: cwd } })).code).toBe(0);
    inClone("switch", "--quiet", "main");
    // another work tree has the branch
    inClone("worktree", "add", "--quiet", path.join(cwd, "other"), "v1.35-turbo");
    write(path.join(clone, "v1.35/turbo"), { ...four, "e2e.log": "again\n" });
    const before = state();
    const done = await call(args, { cwd: clone, env: { ...env, HOME: cwd } });
    expect(done.code).toBe(3);
    expect(done.stderr).toMatch(/git switch failed .*(?:other|already)/);
    expect(state()).toEqual(before);
    expect(readFileSync(path.join(clone, "v1.35/turbo/e2e.log"), "utf8")).toBe("again\n");
    expect(readdirSync(path.join(clone, "v1.35"))).toEqual(["turbo"]);
  });

  test.each(["next to the clone", "packed into it"])("by a signal, the folder %s", async (place) => {
    const isThere = place === "packed into it";
    if (isThere) write(path.join(clone, "v1.35/turbo"), four);
    const interrupt = new AbortController();
    const program = path.join(cwd, "gpg");
    writeFileSync(program, `#!/bin/sh\necho > ${cwd}/asked\nexec sleep 5\n`);
    chmodSync(program, 0o755);
    inClone("config", "commit.gpgsign", "true");
    git("config", "--global", "gpg.program", program);
    const before = state();
    const folder = isThere ? "clone/v1.35/turbo" : "v1.35/turbo";
    const done = call(["commit", folder, "--repo", "clone", "--skip-check"], { cwd, env, interrupt });
    while (!existsSync(path.join(cwd, "asked"))) await Bun.sleep(5);
    interrupt.abort(new Interrupted("SIGINT"));
    expect(await done).toMatchObject({ code: 130 });
    expect(state()).toEqual(before);
    expect(existsSync(path.join(clone, "v1.35"))).toBe(isThere);
    for (const [name, text] of Object.entries(four))
      expect(readFileSync(path.join(cwd, folder, name), "utf8")).toBe(text);
  });
});
