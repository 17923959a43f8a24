import { beforeAll, expect, test } from "bun:test";
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Validator } from "@cfworker/json-schema";
import { checkLines } from "../../../src/commands/submission/check-table.ts";
import { styleFor } from "../../../src/display/style.ts";
import schema from "../../../src/submission/check/report.schema.json" with { type: "json" };
import { checkSubmission } from "../../../src/submission/check/report.ts";
import { good, goodSubmission } from "../../submission/check/sample.ts";
import { newFolder, program } from "../program.ts";

/** A folder v1.35/acme of the good submission with some of its files changed. */
function write(change: Readonly<Record<string, string>> = {}): string {
  const cwd = newFolder();
  const folder = path.join(cwd, "v1.35/acme");
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries({ ...good, ...change }))
    writeFileSync(path.join(folder, name), text);
  return cwd;
}

const check = (cwd: string, ...words: string[]) =>
  program(["submission", "check", "v1.35/acme", "--offline", ...words], { cwd });

let ready: string;
let bad: string;
beforeAll(() => {
  ready = write();
  bad = write({
    "PRODUCT.yaml": good["PRODUCT.yaml"].replace("distribution", "TODO"),
    "README.md": `${good["README.md"]}\n![50%](nodes.png)\n`,
    "logo\u001b[2J,:%.svg": "x",
  });
});

test("a good submission is ready: a short report, exit 0, the assumed title reported", async () => {
  const { code, stdout, stderr } = await check(ready);
  expect(code).toBe(0);
  expect(stdout).toStartWith("ready  v1.35/acme: the bot would pass 15 of 15\n");
  expect(stdout.split("\n").length).toBeLessThan(15);
  expect(stderr).toBe(
    "assumed title: Conformance results for v1.35/acme (--title names another)\n" +
      "next: kubectl conformance submission commit v1.35/acme --repo CLONE, a clone of cncf/k8s-conformance\n",
  );
});

test("what must be fixed comes first, then what a reviewer asks, each with its verdicts and its fix; exit 1", async () => {
  const { code, stdout } = await check(bad);
  expect(code).toBe(1);
  expect(stdout).toStartWith("not ready: 2 things to fix  v1.35/acme: the bot would pass 14 of 15\n");
  const type = stdout.slice(stdout.indexOf("product-type"), stdout.indexOf("A reviewer may ask"));
  expect(type).toStartWith("product-type  v1.35/acme/PRODUCT.yaml:9\n");
  expect(type).toContain("bot: pass, reviewer: would refuse\n");
  expect(stdout).not.toContain("is one of the three");
  expect(type).toContain("fix: write distribution, hosted platform or installer");
  expect(stdout.indexOf("readme-images")).toBeGreaterThan(stdout.indexOf("A reviewer may ask"));
  expect(stdout).not.toContain("\u001b");
});

test("-o json matches the schema, and has all 15 of the bot's checks", async () => {
  for (const cwd of [ready, bad]) {
    const { code, stdout } = await check(cwd, "-o", "json");
    const report: { ready: boolean; bot: object; checks: { id: string; bot: string }[] } = JSON.parse(stdout);
    expect(new Validator(schema as object).validate(report).errors).toEqual([]);
    expect(report.ready).toBe(code === 0);
    expect(Object.keys(report)).toEqual(["ready", "bot", "checks"]);
    expect(new Set(report.checks.map(({ id }) => id)).size).toBe(report.checks.length);
    expect(stdout).not.toContain("\u001b");
  }
});

test("what could not be checked is not-checked, never passed, and listed by its reason", async () => {
  const { checks } = JSON.parse((await check(ready, "-o", "json")).stdout) as {
    checks: { id: string; ours: string; detail: string[]; fix: string }[];
  };
  const open = checks.filter(({ ours }) => ours === "not-checked");
  expect(open.map(({ id }) => id)).toContain("product-urls-answer");
  expect(open.find(({ id }) => id === "product-urls-answer")).toMatchObject({
    detail: ["--offline was given"],
    fix: "",
  });
  const { stdout } = await check(ready);
  expect(stdout).toContain("\nNot checked\n");
  expect(stdout).toContain("  product-urls-answer: --offline was given\n");
  expect(stdout).toContain(`${checks.filter(({ ours }) => ours === "pass").length} checks passed\n`);
  for (const [format, words] of [
    ["markdown", "Not checked: `product-urls-answer`"],
    ["github", "not checked: product-urls-answer"],
  ] as const)
    expect((await check(ready, "-o", format)).stdout).toContain(words);
});

test("-o github annotates files by their paths from here, with nothing unescaped", async () => {
  const { stdout } = await check(bad, "-o", "github");
  const lines = stdout.trimEnd().split("\n");
  expect(lines[0]).toStartWith("::error file=v1.35/acme/logo^[[2J%2C%3A%25.svg,title=only-required-files::");
  expect(lines[1]).toMatch(
    /^::error file=v1\.35\/acme\/PRODUCT\.yaml,line=9,title=product-type::type \(line 9\) is still a placeholder .*%0Afix: write/,
  );
  expect(lines[2]).toMatch(/^::warning file=v1\.35\/acme\/README\.md,line=20,title=readme-images::/);
  expect(lines[3]).toStartWith("::notice title=submission::not ready: 2 things to fix; the bot");
  expect(lines).toHaveLength(4);
});

test("-o markdown escapes text that others wrote", async () => {
  const { stdout } = await check(bad, "-o", "markdown");
  expect(stdout).toContain("## v1.35/acme: not ready: 2 things to fix\n");
  expect(stdout).toContain(
    "- **product-type**, v1.35/acme/PRODUCT.yaml:9 (bot: pass, reviewer: would refuse)\n",
  );
  expect(stdout).not.toContain("\u001b");
});

test("a failed gate, broken YAML and a missing file are each one thing to fix", async () => {
  const first = async (cwd: string, folder: string) =>
    (await program(["submission", "check", folder, "--offline"], { cwd })).stdout.split("\n", 1)[0];
  const old = newFolder();
  cpSync(path.join(ready, "v1.35"), path.join(old, "v1.9"), { recursive: true });
  expect(await first(old, "v1.9/acme")).toBe(
    "not ready: 1 thing to fix  v1.9/acme: the bot would not run its 15 checks",
  );
  const broken = write({ "PRODUCT.yaml": `${good["PRODUCT.yaml"]}also: "\n` });
  const { stdout } = await check(broken);
  expect(stdout).toStartWith("not ready: 1 thing to fix  v1.35/acme: the bot would pass 12 of 15\n");
  expect(stdout).toContain("PRODUCT.yaml, line 12: it is not YAML with fields");
  expect(stdout).toContain("fix: correct PRODUCT.yaml at line 12");
  expect(await first(write({ "junit_01.xml": "" }), "v1.35/acme")).toStartWith("not ready: 1 thing to fix");
});

test("a failed test is named once", async () => {
  const failed = good["junit_01.xml"].replace(
    /(<testcase name="\[It\] [^"]*\[Conformance\]"[^>]*>)/,
    "$1<failure/>",
  );
  const name = /name="\[It\] ([^"]*\[Conformance\])"/.exec(failed)?.[1] ?? "?";
  const { stdout } = await check(write({ "junit_01.xml": failed }));
  expect(stdout.replace(/\s+/g, " ").split(name)).toHaveLength(2);
});

test.each(["markdown", "github"])("-o %s of no test at all is short enough for GitHub", async (format) => {
  const cwd = write({ "junit_01.xml": "<testsuites></testsuites>" });
  const { stdout } = await check(cwd, "-o", format);
  expect(stdout).toContain("441 required tests are missing");
  expect(stdout.length).toBeLessThan(65_536);
});

test.each([
  ["a folder that is not there", ["submission", "check", "nowhere", "--offline"]],
  ["a file for a folder", ["submission", "check", "v1.35/acme/e2e.log", "--offline"]],
  ["no folder", ["submission", "check"]],
  ["a release that is none", ["submission", "check", "v1.35/acme", "--latest", "newest"]],
  [
    "a list that is none",
    ["submission", "check", "v1.35/acme", "--offline", "--required-tests", "v1.35/acme/e2e.log"],
  ],
])("%s: exit 2", async (_, words) => {
  const { code, stdout } = await program(words, { cwd: ready });
  expect(code).toBe(2);
  expect(stdout).toBe("");
});

test("a release that preflight calls too old is too old here, without being told what is current", async () => {
  const cwd = newFolder();
  cpSync(path.join(ready, "v1.35"), path.join(cwd, "v1.34"), { recursive: true });
  const old = await program(["submission", "check", "v1.34/acme", "--offline"], { cwd });
  expect(old.stdout).toContain("gate-window");
  expect(old.stdout).toContain(
    "v1.34 is older than v1.35, the oldest that is accepted while v1.37 is the newest",
  );
});

test("--title, --latest and --required-tests are taken", async () => {
  expect((await check(ready, "--title", "Conformance results for v1.34/acme")).code).toBe(1);
  expect((await check(ready, "--latest", "v1.37.2")).code).toBe(0);
  const old = await check(ready, "--latest", "v1.38");
  expect(old.code).toBe(1);
  expect(old.stdout).toContain("the bot would not run its 15 checks");
  const one = [{ testname: "a", codename: "[sig-x] a [Conformance]", release: "v1.9", file: "a.go" }];
  writeFileSync(path.join(ready, "list.yaml"), JSON.stringify(one));
  const other = await check(ready, "--required-tests", "list.yaml");
  expect(other.stdout).toContain("missing: [sig-x] a [Conformance]\n");
});

test("a link is not followed, and is no file to GitHub", async () => {
  const cwd = write();
  const file = path.join(cwd, "v1.35/acme/README.md");
  execFileSync("rm", [file]);
  symlinkSync("PRODUCT.yaml", file);
  const { code, stdout } = await check(cwd);
  expect(code).toBe(1);
  expect(stdout).toContain("v1.35/acme/README.md is a link");
});

test.each([80, 140])("no line is wider than %i columns where it can be broken", (wide) => {
  const texts = Object.entries(good).map(([name, text]) => ({
    path: `v1.35/acme/${name}`,
    size: 1,
    bytes: Buffer.from(text),
  }));
  const report = checkSubmission({
    ...goodSubmission,
    files: texts.filter(({ path }) => !path.endsWith("xml")),
    title: "Conformance results for v1.34/acme",
  });
  const sink = { isTTY: false, columns: wide, write: () => {} };
  const lines = checkLines(report, "v1.35/acme", styleFor(sink, {}), wide);
  expect(lines.length).toBeGreaterThan(15);
  expect(lines.filter((line) => line.length > wide)).toEqual([]);
});

test("what is no folder of a submission is told with what makes one", async () => {
  const cwd = write();
  writeFileSync(path.join(cwd, "x.tar.gz"), "x");
  const refusal = async (name: string) => {
    const { code, stderr } = await program(["submission", "check", name, "--offline"], { cwd });
    expect(code).toBe(2);
    return stderr;
  };
  expect(await refusal("x.tar.gz")).toBe(
    "error: x.tar.gz is a file, but only the folder of a submission can be checked\nfix: make the folder of it first: kubectl conformance submission package x.tar.gz --product NAME\n",
  );
  expect(await refusal("v1.35/acme/PRODUCT.yaml")).toBe(
    "error: v1.35/acme/PRODUCT.yaml is a file, but only the folder of a submission can be checked\nfix: kubectl conformance submission check v1.35/acme\n",
  );
  expect(await refusal("/nope")).toMatch(/^error: \/nope: no such file or directory\nfix: /);
  // a folder of this program's run, which has its submission in it
  writeFileSync(path.join(cwd, "run.json"), "{}");
  expect(await refusal(".")).toBe(
    "error: . is the folder of a run, but only the folder of a submission can be checked\nfix: kubectl conformance submission check v1.35/acme\n",
  );
});
