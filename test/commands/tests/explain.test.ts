import { describe, expect, test } from "bun:test";
import { heldRelease, listedTests, newestMinor } from "../../../src/suite/required/required.ts";
import { program } from "../program.ts";

const tests = (...words: string[]) => program(["tests", ...words]);
const newest = newestMinor();
const named = (words: string) =>
  (listedTests(newest) ?? []).filter((name) => name.toLowerCase().includes(words)).length;

describe("tests explain", () => {
  test("shows the requirement, since when it exists, and where its source is", async () => {
    const { stdout } = await tests("explain", "secure", "master", "service");
    expect(stdout).toBe(
      [
        "[sig-network] API Server should provide secure master service [Conformance]",
        "",
        "Title         Kubernetes Service",
        "Since         v1.9",
        `Listed        v1.35 to ${newest}`,
        "Before v1.35  [sig-network] Services should provide secure master service [Conformance]",
        `Source        https://github.com/kubernetes/kubernetes/blob/${heldRelease(newest)}/test/e2e/network/apiserver.go`,
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
    ["session affinity", "session affinity: 4 tests match:\n  [sig-network] Services should be able"],
    ["should", `[Conformance]\n  and ${named("should") - 10} more\n`],
    ["subpath with bakticks", "no test matches; the nearest are:\n  [sig-"],
    ["xyzzy", "xyzzy: no test matches\n"],
    ["\u001b[2Jxyzzy", "^[[2Jxyzzy: no test matches\n"],
  ])("refuses %j", async (query, words) => {
    const { code, stdout, stderr } = await tests("explain", query);
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain(words);
  });
});
