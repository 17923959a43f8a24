import { afterEach, beforeEach } from "bun:test";
import { rmSync } from "node:fs";
import path from "node:path";
import { newFolder, write } from "../../results/read/shapes.ts";
import { call } from "./call.ts";

/** The folder of one test, and the clone in it. */
export let cwd = "";
export let clone = "";
export const env = { GIT_CONFIG_NOSYSTEM: "1" };

/** The real git; gives what it printed. */
export function git(...args: string[]): string {
  const run = Bun.spawnSync(["git", ...args], {
    cwd,
    env: { HOME: cwd, PATH: process.env.PATH, LC_ALL: "C", ...env },
  });
  if (run.exitCode !== 0) throw new Error(`git ${args.join(" ")}: ${run.stderr}`);
  return run.stdout.toString().trim();
}
export const inClone = (...args: string[]) => git("-C", clone, ...args);

export const four = {
  "PRODUCT.yaml": "vendor: ACME\r\nname: Turbo\r\n",
  "README.md": "# Turbo\n",
  "e2e.log": "a\r\nb\n\u001b[1mc",
  "junit_01.xml": "<testsuites></testsuites>",
};

/** Gives each test of the file a clone of an upstream with one commit, and a submission of four files next to it. */
export function eachInClone(): void {
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
}

export const commit = (...args: string[]) =>
  call(["commit", "v1.35/turbo", "--repo", "clone", "--skip-check", ...args], { cwd, env });
export const state = () => [
  inClone("symbolic-ref", "--short", "HEAD"),
  inClone("status", "--porcelain"),
  inClone("branch"),
];
