import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";

interface Job {
  readonly needs?: string | readonly string[];
  readonly if?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly "continue-on-error"?: boolean;
}

const root = path.resolve(import.meta.dir, "../..");
const file = path.join(root, ".github/workflows/release.yml");
const workflow: { permissions: object; jobs: Record<string, Job> } = parse(readFileSync(file, "utf8"));
const jobs = Object.entries(workflow.jobs);
const steps = jobs.flatMap(([, job]) => job.steps);

test("a release is written by a job that runs no code of the repository's, npm's or a third party's", () => {
  expect(workflow.permissions).toEqual({ contents: "read" });
  const writers = jobs.filter(([, { permissions }]) => permissions !== undefined);
  expect(writers.map(([name, { needs, permissions }]) => ({ name, needs, permissions }))).toEqual([
    { name: "image", needs: "build", permissions: { packages: "write" } },
    { name: "publish", needs: ["build", "image"], permissions: { contents: "write" } },
  ]);
  const done = writers.flatMap(([, job]) => job.steps.map(({ uses, run }) => uses ?? run?.split(" ")[0]));
  const download = expect.stringMatching(/^actions\/download-artifact@/);
  expect(done).toEqual([download, "skopeo", download, "sha256sum", "gh"]);
});

test("the image is pushed to where the programs of the release look for it", () => {
  const runs = steps.flatMap(({ run }) => run ?? []);
  const set = runs.findIndex((run) =>
    /KUBECTL_CONFORMANCE_IMAGE=ghcr\.io\/\$\{GITHUB_REPOSITORY,,\}"/.test(run),
  );
  const made = runs.indexOf("npm run release");
  expect(set).toBeGreaterThanOrEqual(0);
  expect(made).toBeGreaterThan(set);
  expect(runs.find((run) => run.startsWith("skopeo"))).toMatch(
    /docker:\/\/ghcr\.io\/\$\{GITHUB_REPOSITORY,,\}:\$GITHUB_REF_NAME/,
  );
});

test("no checkout leaves its token, and what is not GitHub's own is pinned to a commit", () => {
  const actions = steps.filter(({ uses }) => uses !== undefined);
  for (const step of actions.filter(({ uses }) => uses?.startsWith("actions/checkout@")))
    expect(step.with).toEqual({ "persist-credentials": false });
  const others = actions.flatMap(({ uses = "" }) => (uses.startsWith("actions/") ? [] : [uses]));
  expect(others).toEqual([expect.stringMatching(/^rajatjindal\/krew-release-bot@[0-9a-f]{40}$/)]);
});

test("a tag with a dash is a prerelease and stays out of krew's index, whose bot may fail", () => {
  const { publish, "krew-index": index } = workflow.jobs;
  const create = publish?.steps.find(({ run }) => run?.startsWith("gh release create"));
  expect(create?.run).toContain(" $PRERELEASE ");
  expect(create?.env?.PRERELEASE).toContain("{ contains(github.ref_name, '-') && '--prerelease' ||");
  expect(index?.needs).toBe("publish");
  expect(index?.if).toContain("{ !contains(github.ref_name, '-') }");
  expect(index?.steps.find(({ uses }) => uses?.startsWith("rajatjindal/"))?.["continue-on-error"]).toBe(true);
});

test("what is held of releases is proposed by a job that runs no code of the repository's or npm's, and changes that alone", () => {
  const releases: typeof workflow = parse(
    readFileSync(path.join(root, ".github/workflows/releases.yml"), "utf8"),
  );
  expect(releases.permissions).toEqual({ contents: "read" });
  const all = Object.entries(releases.jobs);
  const writers = all.filter(([, { permissions }]) => permissions !== undefined);
  expect(writers.map(([name, { permissions }]) => ({ name, permissions }))).toEqual([
    { name: "propose", permissions: { contents: "write", "pull-requests": "write" } },
  ]);
  const done = writers.flatMap(([, job]) => job.steps.map(({ uses, run }) => uses ?? run?.split(" ")[0]));
  expect(done).toEqual([
    expect.stringMatching(/^actions\/checkout@/),
    expect.stringMatching(/^actions\/download-artifact@/),
    "git",
    "git",
    "gh",
  ]);
  const used = all.flatMap(([, job]) => job.steps.flatMap(({ uses = "" }) => (uses === "" ? [] : [uses])));
  expect(used.filter((name) => !name.startsWith("actions/"))).toEqual([]);
  const runs = all.flatMap(([, job]) => job.steps.flatMap(({ run = "" }) => (run === "" ? [] : [run])));
  const { scripts } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
  expect(runs.join("\n")).toContain("npm run --silent update:releases");
  expect(scripts["update:releases"]).toBeDefined();
  expect(runs.join("\n")).toContain("--include='src/suite/*'");
});
