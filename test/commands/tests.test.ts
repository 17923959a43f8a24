import { describe, expect, test } from "bun:test";
import { parse } from "yaml";
import { requiredTests } from "../../src/suite/required/required.ts";
import { program } from "./program.ts";

const tests = (...words: string[]) => program(["tests", ...words]);

describe("tests list", () => {
  test("lists the newest release's tests", async () => {
    const { stdout, stderr, code } = await tests("list");
    expect(code).toBe(0);
    expect(stderr).toBe("of v1.36, the newest release that is known here; --release names another\n");
    expect(stdout).toMatch(
      /^SIG +SINCE +NAME\nsig-api-machinery +v1\.29 +\[sig-api-machinery\] API priority/,
    );
    expect(stdout.trimEnd().split("\n")).toHaveLength(447);
  });

  test("-o name gives the names that are required, and nothing else", async () => {
    const { stdout } = await tests("list", "--release", "v1.35", "-o", "name");
    expect(stdout.trimEnd().split("\n")).toEqual([...(requiredTests("v1.35") ?? [])]);
  });

  test("takes a release as it is written anywhere", async () => {
    const counted = async (release: string) =>
      (await tests("list", "--release", release, "-o", "name")).stdout.length;
    expect(await counted("1.30")).toBe(await counted("v1.30"));
    expect(await counted("v1.30.4+k3s1")).toBe(await counted("v1.30"));
  });

  test("leaves those of a SIG and a tag", async () => {
    const words = ["list", "--release", "v1.31", "--tag", "slow"];
    const { items } = JSON.parse((await tests(...words, "--sig", "node", "-o", "json")).stdout);
    expect(items).toHaveLength(4);
    expect(items[1]).toEqual({
      name: "[sig-node] Variable Expansion should fail substituting values in a volume subpath with backticks [Slow] [Conformance]",
      title: "VolumeSubpathEnvExpansion, subpath with backticks",
      sig: "sig-node",
      tags: ["Slow"],
      since: ["v1.19"],
      file: "test/e2e/common/node/expansion.go",
      required: true,
    });
    expect((await tests(...words, "--sig", "sig-node", "-o", "name")).stdout.match(/\n/g)).toHaveLength(4);
    const none = await tests(...words, "--sig", "cli");
    expect(none).toMatchObject({ code: 0, stderr: "No test of v1.31 is of sig-cli and tagged slow.\n" });
  });

  test("prints wide and YAML", async () => {
    const words = ["list", "--sig", "cli", "-o"];
    expect((await tests(...words, "wide")).stdout).toMatch(/^SIG +SINCE +TAGS +TITLE +FILE +NAME\n/);
    const yaml = parse((await tests(...words, "yaml")).stdout);
    expect(yaml).toEqual(JSON.parse((await tests(...words, "json")).stdout));
    expect(yaml).toMatchObject({ release: "v1.36", source: "v1.36.3" });
  });

  test("tells what a list has before it is required", async () => {
    const { stdout, stderr } = await tests("list", "--release", "v1.33", "-o", "name");
    expect(stdout.match(/\n/g)).toHaveLength(419);
    expect(stderr).toContain("2 of these 419 are required from a later release on");
  });

  test.each([
    [["--release", "v1.28"], "--release v1.28: its required tests are not known", "v1.29 to v1.36"],
    [["--release", "soon"], '"soon" is not a version', ""],
    [["--sig", "nodes"], "--sig sig-nodes: no test has it", "sig-network, sig-node"],
    [["--tag", "Fast"], "--tag Fast: no test has it", "Slow"],
    [["-o", "markdown"], "-o", "Allowed choices"],
  ])("refuses %j", async (words, message, fix) => {
    const { code, stdout, stderr } = await tests("list", ...words);
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain(message);
    expect(stderr).toContain(fix);
  });
});

describe("tests diff", () => {
  test("tells what came, went and was renamed", async () => {
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
    [["v1.34", "v1.99"], "tests diff v1.99: its required tests are not known"],
  ])("refuses %j", async (words, message) => {
    const { code, stderr } = await tests("diff", ...words);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe("tests explain", () => {
  test("tells the requirement, since when, and where its source is", async () => {
    const { stdout } = await tests("explain", "secure", "master", "service");
    expect(stdout).toBe(
      [
        "[sig-network] API Server should provide secure master service [Conformance]",
        "",
        "Title         Kubernetes Service",
        "Since         v1.9",
        "Listed        v1.35 to v1.36",
        "Before v1.35  [sig-network] Services should provide secure master service [Conformance]",
        "Source        https://github.com/kubernetes/kubernetes/blob/v1.36.3/test/e2e/network/apiserver.go",
        "",
        "By default when a kubernetes cluster is running there MUST be a 'kubernetes' service running in the",
        "cluster.",
        "",
      ].join("\n"),
    );
  });

  test("explains a name that has gone by itself, and of a release what it had then", async () => {
    const gone = "[sig-network] Services should provide secure master service [Conformance]";
    const { stdout } = await tests("explain", gone);
    expect(stdout).toContain("Listed        v1.29 to v1.34");
    expect(stdout).toContain("After v1.34   [sig-network] API Server should provide secure master service");
    expect(stdout).toContain("blob/v1.34.4/test/e2e/network/service.go");
    const old = await tests("explain", "--release", "v1.34", "secure master service", "-o", "json");
    expect(JSON.parse(old.stdout)).toMatchObject({ name: gone, releases: ["v1.9"] });
  });

  test("finds a name without its tags, and one with quotes", async () => {
    expect((await tests("explain", "Pods should be submitted and removed")).stdout).toContain(
      "Since         v1.9",
    );
    const { stdout } = await tests(
      "explain",
      'should be restarted with a exec "cat /tmp/health" liveness probe',
    );
    expect(stdout).toStartWith("[sig-node] Probing container should be restarted with a exec");
  });

  test.each([
    [
      "session affinity",
      "session affinity: 4 tests are meant by this:\n  [sig-network] Services should be able",
    ],
    ["should", "[Conformance]\n  and 393 more\n"],
    ["subpath with bakticks", "no test is known by this; the nearest are:\n  [sig-"],
    ["xyzzy", "xyzzy: no test is known by this\n"],
    ["\u001b[2Jxyzzy", "^[[2Jxyzzy: no test is known by this\n"],
  ])("refuses %j", async (query, words) => {
    const { code, stdout, stderr } = await tests("explain", query);
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain(words);
  });
});

test("each of them has examples in its help, and a hint where its flags are wrong", async () => {
  for (const words of [[], ["list"], ["diff"], ["explain"]]) {
    const help = await tests(...words, "--help");
    expect(help.code).toBe(0);
    expect(help.stdout).toContain(`Examples:\n  kubectl conformance tests ${words[0] ?? "list"}`);
  }
  const wrong = await tests("list", "--nonsense");
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toContain("See 'kubectl conformance tests list --help'");
});
