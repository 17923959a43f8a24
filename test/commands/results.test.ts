import { beforeAll, describe, expect, test } from "bun:test";
import { mkdirSync, renameSync, utimesSync } from "node:fs";
import path from "node:path";
import { newFolder } from "./program.ts";
import { allShapes, results } from "./results/folders.ts";

let cwd = "";
beforeAll(async () => {
  cwd = await allShapes();
});

describe("results", () => {
  const shapes = [["ours"], ["hydrophone"], ["sonobuoy.tar.gz"], ["e2e.log", "junit_01.xml"]];
  test("gives the same verdict, failures and causes, whichever runner left them", async () => {
    const documents = await Promise.all(
      shapes.map(async (words) => {
        const { code, stdout } = await results(cwd, ...words, "--failed", "-o", "json");
        expect(code).toBe(1);
        const { verdict, certifiable, tests, rerunFocus, flaky } = JSON.parse(stdout);
        return { verdict, certifiable, tests, rerunFocus, flaky };
      }),
    );
    expect(documents[0]?.tests).toHaveLength(8);
    for (const document of documents) expect(document).toEqual(documents[0] ?? document);
    expect(documents[0]?.tests[0].cause).toMatch(/^service is not reachable within 2m0s/);
  });

  test("takes one of the two files by itself, and says that the other is missing", async () => {
    const junit = await results(cwd, "junit_01.xml");
    expect(junit.stdout).toContain("not certifiable: ");
    expect(junit.stdout).toContain("e2e.log is missing");
    expect((await results(cwd, "e2e.log", "-o", "name")).stdout.match(/\n/g)?.length).toBeGreaterThan(10);
  });

  test("without a word takes the newest under conformance-results/", async () => {
    const home = await allShapes();
    const none = await results(home);
    expect(none).toMatchObject({ code: 2, stdout: "" });
    expect(none.stderr).toContain("there are no results in conformance-results/ here");
    const parent = path.join(home, "conformance-results");
    mkdirSync(path.join(parent, "not-a-run"), { recursive: true });
    renameSync(path.join(home, "ours"), path.join(parent, "one"));
    renameSync(path.join(await allShapes(), "ours"), path.join(parent, "two"));
    utimesSync(path.join(parent, "one", "run.json"), 2_000_000_000, 2_000_000_000);
    expect((await results(home)).stdout).toContain("conformance-results/one\n");
  });

  test("the filters leave some tests, the failed ones first", async () => {
    const names = async (...words: string[]) =>
      (await results(cwd, "ours", "-o", "name", ...words)).stdout.trimEnd().split("\n");
    expect(await names("--sig", "network")).toEqual(
      (await names("--sig", "sig-network")).filter((n) => n !== ""),
    );
    expect((await names("--tag", "[serial]")).every((name) => name.includes("[Serial]"))).toBe(true);
    expect(await names("--focus", "affinity work for NodePort")).toHaveLength(1);
    expect(await names("--slowest", "3")).toHaveLength(3);
    expect(await names("--skipped")).toEqual(
      (await names("--skipped")).filter((name) => !name.includes("panics")),
    );
    expect((await names())[0]).toContain("session affinity work for NodePort");
  });

  test.each([
    [["--sig", "nodes"], "--sig sig-nodes: no test in the results has it", "sig-network"],
    [["--tag", "Nope"], "--tag Nope: no test in the results has it", "Conformance"],
    [["--focus", "(a"], "--focus is not a regexp", ""],
    [["--focus", "(?i)a"], "uses syntax that only Go's regexps have", "without inline flags"],
    [["--slowest", "0"], "--slowest", "not a whole number"],
    [
      ["-o", "pdf"],
      "-o",
      "Allowed choices are table, wide, json, yaml, markdown, html, junit, ctrf, github, jsonl, name",
    ],
  ])("refuses %j", async (words, message, fix) => {
    const { code, stdout, stderr } = await results(cwd, "ours", ...words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
    expect(stderr).toContain(fix);
  });

  test("refuses a folder without results", async () => {
    const { code, stderr } = await results(newFolder(), ".");
    expect(code).toBe(2);
    expect(stderr).toContain("contains no results of the suite");
  });
});
