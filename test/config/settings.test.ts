import { describe, expect, test } from "bun:test";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Validator } from "@cfworker/json-schema";
import { declaredProgram } from "../../scripts/program.ts";
import { configSchema } from "../../src/config/schema.ts";
import { newFolder, program } from "../commands/program.ts";

const folderWith = (files: Readonly<Record<string, string>>) => {
  const cwd = newFolder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(cwd, name)), { recursive: true });
    writeFileSync(path.join(cwd, name), text);
  }
  return cwd;
};

const shown = async (args: readonly string[], file: string, env: Record<string, string> = {}) => {
  const cwd = folderWith({ "settings.yaml": file });
  return program([...args, "--config", "settings.yaml", "--show-config"], { cwd, env });
};

/** `flag: value  # where from`, with single spaces. */
const lines = (stdout: string) => stdout.split("\n").map((line) => line.trim().replace(/ {2,}/g, " "));

describe("what a flag is set to", () => {
  test("the line is above the environment, which is above the file, which is above the default", async () => {
    const file = "mode: quick\nparallel: 4\nstartup-timeout: 7m\n";
    const env = { KUBECTL_CONFORMANCE_PARALLEL: "3", KUBECTL_CONFORMANCE_STARTUP_TIMEOUT: "8m" };
    const { stdout, code } = await shown(["run", "--startup-timeout", "9m"], file, env);
    expect(code).toBe(0);
    expect(lines(stdout)).toContain("mode: quick # settings.yaml:1");
    expect(lines(stdout)).toContain('parallel: "3" # KUBECTL_CONFORMANCE_PARALLEL');
    expect(lines(stdout)).toContain("startup-timeout: 9m # flag");
    expect(lines(stdout)).toContain("keep-results: 24h # default");
  });

  test("a command's own section is above what all commands share, and no other command has it", async () => {
    const file = "namespace: shared\npreflight:\n  namespace: own\n  output: json\n";
    expect(lines((await shown(["preflight"], file)).stdout)).toContain("namespace: own # settings.yaml:3");
    expect(lines((await shown(["run"], file)).stdout)).toContain("namespace: shared # settings.yaml:1");
    expect(lines((await shown(["run"], file)).stdout)).toContain("output: table # default");
  });

  test("skip and dry-run for all are the suite's: preflight's checks and cleanup have their own", async () => {
    const file = "skip: Slow\ndry-run: true\npreflight:\n  skip: [dns]\n";
    const env = { KUBECTL_CONFORMANCE_SKIP: "Serial", KUBECTL_CONFORMANCE_DRY_RUN: "true" };
    const of = async (command: string) => lines((await shown([command], file, env)).stdout);
    expect(await of("run")).toContain("skip: Serial # KUBECTL_CONFORMANCE_SKIP");
    expect(await of("run")).toContain("dry-run: true # KUBECTL_CONFORMANCE_DRY_RUN");
    expect(await of("preflight")).toContain("skip: [dns] # settings.yaml:4");
    expect((await of("cleanup")).join("\n")).not.toContain("dry-run: true");
    expect((await shown(["cleanup"], file, env)).stderr).not.toContain("warning");
  });

  test("lists, switches, and a version that YAML would round", async () => {
    const file = "extra-args: [--a=1, -v]\nkeep: true\nresults-dir: 1.30\n";
    const env = { KUBECTL_CONFORMANCE_NODE_SELECTOR: "disk=ssd\nzone=a\n", KUBECTL_CONFORMANCE_DETACH: "0" };
    const { stdout } = await shown(["run"], file, env);
    expect(lines(stdout)).toContain("extra-args: [--a=1, -v] # settings.yaml:1");
    expect(lines(stdout)).toContain("keep: true # settings.yaml:2");
    expect(lines(stdout)).toContain('results-dir: "1.30" # settings.yaml:3');
    expect(lines(stdout)).toContain("node-selector: [disk=ssd, zone=a] # KUBECTL_CONFORMANCE_NODE_SELECTOR");
    expect(lines(stdout)).toContain("detach: false # KUBECTL_CONFORMANCE_DETACH");
  });

  test("what is shown is a file that says the same", async () => {
    const first = await shown(["run"], "mode: quick\nfocus: '\\[sig-apps\\]'\nextra-args: ['a: b', '#c']\n");
    const again = await shown(["run"], first.stdout);
    const values = (text: string) => text.replaceAll(/ *# (?:settings\.yaml:\d+|default)$/gm, "");
    expect(values(again.stdout)).toBe(values(first.stdout));
  });

  test("a variable's value keeps its commas, in the run and in the command that is told", async () => {
    const taints = "--non-blocking-taints=a,b/c";
    const cwd = newFolder();
    const run = await program(["run", "--sandbox", "--speed", "1000", "--results-dir", "out"], {
      cwd,
      env: { KUBECTL_CONFORMANCE_EXTRA_ARGS: taints },
    });
    expect(run.code).toBe(0);
    const { command } = JSON.parse(readFileSync(path.join(cwd, "out/run.json"), "utf8"));
    expect(command).toContain(`--extra-args=${taints}`);
    const { stdout } = await shown(["run"], "", { KUBECTL_CONFORMANCE_EXTRA_ARGS: taints });
    expect(stdout).toContain(`extra-args: ["${taints}"]`);
  });

  test("the environment puts aside what the file says and cannot go with it", async () => {
    const { stdout, code } = await shown(["run"], "contexts: [a, b]\n", { KUBECTL_CONFORMANCE_CONTEXT: "c" });
    expect(code).toBe(0);
    expect(lines(stdout)).toContain("context: c # KUBECTL_CONFORMANCE_CONTEXT");
    expect(stdout).not.toContain("contexts:");
  });

  test("a token is never shown, nor a password in a URL", async () => {
    const list = await shown(["run"], "test-repo-list: https://bob:hunter2@example.com/repos.yaml\n");
    expect(list.stdout).toContain("test-repo-list: https://…@example.com/repos.yaml");
    const { stdout, stderr } = await shown(["status", "--password", "hunter2"], "token: s3cret\n");
    expect(stdout).toContain("token: (not shown)");
    expect(stdout + stderr).not.toMatch(/s3cret|hunter2/);
  });

  test("a flag of the line puts what cannot go with it aside", async () => {
    const { stdout, code } = await shown(["rerun", "--failed", "out"], "focus: x\n");
    expect(code).toBe(0);
    expect(stdout).not.toContain("focus");
  });
});

describe("what cannot be taken is told with its place", () => {
  test.each([
    ["a: [b", /settings\.yaml:1: no valid YAML/],
    ["- run", /settings\.yaml: holds no settings/],
    [
      "mode: quick\nparralel: 4",
      /settings\.yaml:2: there is no flag or command "parralel"\nfix: is parallel meant\?/,
    ],
    ["focsu: x", /settings\.yaml:1: there is no flag or command "focsu"\nfix: is focus meant\?/],
    ["output: json", /settings\.yaml:1: there is no flag or command "output"/],
    ["mode: slow", /settings\.yaml:1: mode slow: Allowed choices are certified-conformance/],
    ["keep: maybe", /settings\.yaml:1: keep maybe: write true or false/],
    ["mode: [quick, quick]", /settings\.yaml:1: mode quick,quick: the flag takes one value/],
    ["mode: {a: b}", /settings\.yaml:1: mode has no value/],
    ["run: quick", /settings\.yaml:1: run is a command/],
    ["detach: true\nwait: true", /settings\.yaml:2: wait cannot go with detach/],
  ])("%j", async (file, message) => {
    const { code, stderr } = await shown(["run"], file);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });

  test("a variable that sets nothing is warned of, with the one that is meant", async () => {
    const { stderr, code } = await shown(["run"], "", {
      KUBECTL_CONFORMANCE_PARALEL: "4",
      KUBECTL_CONFORMANCE_X: "",
    });
    expect(code).toBe(0);
    expect(stderr).toBe(
      "warning: KUBECTL_CONFORMANCE_PARALEL sets no flag; is KUBECTL_CONFORMANCE_PARALLEL meant?\n",
    );
  });

  test("a file that was named and is not there", async () => {
    const { code, stderr } = await program(["run", "--config", "none.yaml"]);
    expect(code).toBe(2);
    expect(stderr).toContain("--config none.yaml: ENOENT");
  });
});

describe("the file that nobody named", () => {
  const show = (cwd: string, env: Record<string, string> = {}) =>
    program(["run", "--show-config"], { cwd, env });

  test("conformance.yaml in the folder, before the person's own; what it sets is told", async () => {
    const own = ".config/kubectl-conformance/conformance.yaml";
    const cwd = folderWith({ "conformance.yaml": "mode: quick", [own]: "mode: non-disruptive-conformance" });
    const { stdout, stderr } = await show(cwd);
    expect(stdout).toContain("mode: quick");
    expect(stderr).toBe("settings of conformance.yaml: mode\n");
    const alone = folderWith({ [own]: "mode: quick\ntoken: t" });
    expect((await show(alone)).stderr).toContain("conformance.yaml: mode, token\n");
  });

  test("the one in the folder says neither whom to trust nor whom to be", async () => {
    for (const line of [
      "insecure-skip-tls-verify: true",
      "server: https://evil.example",
      "kubeconfig: k",
      "as: admin",
      "kubeconfigs: folder",
      "conformance-image: evil.example/conformance:v1",
      "image-repo: evil.example",
      "test-repo-list: /etc/passwd",
    ]) {
      const { code, stderr } = await show(folderWith({ "conformance.yaml": line }));
      expect(code).toBe(2);
      expect(stderr).toContain("is not taken from a file that nobody named");
    }
    expect((await show(folderWith({ "conformance.yaml": "context: prod" }))).code).toBe(0);
  });

  test("Kubernetes' own list of conformance tests is none", async () => {
    const text = "- testname: Priority and Fairness\n  codename: '[sig-api-machinery] x'\n";
    const { code, stderr } = await show(folderWith({ "conformance.yaml": text }));
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });

  test("krew's manifest of that name is none", async () => {
    const cwd = folderWith({ "conformance.yaml": "apiVersion: x\nkind: Plugin\nmetadata: {}\n" });
    expect(await show(cwd)).toMatchObject({ code: 0, stderr: "" });
  });
});

test("a run tells, in its record, the words that would have set the same", async () => {
  const cwd = folderWith({ "settings.yaml": "parallel: 2\nextra-args: [-v=1]\n" });
  const { code } = await program(
    ["run", "--sandbox", "--config", "settings.yaml", "--results-dir", "out", "--speed", "1000"],
    { cwd },
  );
  expect(code).toBe(0);
  const { command } = JSON.parse(readFileSync(path.join(cwd, "out", "run.json"), "utf8"));
  expect(command.join(" ")).toEndWith("--speed 1000 --parallel=2 --extra-args=-v=1");
});

describe("the schema", () => {
  test("is that of the flags as they are declared: npm run schemas writes it", async () => {
    const file = path.resolve(import.meta.dir, "../../docs/conformance.schema.json");
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(
      JSON.parse(JSON.stringify(configSchema(await declaredProgram()))),
    );
  });

  test.each([
    [{ mode: "quick", parallel: 4, "extra-args": ["-v"], preflight: { output: "json" } }, true],
    [{ mode: "slow" }, false],
    [{ parralel: 4 }, false],
    [{ keep: "yes" }, false],
    [{ token: "t", version: {} }, true],
  ])("%j is valid: %p", async (value, valid) => {
    const schema = JSON.parse(JSON.stringify(configSchema(await declaredProgram())));
    expect(new Validator(schema, "2020-12").validate(value).valid).toBe(valid);
  });
});
