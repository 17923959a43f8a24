import { describe, expect, test } from "bun:test";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { RunRecord } from "../../../src/results/run-record.ts";
import { writeJunit } from "../../../src/suite/junit-write.ts";
import { modes } from "../../../src/suite/modes.ts";
import { focusFor } from "../../../src/suite/names.ts";
import { listedTests } from "../../../src/suite/required/required.ts";
import type { SpecResult } from "../../../src/suite/spec.ts";
import { tarball, write } from "../../results/read/shapes.ts";
import { sample } from "../../results/sample.ts";
import { newFolder, program } from "../program.ts";

const names = listedTests("v1.35") ?? [];
const specsOf = (finished: readonly string[]): SpecResult[] =>
  finished.map((name) => ({ name, state: "passed", seconds: 1 }));
const record = (suite: Partial<RunRecord["suite"]>): RunRecord => ({
  ...sample,
  verdict: "incomplete",
  suite: { ...sample.suite, ...suite },
});
test("rerun --rest takes the folder that a lost run left, and runs its rest", async () => {
  const cwd = newFolder();
  mkdirSync(path.join(cwd, "lost/v1.35/acme"), { recursive: true });
  const junit = writeJunit({ cases: specsOf(names.slice(2)), suiteNodes: [], properties: {} });
  writeFileSync(path.join(cwd, "lost/v1.35/acme/junit_01.xml"), junit);
  // e2e.log is listed in run.json, and was packed since then: the junit file is enough
  // left by a built program, newer than this one
  const tool = { ...sample.tool, commit: "0123abcd", buildDate: "2026-11-20T21:00:00Z", more: true };
  writeFileSync(path.join(cwd, "lost/run.json"), JSON.stringify({ ...record({}), tool }));
  const words = [
    "rerun",
    "--rest",
    "lost",
    "--sandbox",
    "--speed",
    "1500",
    "--suite-dry-run",
    "--results-dir",
    "out",
  ];
  const { stderr } = await program(words, { cwd });
  expect(stderr).toContain("2 Ginkgo processes (--parallel)");
  const { suite } = JSON.parse(readFileSync(path.join(cwd, "out/run.json"), "utf8"));
  expect(suite.focus).toBe(focusFor(names.slice(0, 2)));
  writeFileSync(path.join(cwd, "lost/run.json"), "{}");
  expect((await program(words, { cwd })).stderr).toContain("run.json: ");
});

describe("results of any runner", () => {
  const failing = "[sig-api-machinery] fails [Conformance]";
  const cases: SpecResult[] = [
    { name: failing, state: "failed", seconds: 1 },
    { name: "passes [Conformance]", state: "passed", seconds: 1 },
  ];
  const junit = writeJunit({ cases, suiteNodes: [], properties: {} });
  const global = "plugins/e2e/results/global";
  const again = ["--sandbox", "--speed", "1500", "--suite-dry-run", "--results-dir", "out"];
  const focusOf = (cwd: string) => JSON.parse(readFileSync(path.join(cwd, "out/run.json"), "utf8")).suite;

  test.each([
    [
      "a tarball of sonobuoy",
      "x.tar.gz",
      { "x.tar.gz": tarball([{ path: `${global}/junit_01.xml`, data: junit }]) },
    ],
    ["what was unpacked of it", "x", { [`x/${global}/junit_01.xml`]: junit }],
    ["a folder with the junit somewhere in it", "x", { "x/v1.35/acme/junit_01.xml": junit }],
    ["the junit file itself", "x/junit_01.xml", { "x/junit_01.xml": junit }],
  ])("rerun --failed reads %s", async (_, name, files) => {
    const cwd = newFolder();
    write(cwd, files);
    const ran = await program(["rerun", "--failed", name, ...again], { cwd });
    expect(ran.stderr).not.toContain("error");
    expect(focusOf(cwd).focus).toBe(focusFor([failing]));
  });

  test("rerun --rest reads a tarball of sonobuoy: all but what finished there", async () => {
    const cwd = newFolder();
    write(cwd, { "x.tar.gz": tarball([{ path: `${global}/junit_01.xml`, data: junit }]) });
    await program(["rerun", "--rest", "x.tar.gz", ...again], { cwd });
    expect(focusOf(cwd)).toMatchObject({
      focus: modes["certified-conformance"].focus,
      skip: focusFor(cases.map((spec) => spec.name)),
    });
  });

  test.each([
    ["nothing", "/nope", "error: --failed /nope: no such file or directory\n"],
    ["a file that is none", "a.txt", "error: --failed a.txt: "],
    ["a folder without results", "empty", "error: --failed empty: "],
    ["a folder with those of several runs", "many", "error: --failed many: contains several junit_01.xml"],
    ["a folder for the junit", "odd", "error: --failed odd: "],
  ])("%s is reported with the flag and a fix", async (_, name, words) => {
    const cwd = newFolder();
    write(cwd, { "a.txt": "x", "empty/a": "", "many/a/junit_01.xml": junit, "many/b/junit_01.xml": junit });
    mkdirSync(path.join(cwd, "odd/junit_01.xml"), { recursive: true });
    const ran = await program(["rerun", "--failed", name, ...again], { cwd });
    expect(ran.code).toBe(2);
    expect(ran.stderr).toStartWith(words);
    expect(ran.stderr).toContain("\nfix: ");
    expect(ran.stderr).not.toMatch(/E[A-Z]{4,}|illegal operation/);
  });
});

test("rerun names what cannot be run again", async () => {
  expect((await program(["rerun"])).stderr).toContain("--failed RESULTS or --rest RESULTS");
  expect((await program(["rerun", "--failed", "nowhere"])).stderr).toContain("--failed nowhere");
  expect((await program(["rerun", "--failed", "."])).stderr).toContain("--failed .: contains no results");
});
