import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { aiReportSchema } from "../../../src/ai/check/report-schema.ts";
import { faultsOf } from "../../../src/schema/faults.ts";
import { answer, artifacts, checklist, metadata, product } from "../../ai/sample.ts";
import { healthyCluster } from "../../preflight/fake-cluster.ts";
import { newFolder, write } from "../../results/read/shapes.ts";
import { program } from "../program.ts";

let cwd = "";
beforeEach(() => {
  cwd = newFolder();
});
afterEach(() => rmSync(cwd, { recursive: true }));

const env = { PATH: process.env.PATH ?? "", GIT_CONFIG_NOSYSTEM: "1" };
const ai = (...args: string[]) => program(["ai", ...args], { cwd, env });
const text = (file: string) => readFileSync(path.join(cwd, file), "utf8");
const certified = {
  "k8s/v1.37/acme/PRODUCT.yaml": `vendor: Acme Inc.
name: Acme Platform
version: "1.30"
website_url: https://acme.test
documentation_url: https://acme.test/docs
product_logo_url: https://acme.test/logo.svg
type: distribution
description: Fast.
contact_email_address: k8s@acme.test
`,
};

describe("ai check", () => {
  test("JSON has the validator's verdict and each check; exit 0 and 1", async () => {
    write(cwd, { "v1.37/acme/PRODUCT.yaml": product() });
    const good = await ai("check", "v1.37/acme", "--offline", "-o", "json");
    expect(good.code).toBe(0);
    const report = JSON.parse(good.stdout);
    expect(report.ready).toBe(true);
    expect(Object.keys(report.validator)).toEqual(["ok", "errors", "warnings"]);
    expect(faultsOf(aiReportSchema, report)).toEqual([]);
    for (const check of report.checks)
      expect(Object.keys(check)).toEqual(["id", "title", "validator", "ours", "detail", "fix"]);
    write(cwd, { "v1.37/acme/PRODUCT.yaml": metadata });
    const bad = await ai("check", "v1.37/acme/PRODUCT.yaml", "--offline", "-o", "json");
    expect([bad.code, JSON.parse(bad.stdout).validator.errors]).toEqual([1, ["Missing 'spec' section"]]);
  });
  test("every format names what to fix, without control characters", async () => {
    const evil = product((whole) =>
      answer("gpu_sharing", (block) => block.replace("evidence: []", 'evidence: ["\\e[31m x y"]'))(whole),
    );
    write(cwd, { "v1.37/acme/PRODUCT.yaml": evil });
    for (const format of ["table", "markdown", "github", "json"]) {
      const { code, stdout } = await ai("check", "v1.37/acme", "--offline", "-o", format);
      expect(code).toBe(1);
      expect(stdout).toContain("Invalid evidence file for");
      expect(stdout).not.toContain("\u001b");
    }
  });
  test("another checklist, a folder that does not name its release, and wrong ones", async () => {
    write(cwd, {
      "acme/PRODUCT.yaml": product(),
      "list.yaml": checklist().text.replaceAll("v1.37", "v1.40"),
    });
    const other = await ai("check", "acme", "--release", "v1.40", "--checklist", "list.yaml", "--offline");
    expect(other.stdout).toContain("kubernetesVersion is v1.37, the folder is for v1.40");
    expect((await ai("check", "acme", "--release", "v1.37", "--offline")).code).toBe(0);
    expect((await ai("check", "acme", "--offline")).stdout).toContain(
      "Could not determine version from path",
    );
    for (const args of [["none"], ["acme", "--release", "x"], ["acme", "--checklist", "acme/PRODUCT.txt"]])
      expect((await ai("check", ...args, "--offline")).code).toBe(2);
  });
  test("the vendor is looked for among the members that are named", async () => {
    write(cwd, {
      "v1.37/acme/PRODUCT.yaml": product(),
      "members.yml": "landscape: [{name: CNCF Members, subcategories: [{items: [{name: Other (member)}]}]}]",
    });
    const { stdout } = await ai("check", "v1.37/acme", "--offline", "--members", "members.yml");
    expect(stdout).toContain("vendorName 'Acme' does not match any CNCF member");
  });
});

describe("ai init", () => {
  test("writes the checklist to the letter, with the metadata of the certified submission", async () => {
    write(cwd, certified);
    const { code, stdout, stderr } = await ai("init", "--submission", "k8s/v1.37/acme");
    expect([code, stdout]).toEqual([0, "v1.37/acme/PRODUCT.yaml\n"]);
    expect(stderr).toContain("next: ");
    const written = text("v1.37/acme/PRODUCT.yaml");
    const spec = (whole: string) => whole.slice(whole.indexOf("\nspec:"));
    expect(spec(written)).toBe(spec(checklist().text));
    expect(written).toContain('  vendorName: "Acme Inc."\n');
    expect(written).toContain(
      '  k8sConformanceUrl: "https://github.com/cncf/k8s-conformance/tree/master/v1.37/acme"\n',
    );
    expect(written).not.toContain("[Repository URL]");
    expect((await ai("init", "--submission", "k8s/v1.37/acme")).stderr).toContain("already exists");
  });
  test("without anybody to ask, all missing flags are named at once, and nothing is written", async () => {
    const { code, stderr } = await ai("init", "--name", "Acme Platform", "--out", "x");
    expect(code).toBe(2);
    for (const flag of ["--version", "--vendor", "--website-url", "--logo-url", "--k8s-conformance-url"])
      expect(stderr).toContain(`${flag} is missing`);
    expect(stderr).not.toContain("--repo-url");
    expect(existsSync(path.join(cwd, "x"))).toBe(false);
  });
  test("last release's file is carried over, with its documents, and the vendor's name of the landscape", async () => {
    const before = product((whole) =>
      whole.replace("https://acme.test/evidence", "v1.36/acme/docs/a.md"),
    ).replaceAll("v1.37", "v1.36");
    write(cwd, { ...certified, "v1.36/acme/PRODUCT.yaml": `# ours\n${before}`, "v1.36/acme/docs/a.md": "a" });
    const { code, stdout } = await ai("init", "--from", "v1.36/acme", "--submission", "k8s/v1.37/acme");
    expect([code, stdout]).toEqual([0, "v1.37/acme/PRODUCT.yaml\nv1.37/acme/docs/a.md\n"]);
    const written = text("v1.37/acme/PRODUCT.yaml");
    expect(written).toStartWith("# ours\n");
    expect(written).toContain('  vendorName: "Acme"\n');
    expect(written).toContain('  platformVersion: "1.30"\n');
    expect(written).toContain("v1.37/acme/docs/a.md");
    expect((await ai("check", "v1.37/acme", "--offline")).code).toBe(0);
  });
  test("wrong values are refused together", async () => {
    const { code, stderr } = await ai(
      "init",
      "--website-url",
      "acme",
      "--k8s-conformance-url",
      "https://acme.test",
    );
    expect(code).toBe(2);
    expect(stderr).toContain("--website-url");
    expect(stderr).toContain("--k8s-conformance-url");
  });
});

describe("ai status", () => {
  test("says what is met, by what, and what is missing", async () => {
    const files = artifacts({ TestGangScheduling: "pass" });
    const whole = product(
      answer("gang_scheduling", (block) => block.replace("https://acme.test/evidence", "junit.xml")),
    );
    const open = answer("robust_controller", (block) => block.replace('"Implemented"', '""'))(whole);
    write(path.join(cwd, "v1.37/acme"), { ...files, "PRODUCT.yaml": open });
    const { code, stdout } = await ai("status", "v1.37/acme", "-o", "json");
    expect(code).toBe(1);
    const states: { requirement: string }[] = JSON.parse(stdout);
    const one = (id: string) => states.find(({ requirement }) => requirement === id);
    expect(one("gang_scheduling")).toMatchObject({
      state: "met",
      by: ["TestGangScheduling passed"],
      missing: [],
    });
    expect(one("robust_controller")).toMatchObject({ state: "open", missing: ["a status"] });
    expect(one("gpu_sharing")).toMatchObject({ state: "unclaimed", missing: [] });
    write(path.join(cwd, "v1.37/acme"), { "PRODUCT.yaml": whole });
    const done = await ai("status", "v1.37/acme");
    expect([done.code, done.stderr.trim()]).toEqual([0, "MUST: 8 of 8 met; SHOULD: 0 of 7 met"]);
  });
});

describe("ai package", () => {
  const draft = {
    "d/v1.37/acme/PRODUCT.yaml": product(
      answer("ai_inference", (block) => block.replace("https://acme.test/evidence", "docs/a.md#x")),
    ),
    "d/v1.37/acme/docs/a.md": "![picture](b.png) [up](../../../secret.md)",
    "d/v1.37/acme/docs/b.png": "png",
    "d/v1.37/acme/kubeconfig": "token",
    "d/v1.37/acme/.env": "token",
  };
  test("takes what the evidence names, and pictures in it, and nothing else", async () => {
    write(cwd, draft);
    const { code, stderr } = await ai("package", "d/v1.37/acme", "--out", "out");
    expect(code).toBe(0);
    expect(stderr).toContain("left out, because no evidence names it: kubeconfig\n");
    expect(readdirSync(path.join(cwd, "out/v1.37/acme"), { recursive: true }).toSorted()).toEqual(
      ["PRODUCT.yaml", "docs", path.join("docs", "a.md"), path.join("docs", "b.png")].toSorted(),
    );
    expect((await ai("package", "d/v1.37/acme", "--out", "out")).code).toBe(2);
    expect((await ai("package", "d/v1.37/acme", "--out", "out", "--force")).code).toBe(0);
  });
  test("adds the artifacts of a run, and links the tests that passed", async () => {
    write(cwd, draft);
    write(path.join(cwd, "run"), artifacts({ TestGangScheduling: "pass", TestWorkloadSandboxing: "skip" }));
    const { code, stderr } = await ai("package", "d/v1.37/acme", "--results", "run", "--out", "out");
    expect(code).toBe(0);
    expect(stderr).toContain("not linked: TestWorkloadSandboxing: skipped");
    expect(text("out/v1.37/acme/PRODUCT.yaml")).toContain(
      '        - "junit.xml#TestGangScheduling"\n        - "results.json#TestGangScheduling"\n        - "e2e.log#TestGangScheduling"\n',
    );
    const check = await ai("check", "out/v1.37/acme", "--offline", "-o", "json");
    expect([check.code, JSON.parse(check.stdout).validator.warnings]).toEqual([
      0,
      [expect.any(String), expect.any(String)],
    ]);
  });
  test("refuses a run with a failure, before anything is written", async () => {
    write(cwd, draft);
    write(path.join(cwd, "run"), artifacts({ TestGangScheduling: "pass", TestX: "fail" }));
    const { code, stderr } = await ai("package", "d/v1.37/acme", "--results", "run", "--out", "out");
    expect([code, stderr]).toEqual([2, expect.stringContaining("contains failing tests: TestX")]);
    expect(existsSync(path.join(cwd, "out"))).toBe(false);
  });
});

describe("ai commit", () => {
  const git = (...args: string[]) => {
    const run = Bun.spawnSync(["git", ...args], { cwd, env: { HOME: cwd, LC_ALL: "C", ...env } });
    if (run.exitCode !== 0) throw new Error(`git ${args.join(" ")}: ${run.stderr}`);
    return run.stdout.toString().trim();
  };
  beforeEach(() => {
    git("init", "--quiet", "--bare", "--initial-branch=main", "k8s-ai-conformance.git");
    git("clone", "--quiet", "k8s-ai-conformance.git", "clone");
    git("-C", "clone", "config", "user.name", "Jane Doe");
    git("-C", "clone", "config", "user.email", "jane@acme.test");
    write(path.join(cwd, "clone"), { "README.md": "x", ".gitignore": "*.log\n" });
    git("-C", "clone", "checkout", "--quiet", "-B", "main");
    git("-C", "clone", "add", "--all");
    git("-C", "clone", "commit", "--quiet", "-m", "seed");
    git("-C", "clone", "push", "--quiet", "origin", "main");
  });
  const linked = product(
    answer("gang_scheduling", (block) => block.replace("https://acme.test/evidence", "sub/e2e.log")),
  );
  test("makes one signed-off commit of exactly the submission; a second call changes nothing", async () => {
    const { "e2e.log": log = "" } = artifacts({ TestGangScheduling: "pass" });
    write(path.join(cwd, "v1.37/acme"), { "PRODUCT.yaml": linked, "sub/e2e.log": log, stray: "x" });
    const { code, stdout, stderr } = await ai("commit", "v1.37/acme", "--repo", "clone");
    expect([code, stderr]).toEqual([0, "left out, because no evidence names it: stray\n"]);
    expect(git("-C", "clone", "log", "-1", "--format=%B", "v1.37-acme")).toBe(
      "acme v1.37 AI Conformance\n\nSigned-off-by: Jane Doe <jane@acme.test>",
    );
    expect(git("-C", "clone", "diff", "--name-only", "main", "v1.37-acme").split("\n")).toEqual([
      "v1.37/acme/PRODUCT.yaml",
      "v1.37/acme/sub/e2e.log",
    ]);
    expect(stdout).toContain("https://github.com/cncf/k8s-ai-conformance/compare/main...");
    expect((await ai("commit", "v1.37/acme", "--repo", "clone")).stdout).toContain("as it was");
  });
  test("commits nothing that is not ready, and nothing into another repository", async () => {
    write(path.join(cwd, "v1.37/acme"), { "PRODUCT.yaml": metadata });
    expect(await ai("commit", "v1.37/acme", "--repo", "clone")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("v1.37/acme is not ready: requirements"),
    });
    git("-C", "clone", "remote", "set-url", "origin", "https://github.com/cncf/k8s-conformance");
    write(path.join(cwd, "v1.37/acme"), { "PRODUCT.yaml": product() });
    expect((await ai("commit", "v1.37/acme", "--repo", "clone")).stderr).toContain(
      "none of its remotes is cncf/k8s-ai-conformance",
    );
    expect(git("-C", "clone", "branch", "--list", "v1.37-acme")).toBe("");
  });
});

const runtimeClass = {
  "/apis/node.k8s.io/v1/runtimeclasses": {
    kind: "RuntimeClassList",
    items: [{ metadata: { name: "gvisor", uid: "u" }, handler: "runsc" }],
  },
};

describe("against a cluster", () => {
  test("ai preflight prints each requirement, and changes nothing", async () => {
    await using server = await healthyCluster(runtimeClass);
    const { code, stdout, stderr } = await ai("preflight", "--server", server.connection.server);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^likely +workload_sandboxing \(SHOULD\)\n +RuntimeClass gvisor with the handler runsc\n +\$ kubectl get runtimeclasses$/m,
    );
    expect(stdout).toMatch(/^not seen +gang_scheduling \(MUST\)$/m);
    expect(stderr).toContain("Kubernetes v1.37.0 and the checklist of v1.37: 1 likely");
    expect(server.requests.filter((request) => !request.startsWith("GET "))).toEqual([]);
  });
  test("ai evidence writes what was seen, links it, and claims no status", async () => {
    const table = (request: { headers: { accept?: string } }, response: { end(text: string): void }) =>
      response.end(
        JSON.stringify(
          request.headers.accept?.includes("as=Table") === true
            ? {
                kind: "Table",
                columnDefinitions: [{ name: "Name" }, { name: "Handler" }],
                rows: [{ cells: ["gvisor", "runsc"], object: { metadata: { name: "gvisor" } } }],
              }
            : runtimeClass["/apis/node.k8s.io/v1/runtimeclasses"],
        ),
      );
    await using server = await healthyCluster({ "/apis/node.k8s.io/v1/runtimeclasses": table });
    write(cwd, { "v1.37/acme/PRODUCT.yaml": product() });
    const args = ["--submission", "v1.37/acme", "--server", server.connection.server];
    const made = await ai("evidence", ...args);
    expect([made.code, made.stdout]).toEqual([0, "v1.37/acme/evidence/workload_sandboxing.md\n"]);
    expect(made.stderr).toContain("gang_scheduling: not seen, so nothing is written");
    const document = text("v1.37/acme/evidence/workload_sandboxing.md");
    expect(document).toContain(
      "## `kubectl get runtimeclasses`\n\n```text\nNAME     HANDLER\ngvisor   runsc\n```",
    );
    expect(document).toContain("Kubernetes v1.37.0 at 2");
    const block = text("v1.37/acme/PRODUCT.yaml").split("- id: workload_sandboxing")[1] ?? "";
    expect(block).toMatch(/status: ""\n\s+evidence:\n\s+- "evidence\/workload_sandboxing.md"/);
    const again = await ai("evidence", "ai_inference", ...args);
    expect([again.code, again.stdout]).toEqual([1, ""]);
    expect((await ai("evidence", "nonsense", ...args)).stderr).toContain("there is no requirement nonsense");
  });
});

describe("ai run", () => {
  /** A program that prints what a real test binary printed. */
  const binary = (fixture: string, code: number) => {
    const output = path.resolve(import.meta.dir, "../../fixtures/ai/go-test", fixture);
    write(cwd, {
      "own.test": `#!/bin/sh\ncase "$1" in -test.list) printf 'TestAlpha\\nTestGamma\\n'; exit 0;; esac\necho "$@" >args\ncat ${output}\nexit ${code}\n`,
    });
    chmodSync(path.join(cwd, "own.test"), 0o755);
  };
  const run = async (...args: string[]) => {
    await using server = await healthyCluster();
    const config = {
      apiVersion: "v1",
      kind: "Config",
      "current-context": "c",
      clusters: [
        { name: "c", cluster: { server: server.connection.server, "insecure-skip-tls-verify": true } },
      ],
      users: [{ name: "u", user: {} }],
      contexts: [{ name: "c", context: { cluster: "c", user: "u" } }],
    };
    write(cwd, { kubeconfig: JSON.stringify(config) });
    return await ai("run", "--kubeconfig", "kubeconfig", "--binary", "own.test", ...args);
  };
  test("the three artifacts of a run with failures say the same, and the flags arrive", async () => {
    binary("fail.out", 1);
    const { code, stdout, stderr } = await run("--out", "r", "--timeout", "5m", "--", "-mode", "fail");
    expect([code, stderr]).toEqual([1, expect.stringContaining("2 passed, 1 failed, 5 skipped")]);
    expect(stdout).toContain("=== RUN   TestAlpha\n");
    expect(text("args")).toBe("-test.v=test2json -test.timeout=300000ms -mode fail\n");
    expect(text("r/e2e.log")).not.toContain("\u0016");
    for (const file of ["junit.xml", "results.json", "e2e.log"])
      expect(text(`r/${file}`)).toContain("TestGamma/sub");
    expect((await run("--out", "r")).stderr).toContain("r already has results");
  });
  test("its folder is read like any results: by results, its page and history", async () => {
    binary("fail.out", 1);
    await run("--out", "r");
    const read = await program(["results", "r"], { cwd });
    expect([read.code, read.stdout]).toEqual([1, expect.stringMatching(/^failed +\d+ passed, \d+ failed/)]);
    expect(read.stdout).toContain("ai-conformance");
    const page = await program(["results", "r", "-o", "html"], { cwd });
    expect(page.stdout).toContain("the tests of Kubernetes AI Conformance");
    expect((await program(["history", "publish", "r", "--to", "job/nightly"], { cwd })).code).toBe(0);
    const grid = await program(["history", "grid", "job/nightly"], { cwd });
    expect(grid.stdout).toContain("TestGamma/sub");
  });
  test("a panic is a failed run", async () => {
    binary("panic.out", 2);
    const { code } = await run("--out", "r");
    expect([code, text("r/e2e.log")]).toEqual([1, expect.stringContaining("--- FAIL: TestPanic")]);
  });
  test("what cannot be run is refused: no Go test binary, no such file, another context", async () => {
    write(cwd, { "own.test": "#!/bin/sh\nexit 0\n" });
    chmodSync(path.join(cwd, "own.test"), 0o755);
    expect(await run()).toMatchObject({ code: 2, stderr: expect.stringContaining("lists no tests") });
    rmSync(path.join(cwd, "own.test"));
    expect(await run()).toMatchObject({ code: 2, stderr: expect.stringContaining("cannot be started") });
    expect((await run("--context", "c")).stderr).toContain("use the current context of the kubeconfig");
  });
});
