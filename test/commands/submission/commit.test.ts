import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Interrupted } from "../../../src/errors.ts";
import { newFolder, write } from "../../results/read/shapes.ts";
import { good } from "../../submission/check/sample.ts";
import { call } from "./call.ts";

let cwd = "";
let clone = "";
const env = { GIT_CONFIG_NOSYSTEM: "1" };

/** The real git; gives what it printed. */
function git(...args: string[]): string {
  const run = Bun.spawnSync(["git", ...args], {
    cwd,
    env: { HOME: cwd, PATH: process.env.PATH, LC_ALL: "C", ...env },
  });
  if (run.exitCode !== 0) throw new Error(`git ${args.join(" ")}: ${run.stderr}`);
  return run.stdout.toString().trim();
}
const inClone = (...args: string[]) => git("-C", clone, ...args);

const four = {
  "PRODUCT.yaml": "vendor: ACME\r\nname: Turbo\r\n",
  "README.md": "# Turbo\n",
  "e2e.log": "a\r\nb\n\u001b[1mc",
  "junit_01.xml": "<testsuites></testsuites>",
};

beforeEach(() => {
  cwd = newFolder();
  clone = path.join(cwd, "clone");
  git("init", "--quiet", "--bare", "--initial-branch=main", "k8s-conformance.git");
  git("clone", "--quiet", "k8s-conformance.git", "seed");
  write(path.join(cwd, "seed"), {
    "docs/faq.md": "faq\n",
    ".gitignore": "*.log\n",
    "v1.34/turbo/README.md": "old\n",
  });
  git("-C", "seed", "checkout", "--quiet", "-B", "main");
  git("-C", "seed", "add", "--all");
  git(
    "-C",
    "seed",
    "-c",
    "user.name=Seed",
    "-c",
    "user.email=seed@acme.test",
    "commit",
    "--quiet",
    "-m",
    "seed",
  );
  git("-C", "seed", "push", "--quiet", "origin", "main");
  git("clone", "--quiet", "k8s-conformance.git", "clone");
  inClone("config", "user.name", "Jane Doe");
  inClone("config", "user.email", "jane@acme.test");
  write(path.join(cwd, "v1.35/turbo"), four);
});
afterEach(() => rmSync(cwd, { recursive: true }));

const commit = (...args: string[]) =>
  call(["commit", "v1.35/turbo", "--repo", "clone", "--skip-check", ...args], { cwd, env });
const state = () => [
  inClone("symbolic-ref", "--short", "HEAD"),
  inClone("status", "--porcelain"),
  inClone("branch"),
];

describe("submission commit", () => {
  test("what the bot would refuse is not committed, what it would take is", async () => {
    const words = ["commit", "v1.35/turbo", "--repo", "clone"];
    const before = state();
    const refused = await call(words, { cwd, env });
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain("required-tests");
    expect(refused.stderr).toContain("submission check v1.35/turbo");
    expect(state()).toEqual(before);
    write(path.join(cwd, "v1.35/turbo"), good);
    expect(await call(words, { cwd, env })).toMatchObject({ code: 0, stderr: "" });
  });

  test("makes one signed-off commit of the four files on a branch of its own, and prints what is left to do", async () => {
    const done = await commit();
    expect(done.code).toBe(0);
    expect(inClone("log", "--format=%an <%ae>|%cn <%ce>|%B", "origin/main..v1.35-turbo")).toBe(
      "Jane Doe <jane@acme.test>|Jane Doe <jane@acme.test>|Conformance results for v1.35/turbo\n\nSigned-off-by: Jane Doe <jane@acme.test>",
    );
    expect(inClone("diff", "--name-only", "origin/main", "v1.35-turbo").split("\n")).toEqual(
      Object.keys(four).map((name) => `v1.35/turbo/${name}`),
    );
    for (const [name, data] of Object.entries(four)) {
      const blob = Bun.spawnSync(["git", "-C", clone, "show", `v1.35-turbo:v1.35/turbo/${name}`]).stdout;
      expect(blob.toString()).toBe(data);
    }
    expect(inClone("rev-parse", "main")).toBe(inClone("rev-parse", "origin/main"));
    expect(inClone("status", "--porcelain")).toBe("");
    expect(done.stdout).toContain("Pull request title:\n  Conformance results for v1.35/turbo\n");
    expect(done.stdout).toContain(
      `git -C ${clone} push --force-with-lease --set-upstream origin v1.35-turbo\n`,
    );
    for (const word of ["form", "logo", "README.md", "DCO"]) expect(done.stdout).toContain(word);
    expect(done.stderr).toBe("");
  });

  test("amends on the second call, from whatever branch: still one commit and one sign-off, with the new files", async () => {
    await commit();
    inClone("switch", "--quiet", "main");
    inClone("config", "user.email", "doe@acme.test");
    write(cwd, { "v1.35/turbo/README.md": "# Turbo, mended\n" });
    const again = await commit();
    expect(again.stdout).toContain("on branch v1.35-turbo: amended, signed off by Jane Doe <doe@acme.test>");
    expect(inClone("rev-list", "--count", "origin/main..v1.35-turbo")).toBe("1");
    expect(inClone("log", "-1", "--format=%ae%n%B", "v1.35-turbo")).toBe(
      "doe@acme.test\nConformance results for v1.35/turbo\n\nSigned-off-by: Jane Doe <doe@acme.test>",
    );
    expect(inClone("show", "v1.35-turbo:v1.35/turbo/README.md")).toBe("# Turbo, mended");
  });

  test("what it prints pushes: the first time, and again after an amendment", async () => {
    const push = async () => {
      const line = (await commit()).stdout.split("\n").find((one) => one.includes(" push ")) ?? "";
      git(...line.trim().split(" ").slice(1));
    };
    await push();
    write(cwd, { "v1.35/turbo/README.md": "# mended\n" });
    await push();
    expect(git("-C", "k8s-conformance.git", "rev-list", "--count", "main..v1.35-turbo")).toBe("1");
  });

  test("begins at the default branch, not at what is checked out, and at cncf's where a remote is that", async () => {
    inClone("switch", "--quiet", "--create", "mine");
    inClone("commit", "--quiet", "--allow-empty", "-m", "mine");
    await commit();
    expect(inClone("rev-parse", "v1.35-turbo~1")).toBe(inClone("rev-parse", "origin/main"));

    inClone("remote", "rename", "origin", "upstream");
    inClone("remote", "set-url", "upstream", "https://github.com/cncf/k8s-conformance.git");
    inClone("remote", "add", "origin", "git@github.com:acme/k8s-conformance.git");
    inClone("update-ref", "refs/remotes/origin/main", "mine");
    const done = await commit("--product-name", "turbo2");
    expect(inClone("rev-parse", "v1.35-turbo2~1")).toBe(inClone("rev-parse", "upstream/main"));
    expect(done.stdout).toContain("--set-upstream origin v1.35-turbo2\n");
    expect(done.stdout).toContain(
      "/cncf/k8s-conformance/compare/main...acme:v1.35-turbo2?expand=1&title=Conformance%20",
    );
  });

  test("pushes to the remote that is named, and to a fork that is yet to be made where there is none", async () => {
    inClone("remote", "set-url", "origin", "https://s3cr3t@github.com/cncf/k8s-conformance");
    const without = await commit();
    expect(without.stdout).toContain("remote add fork git@github.com:YOUR-ACCOUNT/k8s-conformance.git");
    expect(without.stdout).toContain("--set-upstream fork v1.35-turbo");
    expect(without.stdout).not.toContain("s3cr3t");
    inClone("remote", "add", "mine", "https://github.com/acme/conf");
    expect((await commit("--push-remote", "mine")).stdout).toContain("main...acme:v1.35-turbo");
    const unknown = await commit("--push-remote", "none");
    expect(unknown).toMatchObject({ code: 2 });
    expect(unknown.stderr).toContain("--push-remote none: no remote of clone, which has mine, origin");
  });

  test("takes a submission that was packed right into the clone", async () => {
    write(path.join(clone, "v1.35/turbo"), four);
    const args = ["commit", "v1.35/turbo", "--repo", ".", "--skip-check"];
    expect(await call(args, { cwd: clone, env })).toMatchObject({ code: 0, stderr: "" });
    write(path.join(clone, "v1.35/turbo"), { "README.md": "# mended\n" });
    expect((await call(args, { cwd: clone, env })).stdout).toContain("amended");
    expect(inClone("show", "HEAD:v1.35/turbo/README.md")).toBe("# mended");
    expect(inClone("rev-list", "--count", "origin/main..HEAD")).toBe("1");
  });

  test("works in a sparse clone that has no such folder", async () => {
    inClone("sparse-checkout", "set", "docs");
    expect(await commit()).toMatchObject({ code: 0 });
    expect(inClone("ls-tree", "-r", "--name-only", "HEAD", "v1.35/").split("\n")).toHaveLength(4);
  });

  test("runs none of the clone's hooks and never asks", async () => {
    const hook = path.join(clone, ".git/hooks/commit-msg");
    mkdirSync(path.dirname(hook), { recursive: true });
    writeFileSync(hook, "#!/bin/sh\nexit 1\n");
    chmodSync(hook, 0o755);
    expect(await commit()).toMatchObject({ code: 0 });
  });
});

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
    await refused(/has changes that are not committed: "docs\/faq\.md"\nfix: .*stash --include-untracked/);
    inClone("add", "--all");
    await refused(/not committed: "docs\/faq\.md"/);
    inClone("reset", "--quiet", "--hard");
    write(clone, { "new.txt": "" });
    await refused(/not committed: "new\.txt"/);
  });

  test("a folder that is not the four files", async () => {
    write(cwd, { "v1.35/turbo/logo.svg": "<svg/>" });
    await refused(
      /v1\.35\/turbo holds "logo\.svg": a submission is PRODUCT\.yaml, README\.md, e2e\.log, junit_01\.xml/,
    );
    rmSync(path.join(cwd, "v1.35/turbo/logo.svg"));
    rmSync(path.join(cwd, "v1.35/turbo/PRODUCT.yaml"));
    write(cwd, { "v1.35/turbo/product.yaml": "name: a\n" });
    await refused(/lacks PRODUCT\.yaml and holds "product\.yaml"/);
    rmSync(path.join(cwd, "v1.35/turbo/product.yaml"));
    write(cwd, { "v1.35/turbo/PRODUCT.yaml": "" });
    await refused(/PRODUCT\.yaml is empty/);
    rmSync(path.join(cwd, "v1.35/turbo/PRODUCT.yaml"));
    symlinkSync("/etc/passwd", path.join(cwd, "v1.35/turbo/PRODUCT.yaml"));
    await refused(/PRODUCT\.yaml is no regular file/);
  });

  test("someone whom git does not know: the commands that tell it are printed", async () => {
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
    expect(rebasing.stderr).toMatch(/a rebase is under way\nfix: .*rebase --abort/);
  });

  test("a branch with commits of someone else's making", async () => {
    await commit();
    inClone("commit", "--quiet", "--allow-empty", "-m", "second");
    await refused(/the branch v1\.35-turbo has 2 commits, and one is allowed/);
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
    await refused(/origin\/main has these files in v1\.35\/turbo already/);
    expect(existsSync(path.join(clone, "v1.35"))).toBe(false);
  });

  test("a filter of the clone that would change the evidence", async () => {
    writeFileSync(path.join(clone, ".git/info/attributes"), "*.log text eol=crlf\n");
    await refused(/git would change e2e\.log: a filter or \.gitattributes/);
    expect(existsSync(path.join(clone, "v1.35"))).toBe(false);
  });

  test("names and releases that fit no folder or branch", async () => {
    await refused(/"\.\.\/evil" is no folder's name/, "--product-name", "../evil");
    await refused(/"-x" is no folder's name/, "--product-name=-x");
    await refused(/--release v1\.34: the folder is of v1\.35/, "--release", "v1.34");
    write(path.join(cwd, "out"), four);
    const elsewhere = await call(["commit", "--skip-check", "out", "--repo", "clone"], { cwd, env });
    expect(elsewhere.stderr).toMatch(/not in a folder of a release.*\nfix: .*--release v1\.35/);
    const told = await call(["commit", "--skip-check", "out", "--repo", "clone", "--release", "v1.35"], {
      cwd,
      env,
    });
    expect(told.stdout).toContain("Conformance results for v1.35/out");
  });
});

describe("not a clone of it", () => {
  const to = (repo: string) => call(["commit", "--skip-check", "v1.35/turbo", "--repo", repo], { cwd, env });

  test("no folder, no git, a bare repository, one without a commit, another project", async () => {
    expect((await to("none")).stderr).toMatch(/--repo .*none: no such folder/);
    expect((await to("v1.35")).stderr).toMatch(/no git clone\nfix: git clone https:\/\/github\.com\/cncf/);
    expect((await to("k8s-conformance.git")).stderr).toMatch(/a bare repository/);
    git("init", "--quiet", "empty");
    expect((await to("empty")).stderr).toMatch(/no default branch/);
    inClone("remote", "set-url", "origin", "https://github.com/acme/other");
    const other = await to("clone");
    expect(other).toMatchObject({ code: 2 });
    expect(other.stderr).toMatch(/none of its remotes is cncf\/k8s-conformance/);
    expect(await commit("--force")).toMatchObject({ code: 0 });
  });

  test("no git on the PATH is told", async () => {
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
    inClone("config", "gpg.program", "false");
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
    inClone("config", "gpg.program", "false");
    write(cwd, { "v1.35/turbo/README.md": "# mended\n" });
    expect((await commit()).code).toBe(3);
    expect([...state(), inClone("rev-parse", "HEAD")]).toEqual(before);
    expect(readFileSync(path.join(clone, "v1.35/turbo/README.md"), "utf8")).toBe("# Turbo\n");
  });

  test("by a signal", async () => {
    const interrupt = new AbortController();
    const program = path.join(cwd, "gpg");
    writeFileSync(program, `#!/bin/sh\necho > ${cwd}/asked\nexec sleep 5\n`);
    chmodSync(program, 0o755);
    inClone("config", "commit.gpgsign", "true");
    inClone("config", "gpg.program", program);
    const before = state();
    const args = ["commit", "v1.35/turbo", "--repo", "clone", "--skip-check"];
    const done = call(args, { cwd, env, interrupt });
    while (!existsSync(path.join(cwd, "asked"))) await Bun.sleep(5);
    interrupt.abort(new Interrupted("SIGINT"));
    expect(await done).toMatchObject({ code: 130 });
    expect(state()).toEqual(before);
  });
});
