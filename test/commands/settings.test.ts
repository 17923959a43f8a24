import { describe, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { newFolder, program } from "./program.ts";
import { folderWith, lines, shown } from "./settings-files.ts";

describe("what a flag is set to", () => {
  test("the command line overrides the environment, which overrides the file, which overrides the default", async () => {
    const file = "mode: quick\nparallel: 4\nstartup-timeout: 7m\n";
    const env = { KUBECTL_CONFORMANCE_PARALLEL: "3", KUBECTL_CONFORMANCE_STARTUP_TIMEOUT: "8m" };
    const { stdout, code } = await shown(["run", "--startup-timeout", "9m"], file, env);
    expect(code).toBe(0);
    expect(lines(stdout)).toContain("mode: quick # settings.yaml:1");
    expect(lines(stdout)).toContain('parallel: "3" # KUBECTL_CONFORMANCE_PARALLEL');
    expect(lines(stdout)).toContain("startup-timeout: 9m # flag");
    expect(lines(stdout)).toContain("keep-results: 24h # default");
  });

  test("a command's own section overrides what all commands share, and applies to no other command", async () => {
    const file = "namespace: shared\npreflight:\n  namespace: own\n  output: json\n";
    expect(lines((await shown(["preflight"], file)).stdout)).toContain("namespace: own # settings.yaml:3");
    expect(lines((await shown(["run"], file)).stdout)).toContain("namespace: shared # settings.yaml:1");
    expect(lines((await shown(["run"], file)).stdout)).toContain("output: table # default");
  });

  test("wait is a flag of run, and a command where it contains flags", async () => {
    const of = async (command: string, file: string) => lines((await shown([command], file)).stdout);
    expect(await of("run", "wait: true\n")).toContain("wait: true # settings.yaml:1");
    expect(await of("wait", "wait:\n  timeout: 3h\n")).toContain("timeout: 3h # settings.yaml:2");
    // how long the suite may take is not how long to wait for it
    expect((await of("wait", "timeout: 3h\n")).join("\n")).not.toContain("timeout: 3h");
    expect((await of("run", "wait:\n  timeout: 3h\n")).join("\n")).not.toContain("timeout: 3h");
  });

  test("a namespace for all commands is that of new runs, and hides no existing run", async () => {
    const file = "namespace: shared\nlogs:\n  namespace: own\n";
    const of = async (command: string) => (await shown([command], file)).stdout;
    expect(await of("run")).toContain("namespace: shared");
    expect(await of("status")).not.toContain("namespace");
    expect(await of("logs")).toContain("namespace: own");
  });

  test("a dry run of the suite is set by its new name, and the old name is refused", async () => {
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

  test("a skip for all commands is the suite's; the checks of preflight and the dry run of cleanup have their own", async () => {
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

  test("what is shown is a file with the same effect", async () => {
    const first = await shown(["run"], "mode: quick\nfocus: '\\[sig-apps\\]'\nextra-args: ['a: b', '#c']\n");
    const again = await shown(["run"], first.stdout);
    const values = (text: string) => text.replaceAll(/ *# (?:settings\.yaml:\d+|default)$/gm, "");
    expect(values(again.stdout)).toBe(values(first.stdout));
  });

  test("a variable's value keeps its commas, in the run and in the recorded command", async () => {
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

  test("the environment overrides what conflicts with it in the file", async () => {
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

  test("a flag on the command line overrides what conflicts with it", async () => {
    const { stdout, code } = await shown(["rerun", "--failed", "out"], "focus: x\n");
    expect(code).toBe(0);
    expect(stdout).not.toContain("focus");
  });
});

describe("--show-config refuses the values that the command refuses", () => {
  test.each([
    ["run", "parallel: 5000", "--parallel 5000: more than 100"],
    ["run", "skip-preflight: dsn", "there is no check dsn to skip"],
    ["resume", "timeout: soon", "--timeout soon: not a duration"],
    ["rerun", "namespace: kube-system", "--namespace kube-system: cannot be used for a run"],
    ["preflight", "conformance-image: Reg/X", "--conformance-image Reg/X: has capital letters"],
    ["preflight", "preflight:\n  skip: dsn", "there is no check dsn to skip"],
    ["run", "product: /none.yaml", "--product /none.yaml: no such file"],
    ["attach", "max-failures: few", "--max-failures few: not a whole number above 0"],
    ["attach", "notify: ftp://example.com", "--notify: the URL is not https"],
    ["stop", "product: /none.yaml", "--product /none.yaml: no such file"],
    ["retrieve", "product: /none.yaml", "--product /none.yaml: no such file"],
    ["wait", "wait:\n  timeout: soon", "--timeout soon: not a duration"],
    ["wait", "wait:\n  for: ever", "--for ever: not something to wait for"],
    ["cleanup", "cleanup:\n  dry-run: maybe", "Invalid dry-run value (maybe)"],
    ["status", "request-timeout: soon", "--request-timeout soon: Invalid timeout value"],
    ["version", "server: ftp://example.com", "--server ftp://example.com: not an http(s) URL"],
  ])("%s with %s", async (command, file, words) => {
    const { code, stdout, stderr } = await shown([command], file);
    expect(code).toBe(2);
    expect(stderr).toContain(`error: ${words}`);
    // the settings are shown nevertheless
    expect(stdout).toContain("# settings.yaml:");
  });

  test("flags that only the command line has", async () => {
    const refused = async (...words: string[]) => {
      const { code, stderr } = await program([...words, "--show-config"]);
      return [code, stderr.split("\n", 1)[0]];
    };
    expect(await refused("logs", "--since", "lunch")).toEqual([
      2,
      "error: --since lunch is neither a duration nor a time",
    ]);
    expect(await refused("status", "-v", "all")).toEqual([2, "error: -v all: not a whole number"]);
    expect(await refused("status", "--as", "x", "--as-user-extra", "y")).toEqual([
      2,
      "error: --as-user-extra y: not key=value",
    ]);
  });
});

describe("what cannot be used is reported with its place", () => {
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

  test("a variable that sets nothing is reported, with the one that may be meant", async () => {
    const { stderr, code } = await shown(["run"], "", {
      KUBECTL_CONFORMANCE_PARALEL: "4",
      KUBECTL_CONFORMANCE_X: "",
    });
    expect(code).toBe(0);
    expect(stderr).toBe(
      "warning: KUBECTL_CONFORMANCE_PARALEL sets no flag; did you mean KUBECTL_CONFORMANCE_PARALLEL?\n",
    );
  });

  test("a named file that does not exist", async () => {
    const { code, stderr } = await program(["run", "--config", "none.yaml"]);
    expect(code).toBe(2);
    expect(stderr).toContain("--config none.yaml: no such file");
  });
});

test("a run records the words that would have set the same flags", async () => {
  const cwd = folderWith({ "settings.yaml": "parallel: 2\nextra-args: [-v=1]\n" });
  const { code } = await program(
    ["run", "--sandbox", "--config", "settings.yaml", "--results-dir", "out", "--speed", "1000"],
    { cwd },
  );
  expect(code).toBe(0);
  const { command } = JSON.parse(readFileSync(path.join(cwd, "out", "run.json"), "utf8"));
  expect(command.join(" ")).toEndWith("--speed 1000 --parallel=2 --extra-args=-v=1");
});

test("nothing that a run keeps contains a secret of the command line", async () => {
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
