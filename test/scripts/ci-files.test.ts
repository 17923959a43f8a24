import { expect, test } from "bun:test";
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse, parseAllDocuments } from "yaml";
import { archiveName, platforms } from "../../scripts/release/platforms.ts";

interface Step {
  readonly name: string;
  readonly uses?: string;
  readonly run?: string;
  readonly shell?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const root = path.resolve(import.meta.dir, "../..");
const action: {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
} = parse(readFileSync(path.join(root, "action.yml"), "utf8"));

const stepCalled = (name: string) => action.runs.steps.find((step) => step.name === name)?.run ?? "";

/** A place with a release whose program prints its words, and a curl that fetches from it. */
function place() {
  const dir = mkdtempSync(path.join(tmpdir(), "ci-files-"));
  const [release, bin] = [path.join(dir, "release"), path.join(dir, "bin")];
  for (const folder of [release, bin]) mkdirSync(folder);
  const program = path.join(dir, "kubectl-conformance");
  writeFileSync(program, '#!/bin/sh\nprintf "<%s>\\n" "$@"\necho "$SECRET$CONTENT" | sed "s/^/env /"\n');
  chmodSync(program, 0o755);
  const archive = path.join(dir, "archive");
  execFileSync("tar", ["-czf", archive, "-C", dir, "kubectl-conformance"]);
  const sha256 = createHash("sha256").update(readFileSync(archive)).digest("hex");
  const names = platforms.map(archiveName);
  for (const name of names) cpSync(archive, path.join(release, name));
  writeFileSync(path.join(release, "checksums.txt"), names.map((name) => `${sha256}  ${name}\n`).join(""));
  const curl = `#!/bin/sh
for word; do last=$word; done
while [ "$1" != --output ]; do shift; done
echo "$last" >> "${dir}/urls"
cp "${release}/\${last##*/}" "$2"
`;
  writeFileSync(path.join(bin, "curl"), curl);
  chmodSync(path.join(bin, "curl"), 0o755);
  const env = {
    ...process.env,
    PATH: `${bin}:${process.env.PATH}`,
    RUNNER_TEMP: dir,
    GITHUB_PATH: path.join(dir, "path"),
  };
  const call = (shell: readonly string[], script: string, more: Readonly<Record<string, string>>) => {
    const [command = "", ...words] = shell;
    return spawnSync(command, [...words, script], { cwd: dir, encoding: "utf8", env: { ...env, ...more } });
  };
  return { dir, release, sha256, call };
}

// as the runner of GitHub Actions calls it
const bash = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c"];
const linux = {
  RUNNER_OS: "Linux",
  RUNNER_ARCH: "X64",
  RELEASES: "https://h/o/r/releases/download",
  VERSION: "v0.1.0",
  SHA256: "",
};

test("the action installs the release for the runner, and nothing that its checksums do not list", () => {
  const { dir, release, sha256, call } = place();
  const install = stepCalled("install");
  const good = call(bash, install, { ...linux, SHA256: sha256 });
  expect(good.stderr).toContain("kubectl-conformance_linux_amd64");
  expect(good.status).toBe(0);
  expect(readFileSync(path.join(dir, "urls"), "utf8")).toMatch(
    /^https:\/\/h\/o\/r\/releases\/download\/v0\.1\.0\/checksums\.txt\nhttps:.*\/v0\.1\.0\/kubectl-conformance_linux_amd64(_musl)?\.tar\.gz\n$/,
  );
  expect(
    existsSync(path.join(readFileSync(path.join(dir, "path"), "utf8").trim(), "kubectl-conformance")),
  ).toBe(true);
  const added = () => readFileSync(path.join(dir, "path"), "utf8").trim().split("\n").length;
  expect(call(bash, install, { ...linux, SHA256: "0".repeat(64) }).status).not.toBe(0);
  expect(call(bash, install, { ...linux, VERSION: "main" }).stderr).toContain("no release is named");
  expect(call(bash, install, { ...linux, RUNNER_OS: "Windows" }).status).toBe(2);
  for (const name of platforms.map(archiveName)) writeFileSync(path.join(release, name), "another archive");
  expect(call(bash, install, linux).status).not.toBe(0);
  writeFileSync(path.join(release, "checksums.txt"), `${sha256}  other.tar.gz\n`);
  expect(call(bash, install, linux).stderr).toContain("checksums.txt does not list");
  expect(added()).toBe(1);
});

test("the action passes each line as one argument, and the kubeconfig in a file that only the user may read", () => {
  const { dir, call } = place();
  const more = {
    PATH: `${dir}:${process.env.PATH}`,
    ARGS: "--focus\n\\[sig-node\\] $(touch owned) it's\n\n--certifiable\n",
    CONTENT: "kind: Config",
    RESULTS: "out put",
  };
  const run = call(bash, stepCalled("run"), more);
  const file = path.join(dir, "conformance-kubeconfig");
  expect(run.stdout.split("\n")).toEqual([
    ...[
      "run",
      "--results-dir",
      "out put",
      "--focus",
      "\\[sig-node\\] $(touch owned) it's",
      "--certifiable",
    ].map((word) => `<${word}>`),
    ...["--kubeconfig", file].map((word) => `<${word}>`),
    "env ",
    "",
  ]);
  expect(existsSync(path.join(dir, "owned"))).toBe(false);
  expect(readFileSync(file, "utf8")).toBe("kind: Config\n");
  expect(execFileSync("stat", ["-c", "%a", file], { encoding: "utf8" })).toBe("600\n");
  expect(call(bash, stepCalled("remove the kubeconfig"), {}).status).toBe(0);
  expect(existsSync(file)).toBe(false);
});

test("the action stops the run that a cancelled step left, and no other", () => {
  const { dir, call } = place();
  const more = { PATH: `${dir}:${process.env.PATH}`, RESULTS: "out" };
  expect(call(bash, stepCalled("stop"), more)).toMatchObject({ status: 0, stdout: "" });
  mkdirSync(path.join(dir, "out"));
  writeFileSync(path.join(dir, "out/.unfinished-run"), "20261120-2215-k3x9");
  expect(call(bash, stepCalled("stop"), more).stdout).toStartWith(
    "<stop>\n<20261120-2215-k3x9>\n<--results-dir>\n<out-stopped>\n",
  );
});

test("no script of the action contains an input, every step has a shell, and each output is one of the run's", () => {
  const scripts = action.runs.steps.filter(({ run }) => run !== undefined);
  expect(scripts.length).toBeGreaterThan(3);
  for (const { run, shell } of scripts) {
    expect(run).not.toContain("${{");
    expect(shell).toBe("bash");
  }
  for (const [name, { value }] of Object.entries(action.outputs))
    expect(value).toBe(`\${{ steps.run.outputs.${name} }}`);
  expect(
    action.runs.steps.flatMap(({ uses = [] }) => uses).every((uses) => uses.startsWith("actions/")),
  ).toBe(true);
});

test("the GitLab component installs by checksum and runs with its inputs", () => {
  const text = readFileSync(path.join(root, "templates/conformance.yml"), "utf8");
  const [header] = parseAllDocuments(text).map((document) => {
    expect(document.errors).toEqual([]);
    return document.toJS();
  });
  const inputs: Readonly<Record<string, { readonly default?: string }>> = header.spec.inputs;
  const given: Readonly<Record<string, string>> = { releases: "https://h/r", version: "v0.1.0" };
  // GitLab fills in the inputs before it reads the job
  const filled = text
    .slice(text.indexOf("\n---\n") + 5)
    .replace(
      /\$\[\[ inputs\.([\w-]+) \]\]/g,
      (_, name) => given[name] ?? inputs[name]?.default ?? `no input ${name}`,
    );
  expect(filled).not.toContain("no input");
  const { conformance: job } = parse(filled);
  const { release, call } = place();
  const variables = { ...job.variables, KUBECONFIG_FILE: "/a b/kubeconfig" };
  const script = ["set -eo pipefail", ...job.script].join("\n");
  const run = call(["bash", "-c"], script, variables);
  expect(run.stdout).toContain(
    "<run>\n<--results-dir>\n<conformance>\n<--kubeconfig>\n</a b/kubeconfig>\n<--certifiable>\n",
  );
  expect(run.status).toBe(0);
  for (const name of platforms.map(archiveName)) writeFileSync(path.join(release, name), "another archive");
  const bad = call(["bash", "-c"], script, variables);
  expect(bad.status).toBe(3);
  expect(bad.stdout).not.toContain("<run>");
  expect(job.artifacts.reports.junit).toBe("conformance/v1.*/*/junit_01.xml");
});
