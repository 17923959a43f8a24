import { describe, expect, test } from "bun:test";
import { parse } from "yaml";
import { heldRelease, newestMinor, requiredTests } from "../../../src/suite/required/required.ts";
import { program } from "../program.ts";

const tests = (...words: string[]) => program(["tests", ...words]);
const newest = newestMinor();

describe("tests list", () => {
  test("lists the newest release's tests", async () => {
    const { stdout, stderr, code } = await tests("list");
    expect(code).toBe(0);
    expect(stderr).toBe(`of ${newest}, the newest release that is known here; --release names another\n`);
    expect(stdout).toMatch(
      /^SIG +SINCE +NAME\nsig-api-machinery +v1\.29 +\[sig-api-machinery\] API priority/,
    );
    expect(stdout.trimEnd().split("\n")).toHaveLength((requiredTests(newest)?.length ?? 0) + 1);
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
    expect(yaml).toMatchObject({ release: newest, source: heldRelease(newest) });
  });

  test("lists what is not required yet", async () => {
    const { stdout, stderr } = await tests("list", "--release", "v1.33", "-o", "name");
    expect(stdout.match(/\n/g)).toHaveLength(419);
    expect(stderr).toContain("2 of these 419 are required only from a later release on");
  });

  test.each([
    [
      ["--release", "v1.23"],
      "--release v1.23: this version does not know its required tests",
      `v1.24 to ${newest}`,
    ],
    [["--release", "soon"], "--release soon: not a release", ""],
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

describe("tests list, as a run would choose", () => {
  const names = async (...words: string[]) =>
    (await tests("list", "--release", "v1.35", "-o", "name", ...words)).stdout.trimEnd().split("\n");

  test("takes the mode's specs, and --focus and --skip in the place of its own", async () => {
    const all = await names();
    expect(await names("--mode", "certified-conformance")).toEqual(all);
    expect(await names("--mode=quick")).toEqual([
      "[sig-node] Pods should be submitted and removed [NodeConformance] [Conformance]",
    ]);
    const calm = await names("--mode", "non-disruptive-conformance");
    expect(calm).toEqual(all.filter((name) => !/\[Disruptive\]|NoExecuteTaintManager/.test(name)));
    expect(await names("--focus", "\\[sig-network\\].*\\[Conformance\\]", "--skip", "Services")).toEqual(
      all.filter((name) => name.startsWith("[sig-network]") && !name.includes("Services")),
    );
    // a --skip of one's own is instead of the mode's
    expect(await names("--mode", "non-disruptive-conformance", "--skip", "nothing at all")).toEqual(all);
  });

  test("says what is near where nothing would run", async () => {
    const { code, stderr } = await tests("list", "--focus", "secure mastr service");
    expect(code).toBe(0);
    expect(stderr).toContain("No test of");
    expect(stderr).toContain("should provide secure master service");
    expect((await tests("list", "--focus", "(")).code).toBe(2);
  });
});
