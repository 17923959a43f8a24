import { describe, expect, test } from "bun:test";
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { Validator } from "@cfworker/json-schema";
import { declaredProgram } from "../../scripts/program.ts";
import { commandsWithSettings, kindOf, settableFlags } from "../../src/config/flags.ts";
import { configSchema } from "../../src/config/schema.ts";
import { newFolder, program } from "./program.ts";

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

  test("wait is a flag of run, and where it holds flags a command", async () => {
    const of = async (command: string, file: string) => lines((await shown([command], file)).stdout);
    expect(await of("run", "wait: true\n")).toContain("wait: true # settings.yaml:1");
    expect(await of("wait", "wait:\n  timeout: 3h\n")).toContain("timeout: 3h # settings.yaml:2");
    // how long the suite may take is not how long to wait for it
    expect((await of("wait", "timeout: 3h\n")).join("\n")).not.toContain("timeout: 3h");
    expect((await of("run", "wait:\n  timeout: 3h\n")).join("\n")).not.toContain("timeout: 3h");
  });

  test("namespace for all is where runs are made, and hides none that are there", async () => {
    const file = "namespace: shared\nlogs:\n  namespace: own\n";
    const of = async (command: string) => (await shown([command], file)).stdout;
    expect(await of("run")).toContain("namespace: shared");
    expect(await of("status")).not.toContain("namespace");
    expect(await of("logs")).toContain("namespace: own");
  });

  test("a dry run of the suite is set by its new name, and the old one is not passed over", async () => {
    expect(lines((await shown(["run"], "suite-dry-run: true\n")).stdout)).toContain(
      "suite-dry-run: true # settings.yaml:1",
    );
    for (const file of ["dry-run: true\n", "run:\n  dry-run: true\n"]) {
      const old = await shown(["run"], file);
      expect(old.code).toBe(2);
      expect(old.stderr).toContain("the setting dry-run is now called suite-dry-run");
    }
    const env = { KUBECTL_CONFORMANCE_DRY_RUN: "true" };
    expect((await shown(["run"], "", env)).stderr).toContain("write KUBECTL_CONFORMANCE_SUITE_DRY_RUN");
  });

  test("skip for all is the suite's: preflight's checks have their own, and so has cleanup's dry run", async () => {
    const file = "skip: Slow\npreflight:\n  skip: [dns]\ncleanup:\n  dry-run: client\n";
    const env = { KUBECTL_CONFORMANCE_SKIP: "Serial" };
    const of = async (command: string) => lines((await shown([command], file, env)).stdout);
    expect(await of("run")).toContain("skip: Serial # KUBECTL_CONFORMANCE_SKIP");
    expect(await of("preflight")).toContain("skip: [dns] # settings.yaml:3");
    expect(await of("cleanup")).toContain("dry-run: client # settings.yaml:5");
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
    const odd = await shown(
      ["run"],
      "extra-args: [--provider-token=s3cret, 'https://a:b\"@hunter2@h/?sig=s3cret']\n",
    );
    expect(odd.stdout).toContain("extra-args: [--provider-token=…, https://…@h/?sig=…]");
    const two = await shown(["status"], "token: [s3cret, hunter2]\n");
    expect(two.stderr).toContain("settings.yaml:1: token: the flag takes a single value");
    expect(two.stderr).not.toMatch(/s3cret|hunter2/);
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

describe("what is shown is judged as the command judges it", () => {
  test.each([
    ["run", "parallel: 5000", "--parallel 5000: more than 100"],
    ["run", "skip-preflight: dsn", "there is no check dsn to skip"],
    ["resume", "timeout: soon", "--timeout soon: not a duration"],
    ["rerun", "namespace: kube-system", "--namespace kube-system: cannot be used for a run"],
    ["preflight", "conformance-image: Reg/X", "--conformance-image Reg/X: has capital letters"],
    ["preflight", "preflight:\n  skip: dsn", "there is no check dsn to skip"],
  ])("%s with %s", async (command, file, words) => {
    const { code, stdout, stderr } = await shown([command], file);
    expect(code).toBe(2);
    expect(stderr).toContain(`error: ${words}`);
    // what is set to what is shown all the same
    expect(stdout).toContain("# settings.yaml:");
  });
});

describe("what cannot be taken is told with its place", () => {
  test.each([
    ["a: [b", /settings\.yaml:1: not valid YAML/],
    ["- run", /settings\.yaml: has no settings/],
    [
      "mode: quick\nparralel: 4",
      /settings\.yaml:2: there is no flag or command "parralel"\nfix: did you mean parallel\?/,
    ],
    ["focsu: x", /settings\.yaml:1: there is no flag or command "focsu"\nfix: did you mean focus\?/],
    ["output: json", /settings\.yaml:1: there is no flag or command "output"/],
    ["mode: slow", /settings\.yaml:1: mode slow: Allowed choices are certified-conformance/],
    ["keep: maybe", /settings\.yaml:1: keep maybe: write true or false/],
    ["mode: [quick, quick]", /settings\.yaml:1: mode quick,quick: the flag takes a single value/],
    ["mode: {a: b}", /settings\.yaml:1: mode has no value/],
    ["run: quick", /settings\.yaml:1: run is a command/],
    ["detach: true\nwait: true", /settings\.yaml:2: wait cannot be combined with detach/],
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
      "warning: KUBECTL_CONFORMANCE_PARALEL sets no flag; did you mean KUBECTL_CONFORMANCE_PARALLEL?\n",
    );
  });

  test("a file that was named and is not there", async () => {
    const { code, stderr } = await program(["run", "--config", "none.yaml"]);
    expect(code).toBe(2);
    expect(stderr).toContain("--config none.yaml: no such file");
  });
});

describe("the file that nobody named", () => {
  const show = (cwd: string, options: Parameters<typeof program>[1] = {}, ...words: string[]) =>
    program(["run", "--show-config", ...words], { cwd, ...options });
  const own = ".config/kubectl-conformance/conformance.yaml";

  test("in the folder goes above the person's own, and hides nothing of it; what each sets is told", async () => {
    const files = { "conformance.yaml": "mode: quick", [own]: "mode: non-disruptive-conformance\ntoken: t" };
    const { stdout, stderr } = await show(folderWith(files));
    expect(lines(stdout)).toContain("mode: quick # conformance.yaml:1");
    expect(stdout).toContain("token: (not shown)");
    expect(stderr).toMatch(
      /^settings of conformance\.yaml: mode\nsettings of \S+conformance\.yaml: token\n$/,
    );
  });

  test("puts aside what the person's own says and cannot go with it", async () => {
    const files = { "conformance.yaml": "rerun: {failed: out}", [own]: "focus: x" };
    const { stdout, code } = await program(["rerun", "--show-config"], {
      cwd: folderWith({ ...files, "conformance.yaml": "focus: y" }),
    });
    expect(code).toBe(0);
    expect(lines(stdout)).toContain("focus: y # conformance.yaml:1");
  });

  test("in the folder may set what cannot hurt", async () => {
    const text = [
      "mode: quick",
      "parallel: 2",
      "watch-pods: none",
      "show: tests",
      "timeout: 3h",
      "startup-timeout: 9m",
      "request-timeout: 10s",
      "certifiable: true",
      "focus: x",
      "skip: y",
      "run: {output: jsonl}",
    ];
    const { code, stdout } = await show(folderWith({ "conformance.yaml": text.join("\n") }));
    expect(code).toBe(0);
    expect(stdout.match(/# conformance\.yaml:\d+$/gm)).toHaveLength(text.length);
  });

  test("in the folder may set nothing else: every other flag of every command is refused", async () => {
    const harmless = [
      ...[
        "mode",
        "parallel",
        "output",
        "watch-pods",
        "evidence",
        "show",
        "timeout",
        "startup-timeout",
        "request-timeout",
      ],
      ...["certifiable", "focus", "skip"],
    ];
    const commands = commandsWithSettings(await declaredProgram());
    for (const [words, command] of commands) {
      for (const option of settableFlags(command, "own")) {
        const flag = option.name();
        if (harmless.includes(flag) && !(words === "preflight" && flag === "skip")) continue;
        const value = option.argChoices?.[0] ?? (kindOf(option) === "switch" ? "true" : "1");
        const cwd = folderWith({ "conformance.yaml": `${words}:\n  ${flag}: "${value}"\n` });
        const { code, stderr } = await program(words.split(" "), { cwd });
        expect({ flag, code, stderr }).toEqual({
          flag,
          code: 2,
          stderr: `error: conformance.yaml:2: ${flag} cannot be set in a file that nobody named\nfix: if you trust the file, name it: --config conformance.yaml; or give the flag: --${flag}\n`,
        });
      }
    }
  });

  test("code for Ginkgo, another cluster, another folder, a cleanup of everything", async () => {
    for (const [words, line] of [
      ["run", 'extra-ginkgo-args: ["--after-run-hook=id"]'],
      ["run", "context: production"],
      ["run", "namespace: kube-system"],
      ["run", "results-dir: /etc"],
      ["cleanup", "cleanup: {all: true}"],
      ["run", "certifiable: false"],
    ] as const) {
      const { code, stderr } = await program([words], { cwd: folderWith({ "conformance.yaml": line }) });
      expect(code).toBe(2);
      expect(stderr).toContain("cannot be set in a file that nobody named");
    }
  });

  test("is taken whole when it is named, and its settings are passed by where a flag or a variable has them", async () => {
    const cwd = folderWith({ "conformance.yaml": "context: production\nmode: quick\n" });
    const named = await show(cwd, {}, "--config", "conformance.yaml");
    expect(lines(named.stdout)).toContain("context: production # conformance.yaml:1");
    const given = await show(cwd, {}, "--context", "kind");
    expect(given.code).toBe(0);
    expect(lines(given.stdout)).toContain("context: kind # flag");
    const variable = await program(["run", "--show-config"], {
      cwd,
      env: { KUBECTL_CONFORMANCE_CONTEXT: "kind", KUBECTL_CONFORMANCE_CONFIG: "" },
    });
    expect(lines(variable.stdout)).toContain("context: kind # KUBECTL_CONFORMANCE_CONTEXT");
  });

  test("--show-config shows what is not taken, and how it would be", async () => {
    const { code, stdout } = await show(folderWith({ "conformance.yaml": "context: prod\nmode: quick\n" }));
    expect(code).toBe(0);
    expect(lines(stdout)).toContain("mode: quick # conformance.yaml:2");
    expect(stdout).toContain("  # not taken: context of conformance.yaml:1, a file that nobody named");
    expect(stdout).not.toContain("context: prod");
  });

  test("a run of a stray focus cannot certify, and says what it was given", async () => {
    const cwd = folderWith({ "conformance.yaml": "focus: Pods\n" });
    const run = await program(["run", "--sandbox", "--speed", "1000", "--results-dir", "out"], { cwd });
    expect(run.stderr).toContain("settings of conformance.yaml: focus\n");
    const record = JSON.parse(readFileSync(path.join(cwd, "out/run.json"), "utf8"));
    expect(record.certifiable).toBe(false);
    expect(record.deviations).toContain("--focus Pods instead of all required tests");
    expect(record.command).toContain("--focus=Pods");
  });

  test("of another user, or that everybody can write, is passed over with a warning", async () => {
    const text = "context: production\n: no YAML\n";
    const cwd = folderWith({ "conformance.yaml": text, [own]: "mode: quick" });
    // what root owns is nobody's trap
    if (process.getuid?.() === 0) chownSync(path.join(cwd, "conformance.yaml"), 4712, 4712);
    const others = await show(cwd, { uid: 4711 });
    expect(others.code).toBe(0);
    expect(others.stderr).toContain(
      "warning: conformance.yaml is ignored: another user owns it; to use it: --config conformance.yaml\n",
    );
    const mine = folderWith({ "conformance.yaml": "context: production\n" });
    chmodSync(path.join(mine, "conformance.yaml"), 0o666);
    const open = await show(mine, { uid: process.getuid?.() });
    expect(open.code).toBe(0);
    expect(open.stderr).toContain("is ignored: everybody may write to it");
  });

  test("which cannot be read is passed over, whatever it is", async () => {
    const cwd = folderWith({});
    const stray = path.join(cwd, "conformance.yaml");
    execFileSync("mkfifo", [stray]);
    expect(await show(cwd)).toMatchObject({
      code: 0,
      stderr: "warning: conformance.yaml is ignored: it is a FIFO\n",
    });
    rmSync(stray);
    symlinkSync("/dev/zero", stray);
    expect(await show(cwd)).toMatchObject({ code: 0, stderr: expect.stringContaining("it is a device") });
    rmSync(stray);
    symlinkSync("conformance.yaml", stray);
    expect(await show(cwd)).toMatchObject({ code: 0 });
    rmSync(stray);
    mkdirSync(stray);
    expect(await show(cwd)).toMatchObject({ code: 0, stderr: "" });
    rmSync(stray, { recursive: true });
    writeFileSync(stray, `# ${"x".repeat(2 ** 21)}\n`);
    expect(await show(cwd)).toMatchObject({
      code: 0,
      stderr: expect.stringContaining("is larger than 1 MiB"),
    });
  });

  test("of a home that is a file, a FIFO, not there or unreadable is none", async () => {
    const cwd = folderWith({ file: "" });
    execFileSync("mkfifo", [path.join(cwd, "fifo")]);
    symlinkSync("circle", path.join(cwd, "circle"));
    for (const home of ["file", "fifo", "none", "circle"]) {
      const env = { HOME: path.join(cwd, home) };
      expect(await show(cwd, { env })).toMatchObject({ code: 0, stderr: "" });
    }
    mkdirSync(path.join(cwd, "home", path.dirname(own)), { recursive: true });
    execFileSync("mkfifo", [path.join(cwd, "home", own)]);
    const { code, stderr } = await show(cwd, { env: { HOME: path.join(cwd, "home") } });
    expect(code).toBe(0);
    expect(stderr).toMatch(/^warning: \S+ is ignored: it is a FIFO\n$/);
  });

  test.each(["", "/"])("that is named and cannot be read is an error, not a wait (%j)", async (after) => {
    const cwd = folderWith({});
    execFileSync("mkfifo", [path.join(cwd, "fifo")]);
    const words = after === "" ? ["--config", "fifo"] : [];
    const env: Record<string, string> = after === "" ? {} : { KUBECTL_CONFORMANCE_CONFIG: "fifo" };
    const { code, stderr } = await program(["run", ...words], { cwd, env });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: (?:--config|KUBECTL_CONFORMANCE_CONFIG) fifo: is a FIFO\n/);
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

test("no secret of a command is in anything that a run keeps", async () => {
  const cwd = folderWith({});
  const words = [
    "--extra-args=--provider-token=s3cret",
    "--extra-ginkgo-args=--url=https://u:s3@cret@host/?sig=s3cret",
  ];
  const run = await program(["run", "--sandbox", "--speed", "1000", "--results-dir", "out", ...words], {
    cwd,
  });
  expect(run.code).toBe(0);
  const kept = readdirSync(path.join(cwd, "out"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/e2e\.log|junit/.test(entry.name))
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), "utf8"));
  expect(kept.join("\n")).toContain("--provider-token=…");
  expect(kept.join("\n")).not.toMatch(/s3cret|s3@cret/);
});
