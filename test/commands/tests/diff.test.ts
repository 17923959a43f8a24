import { describe, expect, test } from "bun:test";
import { program } from "../program.ts";

const tests = (...words: string[]) => program(["tests", ...words]);

describe("tests diff", () => {
  test("lists what was added, removed and renamed", async () => {
    const { stdout, stderr } = await tests("diff", "v1.34", "v1.35");
    const changes = stdout.split("\n").map((line) => line.slice(0, 10).trim());
    const count = (change: string) => changes.filter((found) => found === change).length;
    expect([count("added"), count("removed"), count("renamed"), count("to")]).toEqual([17, 0, 7, 7]);
    expect(stderr).toContain("v1.34 to v1.35: 24 added, 7 removed; 7 of each are the same tests renamed");
  });

  test("-o json has all names that came and went", async () => {
    const diff = JSON.parse((await tests("diff", "v1.34", "1.35", "-o", "json")).stdout);
    expect(diff).toMatchObject({ from: "v1.34", to: "v1.35" });
    expect([diff.added.length, diff.removed.length, diff.renamed.length]).toEqual([24, 7, 7]);
  });

  test("-o markdown is a table that the names' brackets do not break", async () => {
    const { stdout } = await tests("diff", "v1.35", "v1.36", "-o", "markdown");
    expect(stdout).toStartWith(
      "## Conformance tests from v1.35 to v1.36\n\n5 added, 0 removed.\n\n| change | test |\n",
    );
    expect(stdout).toContain("| added | \\[sig-node\\] ImageVolume should succeed");
  });

  test.each([
    [["v1.34"], "missing required argument"],
    [["v1.34", "v1.34.2"], "both are v1.34"],
    [["v1.34", "v1.99"], "tests diff v1.99: v1.99 is newer than"],
  ])("refuses %j", async (words, message) => {
    const { code, stderr } = await tests("diff", ...words);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});
