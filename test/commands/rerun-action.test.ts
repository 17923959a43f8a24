import { expect, test } from "bun:test";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { restFlags } from "../../src/commands/runs/rerun-action.ts";
import type { RunRecord } from "../../src/results/run-record.ts";
import { writeJunit } from "../../src/suite/junit-write.ts";
import { focusFor } from "../../src/suite/names.ts";
import { listedTests } from "../../src/suite/required/required.ts";
import type { SpecResult } from "../../src/suite/spec.ts";
import { sample } from "../results/sample.ts";
import { newFolder, program } from "./program.ts";

const names = listedTests("v1.35") ?? [];
const specsOf = (finished: readonly string[]): SpecResult[] =>
  finished.map((name) => ({ name, state: "passed", seconds: 1 }));
const record = (suite: Partial<RunRecord["suite"]>): RunRecord => ({
  ...sample,
  verdict: "incomplete",
  suite: { ...sample.suite, ...suite },
});
const auto = { parallel: "auto" };

test("the rest of a whole run is run by name, as parallel as it was", () => {
  const flags = restFlags(auto, record({}), specsOf(names.slice(20)), "out");
  expect(flags).toEqual({ focus: focusFor(names.slice(0, 20)), parallel: "12" });
  expect(restFlags(auto, record({}), specsOf(names.slice(3)), "out").parallel).toBe("3");
  expect(restFlags({ parallel: "2" }, record({}), specsOf(names.slice(9)), "out").parallel).toBe("2");
});

test("a run with nothing left is refused", () => {
  expect(() => restFlags(auto, record({}), specsOf(names), "out")).toThrow(
    "--rest out: every test came to its end",
  );
});

test("of a run with a choice of its own the same is chosen again, less what has finished", () => {
  const done = specsOf(["a", "b"]);
  const chosen = record({ focus: "Pods", skip: "\\[Slow\\]" });
  expect(restFlags(auto, chosen, done, "out")).toEqual({
    mode: "certified-conformance",
    focus: "Pods",
    skip: `\\[Slow\\]|${focusFor(["a", "b"])}`,
  });
  const calm = { mode: "non-disruptive-conformance", focus: "\\[Conformance\\]", skip: "\\[Disruptive\\]" };
  expect(restFlags(auto, record(calm), [], "out")).toEqual({ mode: calm.mode, skip: calm.skip });
});

test("another runner's folder says nothing of the choice: all conformance tests less what has finished", () => {
  expect(restFlags(auto, undefined, specsOf(["a"]), "out")).toEqual({ skip: focusFor(["a"]) });
  expect(restFlags(auto, undefined, [], "out")).toEqual({});
});

test("rerun --rest takes the folder that a lost run left, and runs its rest", async () => {
  const cwd = newFolder();
  mkdirSync(path.join(cwd, "lost/v1.35/acme"), { recursive: true });
  const junit = writeJunit({ cases: specsOf(names.slice(2)), suiteNodes: [], properties: {} });
  writeFileSync(path.join(cwd, "lost/v1.35/acme/junit_01.xml"), junit);
  writeFileSync(path.join(cwd, "lost/run.json"), JSON.stringify(record({})));
  const words = [
    "rerun",
    "--rest",
    "lost",
    "--sandbox",
    "--speed",
    "1500",
    "--dry-run",
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
