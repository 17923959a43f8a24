import { describe, expect, test } from "bun:test";
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { write } from "../../results/read/shapes.ts";
import { good } from "../../submission/check/sample.ts";
import { call } from "./call.ts";
import { clone, commit, cwd, eachInClone, env, four, git, inClone, state } from "./clone.ts";

eachInClone();

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

  test("leaves the commit alone if nothing has changed, and prints the next steps nevertheless", async () => {
    await commit();
    // made long ago, so that another one cannot be the same by chance
    inClone("commit", "--quiet", "--amend", "--no-edit", "--date", "2026-11-20T00:00:00Z");
    const sha = inClone("rev-parse", "v1.35-turbo");
    inClone("switch", "--quiet", "main");
    const again = await commit();
    expect(again).toMatchObject({ code: 0, stderr: "" });
    expect(inClone("rev-parse", "v1.35-turbo")).toBe(sha);
    expect(inClone("symbolic-ref", "--short", "HEAD")).toBe("v1.35-turbo");
    expect(again.stdout).toContain("on branch v1.35-turbo: as it was, signed off by Jane Doe");
    expect(again.stdout).toContain(" push --force-with-lease");
  });

  test("amends a commit of the same files that has another author, message or sign-off", async () => {
    await commit();
    const amended = async (...words: string[]) => {
      inClone("commit", "--quiet", "--amend", ...words);
      expect((await commit()).stdout).toContain("v1.35-turbo: amended, signed off by Jane Doe");
      expect(inClone("log", "-1", "--format=%an|%B", "v1.35-turbo")).toBe(
        "Jane Doe|Conformance results for v1.35/turbo\n\nSigned-off-by: Jane Doe <jane@acme.test>",
      );
    };
    inClone("switch", "--quiet", "v1.35-turbo");
    await amended("--no-edit", "--author", "Someone <else@acme.test>");
    await amended("--message", "Conformance results for v1.35/turbo");
    await amended("--signoff", "--message", "results");
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

  test.each(["untracked", "staged"])("takes it again from the branch of before, %s there", async (state) => {
    const args = ["commit", "v1.35/turbo", "--repo", ".", "--skip-check"];
    write(path.join(clone, "v1.35/turbo"), four);
    await call(args, { cwd: clone, env });
    inClone("switch", "--quiet", "main");
    write(path.join(clone, "v1.35/turbo"), { ...four, "README.md": "# mended\n", "e2e.log": "again\n" });
    if (state === "staged") inClone("add", "--force", "v1.35/turbo");
    const again = await call(args, { cwd: clone, env });
    expect(again).toMatchObject({ code: 0, stderr: "" });
    expect(again.stdout).toContain("amended");
    expect(inClone("show", "HEAD:v1.35/turbo/README.md")).toBe("# mended");
    expect(inClone("show", "HEAD:v1.35/turbo/e2e.log")).toBe("again");
    expect(inClone("rev-list", "--count", "origin/main..HEAD")).toBe("1");
    expect(inClone("status", "--porcelain", "--ignored")).toBe("");
  });

  test("takes what fixes a product that is already merged, packed into the clone", async () => {
    await commit();
    inClone("push", "--quiet", "origin", "v1.35-turbo:main");
    inClone("switch", "--quiet", "main");
    inClone("merge", "--quiet", "--ff-only", "origin/main");
    inClone("branch", "-D", "v1.35-turbo");
    write(path.join(clone, "v1.35/turbo"), { "README.md": "# mended\n" });
    const done = await call(["commit", "v1.35/turbo", "--repo", ".", "--skip-check"], { cwd: clone, env });
    expect(done).toMatchObject({ code: 0, stderr: "" });
    expect(inClone("diff", "--name-only", "origin/main", "HEAD")).toBe("v1.35/turbo/README.md");
    expect(inClone("status", "--porcelain", "--ignored")).toBe("");
  });

  test("takes a folder that lies elsewhere in the clone, as the help has it, and again", async () => {
    inClone("remote", "add", "fork", "git@github.com:acme/k8s-conformance.git");
    write(path.join(clone, "out"), four);
    const words = "commit out --repo . --release v1.35 --product-name acme --push-remote fork --skip-check";
    const commitOut = () => call(words.split(" "), { cwd: clone, env });
    expect(await commitOut()).toMatchObject({ code: 0, stderr: "" });
    write(path.join(clone, "out"), { "README.md": "# mended\n" });
    expect((await commitOut()).stdout).toContain("amended");
    expect(inClone("show", "--format=", "--name-only", "HEAD").split("\n")).toEqual(
      Object.keys(four).map((name) => `v1.35/acme/${name}`),
    );
    expect(inClone("show", "HEAD:v1.35/acme/README.md")).toBe("# mended");
    expect(readdirSync(path.join(clone, "out")).toSorted()).toEqual(Object.keys(four));
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
