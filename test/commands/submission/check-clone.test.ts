import { beforeAll, describe, expect, test } from "bun:test";
import { execFileSync } from "node:child_process";
import { appendFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { good } from "../../submission/check/sample.ts";
import { newFolder, program } from "../program.ts";

const check = (cwd: string, ...words: string[]) =>
  program(["submission", "check", "v1.35/acme", "--offline", ...words], { cwd });

let ready: string;
beforeAll(() => {
  ready = newFolder();
  mkdirSync(path.join(ready, "v1.35/acme"), { recursive: true });
  for (const [name, text] of Object.entries(good)) writeFileSync(path.join(ready, "v1.35/acme", name), text);
});

/** A clone of a repository that is called k8s-conformance, with a branch of this one submission. */
function clone(): { top: string; git: (...words: string[]) => string } {
  const cwd = newFolder();
  const run =
    (folder: string) =>
    (...words: string[]) =>
      execFileSync(
        "git",
        ["-C", folder, "-c", "user.name=Jane Doe", "-c", "user.email=jane@acme.test", ...words],
        {
          encoding: "utf8",
          stdio: ["ignore", "pipe", "ignore"],
        },
      );
  const upstream = path.join(cwd, "k8s-conformance");
  mkdirSync(path.join(upstream, "v1.35/other"), { recursive: true });
  run(upstream)("init", "--initial-branch=master");
  writeFileSync(path.join(upstream, "v1.35/other/README.md"), "other\n");
  run(upstream)("add", ".");
  run(upstream)("commit", "-m", "first");
  const top = path.join(cwd, "clone");
  run(cwd)("clone", upstream, top);
  run(top)("switch", "-c", "v1.35-acme");
  cpSync(path.join(ready, "v1.35/acme"), path.join(top, "v1.35/acme"), { recursive: true });
  return { top, git: run(top) };
}

interface Json {
  readonly bot: { readonly passed: number; readonly labels: readonly string[] };
  readonly checks: readonly {
    readonly id: string;
    readonly bot: string;
    readonly ours: string;
    readonly detail: readonly string[];
    readonly fix: string;
  }[];
}

async function report(top: string): Promise<Json> {
  return JSON.parse((await check(top, "-o", "json")).stdout);
}

async function verdicts(top: string): Promise<Record<string, string>> {
  const { checks } = await report(top);
  return Object.fromEntries(checks.map(({ id, bot, ours }) => [id, `${bot}/${ours}`]));
}

test("in a clone the commits of the branch count, and what else they change", async () => {
  const { top, git } = clone();
  expect((await check(top)).stdout).toContain("the branch has no commit beyond origin/master yet");
  git("add", ".");
  git("commit", "-m", "Conformance results for v1.35/acme");
  expect(await verdicts(top)).toMatchObject({ "one-commit": "pass/pass", "dco-sign-off": "not-run/fail" });
  git("commit", "--amend", "--signoff", "--no-edit");
  expect(await check(top)).toMatchObject({ code: 0 });
  expect(await verdicts(top)).toMatchObject({
    "one-commit": "pass/pass",
    "dco-sign-off": "not-run/pass",
    committed: "not-run/pass",
  });
  writeFileSync(
    path.join(top, "v1.35/acme/README.md"),
    `${readFileSync(path.join(top, "v1.35/acme/README.md"))}more\n`,
  );
  expect(await verdicts(top)).toMatchObject({ committed: "not-run/warn" });
  git("rm", "-q", "v1.35/other/README.md");
  git("commit", "-am", "more");
  expect(await verdicts(top)).toMatchObject({ "one-commit": "fail/fail", "one-product": "fail/fail" });
});

test("in a clone, a file instead of a folder is reported as anywhere, and so is what only another folder has", async () => {
  const { top, git } = clone();
  const file = await program(["submission", "check", "v1.35/acme/PRODUCT.yaml", "--offline"], { cwd: top });
  expect(file.code).toBe(2);
  expect(file.stderr).toContain("v1.35/acme/PRODUCT.yaml is a file");
  mkdirSync(path.join(top, "v1.35/more"));
  execFileSync("mv", [path.join(top, "v1.35/acme/junit_01.xml"), path.join(top, "v1.35/more")]);
  git("add", ".");
  git("commit", "--signoff", "-m", "Conformance results for v1.35/acme");
  const { stdout } = await check(top);
  expect(stdout).toContain("junit_01.xml is missing in v1.35/acme; there is v1.35/more/junit_01.xml");
  expect(stdout).not.toContain("well-formed");
});

test("a repository of something else is not looked at", async () => {
  const cwd = newFolder();
  const folder = path.join(cwd, "deep");
  mkdirSync(folder);
  cpSync(path.join(ready, "v1.35"), path.join(folder, "v1.35"), { recursive: true });
  execFileSync("git", ["-C", cwd, "init", "-q", "--initial-branch=main"]);
  const words = [
    "-c",
    "user.name=J",
    "-c",
    "user.email=j@acme.test",
    "commit",
    "-q",
    "--allow-empty",
    "-m",
    "first",
  ];
  execFileSync("git", ["-C", cwd, ...words]);
  const { code, stdout } = await check(folder);
  expect(code).toBe(0);
  expect(stdout).toContain("is not a clone of cncf/k8s-conformance");
});

describe("the commit is judged, not what is on the disk next to it", () => {
  const found = ({ checks }: Json, id: string) => checks.find((one) => one.id === id);

  test("a log that git ignores is missing to the bot", async () => {
    const { top, git } = clone();
    writeFileSync(path.join(top, "../ignored"), "*.log\n");
    git("config", "core.excludesFile", path.join(top, "../ignored"));
    git("add", "v1.35/acme");
    git("commit", "--signoff", "-m", "Conformance results for v1.35/acme");
    const { code, stdout } = await check(top);
    expect(code).toBe(1);
    expect(stdout).toContain("the bot would pass 14 of 15");
    const json = await report(top);
    expect(json.bot.labels).toContain("missing-file-e2e.log");
    expect(found(json, "required-files")).toMatchObject({
      bot: "fail",
      detail: ["e2e.log is missing in the pull request: v1.35/acme/e2e.log is not committed"],
      fix: expect.stringContaining("submission commit"),
    });
    expect(found(json, "committed")).toMatchObject({
      ours: "fail",
      detail: ["v1.35/acme/e2e.log is not committed"],
    });
    git("add", "--force", "v1.35/acme");
    git("commit", "--amend", "--no-edit");
    expect(await check(top)).toMatchObject({ code: 0 });
  });

  test("of a product that is merged already the bot sees what the branch changes alone", async () => {
    const { top, git } = clone();
    git("add", ".");
    git("commit", "--signoff", "-m", "Conformance results for v1.35/acme");
    git("update-ref", "refs/remotes/origin/master", "HEAD");
    appendFileSync(path.join(top, "v1.35/acme/README.md"), "More.\n");
    git("commit", "--all", "--signoff", "-m", "Conformance results for v1.35/acme");
    const json = await report(top);
    const names = ["PRODUCT.yaml", "e2e.log", "junit_01.xml"];
    expect(json.bot.labels.filter((label) => label.startsWith("missing-file-"))).toEqual(
      names.map((name) => `missing-file-${name}`),
    );
    expect(found(json, "committed")).toMatchObject({
      ours: "fail",
      detail: names.map((name) => `v1.35/acme/${name} is not changed by the branch`),
      fix: expect.stringContaining("already merged"),
    });
    // nobody is sent to run the tests again for a file that lies there
    for (const id of ["product-fields", "required-tests-present"])
      expect(found(json, id)).toMatchObject({ bot: "fail", fix: expect.stringContaining("already merged") });
  });

  test("a further file counts where it is committed, or removed by the branch", async () => {
    const { top, git } = clone();
    git("add", ".");
    git("commit", "--signoff", "-m", "Conformance results for v1.35/acme");
    writeFileSync(path.join(top, "v1.35/acme/notes.txt"), "mine");
    mkdirSync(path.join(top, "v1.35/acme/more"));
    writeFileSync(path.join(top, "v1.35/acme/more/e2e.log"), "more");
    expect(await verdicts(top)).toMatchObject({
      "only-required-files": "pass/pass",
      "one-product": "pass/pass",
      committed: "not-run/warn",
    });
    git("add", "v1.35/acme/notes.txt");
    git("commit", "--amend", "--no-edit");
    expect(await verdicts(top)).toMatchObject({ "only-required-files": "fail/fail" });
    git("update-ref", "refs/remotes/origin/master", "HEAD");
    git("rm", "-q", "v1.35/acme/notes.txt");
    git("commit", "--signoff", "-m", "Conformance results for v1.35/acme");
    expect(await verdicts(top)).toMatchObject({ "only-required-files": "fail/fail" });
  });
});

test("a folder that the branch renames is one product: GitHub lists the new names alone", async () => {
  const { top, git } = clone();
  cpSync(path.join(ready, "v1.35/acme"), path.join(top, "v1.35/old"), { recursive: true });
  execFileSync("rm", ["-r", path.join(top, "v1.35/acme")]);
  git("add", ".");
  git("commit", "-m", "old");
  git("update-ref", "refs/remotes/origin/master", "HEAD");
  git("mv", "v1.35/old", "v1.35/acme");
  git("commit", "--signoff", "-m", "Conformance results for v1.35/acme");
  expect(await verdicts(top)).toMatchObject({
    "one-product": "pass/pass",
    "only-required-files": "pass/pass",
  });
}, 30_000);
