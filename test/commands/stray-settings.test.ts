import { describe, expect, test } from "bun:test";
import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { declaredProgram } from "../../scripts/program.ts";
import { commandsWithSettings, kindOf, settableFlags } from "../../src/config/flags.ts";
import { program } from "./program.ts";
import { folderWith, lines } from "./settings-files.ts";

describe("a conformance.yaml that nobody named", () => {
  const show = (cwd: string, options: Parameters<typeof program>[1] = {}, ...words: string[]) =>
    program(["run", "--show-config", ...words], { cwd, ...options });
  const own = ".config/kubectl-conformance/conformance.yaml";

  test("in the folder overrides the person's own and hides nothing of it; what each sets is reported", async () => {
    const files = { "conformance.yaml": "mode: quick", [own]: "mode: non-disruptive-conformance\ntoken: t" };
    const { stdout, stderr } = await show(folderWith(files));
    expect(lines(stdout)).toContain("mode: quick # conformance.yaml:1");
    expect(stdout).toContain("token: (not shown)");
    expect(stderr).toMatch(
      /^settings of conformance\.yaml: mode\nsettings of \S+conformance\.yaml: token\n$/,
    );
  });

  test("overrides what conflicts with it in the person's own", async () => {
    const files = { "conformance.yaml": "rerun: {failed: out}", [own]: "focus: x" };
    const { stdout, code } = await program(["rerun", "--show-config"], {
      cwd: folderWith({ ...files, "conformance.yaml": "focus: y" }),
    });
    expect(code).toBe(0);
    expect(lines(stdout)).toContain("focus: y # conformance.yaml:1");
  });

  test("in the folder may set what is harmless", async () => {
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

  test("that is named may set everything; a flag or a variable overrides it", async () => {
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

  test("--show-config lists the settings that are not used, and how to use them", async () => {
    const { code, stdout } = await show(folderWith({ "conformance.yaml": "context: prod\nmode: quick\n" }));
    expect(code).toBe(0);
    expect(lines(stdout)).toContain("mode: quick # conformance.yaml:2");
    expect(stdout).toContain("  # not taken: context of conformance.yaml:1, a file that nobody named");
    expect(stdout).not.toContain("context: prod");
  });

  test("a run with the focus of such a file cannot certify, and says which focus it had", async () => {
    const cwd = folderWith({ "conformance.yaml": "focus: Pods\n" });
    const run = await program(["run", "--sandbox", "--speed", "1000", "--results-dir", "out"], { cwd });
    expect(run.stderr).toContain("settings of conformance.yaml: focus\n");
    const record = JSON.parse(readFileSync(path.join(cwd, "out/run.json"), "utf8"));
    expect(record.certifiable).toBe(false);
    expect(record.deviations).toContain("--focus Pods instead of all required tests");
    expect(record.command).toContain("--focus=Pods");
  });

  test("of another user, or that everybody can write, is ignored with a warning", async () => {
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

  test("that cannot be read is ignored, whatever it is", async () => {
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

  test("does not exist in a home that is a file, a FIFO, missing or unreadable", async () => {
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

  test("that is Kubernetes' own list of conformance tests is not a settings file", async () => {
    const text = "- testname: Priority and Fairness\n  codename: '[sig-api-machinery] x'\n";
    const { code, stderr } = await show(folderWith({ "conformance.yaml": text }));
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });

  test("that is krew's manifest is not a settings file", async () => {
    const cwd = folderWith({ "conformance.yaml": "apiVersion: x\nkind: Plugin\nmetadata: {}\n" });
    expect(await show(cwd)).toMatchObject({ code: 0, stderr: "" });
  });
});
