import { describe, expect, test } from "bun:test";
import { assessFiles, factsOf, type SuiteFiles } from "../../src/results/of-files.ts";
import { type JunitReport, parseJunit } from "../../src/suite/junit.ts";
import { LogParser } from "../../src/suite/log.ts";
import { SuiteRecord } from "../../src/suite/suite-record.ts";
import { suiteFile } from "./read/shapes.ts";

async function filesOf(suite: string): Promise<SuiteFiles & { log: SuiteRecord; report: JunitReport }> {
  const log = new SuiteRecord();
  const parser = new LogParser();
  for (const event of [...parser.push(await suiteFile("e2e.log", suite)), ...parser.end()]) log.add(event, 0);
  const report = parseJunit((await suiteFile("junit_01.xml", suite)).toString());
  return { log, report, server: "v1.35.4" };
}

const files = await filesOf("serial");
const settings = (properties: Record<string, string>): SuiteFiles => ({
  ...files,
  report: { ...files.report, properties: { ...files.report.properties, ...properties } },
});

describe("what the junit file says of the choice of tests is judged as flags are", () => {
  test.each([
    ["FocusStrings", "Pods", "--focus Pods instead of all required tests"],
    ["SkipStrings", "\\[Serial\\]", "--skip \\[Serial\\] leaves tests out"],
    ["LabelFilter", "!Slow", "--label-filter=!Slow leaves tests out"],
    ["FocusFiles", "pods.go", "--focus-file=pods.go leaves tests out"],
    ["SkipFiles", "pods.go", "--skip-file=pods.go leaves tests out"],
    ["FlakeAttempts", "3", "--flake-attempts=3 hides failures"],
    ["DryRun", "true", "a dry run runs no tests"],
  ])("%s=%s", (name, value, deviation) => {
    expect(assessFiles(settings({ [name]: value })).deviations).toContain(deviation);
    expect(assessFiles(files).deviations).not.toContain(deviation);
  });

  test("one that says nothing of it is not blamed for it", () => {
    const old = { ...files, report: { ...files.report, properties: {} } };
    expect(assessFiles(old).deviations.join()).not.toContain("--focus");
    expect(factsOf(old).suite.focus).toBeUndefined();
  });
});

test("a quiet log leaves the names to the junit file", async () => {
  const quiet = await filesOf("quiet");
  expect(factsOf(quiet)).toMatchObject({ counts: { total: 14, passed: 5, failed: 8 } });
  expect(assessFiles(quiet)).toMatchObject({ verdict: "failed" });
});

test("times and settings of a parallel run", async () => {
  const { times, seconds, suite } = factsOf(await filesOf("parallel"));
  expect(suite).toEqual({ focus: "\\[Conformance\\]", skip: "", dryRun: false, processes: 2, seed: 7 });
  expect(seconds).toBe(0.135);
  expect(Date.parse(times.suiteFinished ?? "") - Date.parse(times.suiteStarted ?? "")).toBe(135);
});

test.each(["", "yesterday", "2026-11-20T22:16:04+02:00", "+999999-01-01T00:00:00"])(
  "a junit of the time %j has none",
  (timestamp) => {
    expect(factsOf({ ...files, report: { ...files.report, timestamp } }).times).toEqual({});
  },
);

test("of a log alone, its own words are all there is", () => {
  expect(assessFiles({ ...files, report: undefined })).toMatchObject({
    verdict: "failed",
    certifiable: false,
  });
  expect(factsOf({ ...files, report: undefined }).counts).toMatchObject({ total: 14, passed: 5, failed: 8 });
});
