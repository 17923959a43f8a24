import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { rmSync, symlinkSync } from "node:fs";
import path from "node:path";
import { InputError } from "../../../src/errors.ts";
import { prepareResultsDir } from "../../../src/results/files.ts";
import { readEarlierRun } from "../../../src/results/read/earlier.ts";
import { readResults } from "../../../src/results/read/read.ts";
import { countStates } from "../../../src/suite/junit.ts";
import { sample } from "../sample.ts";
import { newFolder, snapshot, suiteFile, tarball, write } from "./shapes.ts";

let cwd = "";
beforeEach(() => {
  cwd = newFolder();
});
afterEach(() => rmSync(cwd, { recursive: true }));

const read = (given: readonly string[], release?: string) => readResults(given, { cwd, release });

async function refusal(given: readonly string[], release?: string): Promise<string> {
  const error = await read(given, release).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(InputError);
  return String(error).replaceAll(cwd, "CWD");
}

async function bare(): Promise<Record<string, Buffer>> {
  return { "e2e.log": await suiteFile("e2e.log"), "junit_01.xml": await suiteFile("junit_01.xml") };
}

/** A folder of this program, whose run.json notes the two files. */
async function ours(): Promise<Record<string, string | Buffer>> {
  const files = Object.entries(await bare()).map(([name, data]) => ({
    path: `v1.35/acme/${name}`,
    bytes: data.length,
    sha256: createHash("sha256").update(data).digest("hex"),
    verified: true,
    data,
  }));
  const product = { path: "v1.35/acme/PRODUCT.yaml", bytes: 1, sha256: "0".repeat(64), verified: false };
  const record = { ...sample, files: [...files.map(({ data, ...file }) => file), product] };
  return {
    "run.json": JSON.stringify(record),
    "v1.35/acme/PRODUCT.yaml": "name: acme\n",
    ...Object.fromEntries(files.map((file) => [file.path, file.data])),
  };
}

describe("each runner's output gives the same log and junit, byte for byte", () => {
  const same = async (given: readonly string[]) => {
    const results = await read(given);
    expect(results.files.log?.bytes).toEqual(await suiteFile("e2e.log"));
    expect(results.files.junit?.bytes).toEqual(await suiteFile("junit_01.xml"));
    const { passed, failed } = countStates(results.specs);
    expect([passed, failed]).toEqual([5, 8]);
    return results;
  };

  test("a folder of this program, with all that run.json knows", async () => {
    write(cwd, await ours());
    const results = await same(["."]);
    expect(results).toMatchObject({
      versions: { server: "v1.35.4" },
      files: { altered: [] },
      submission: path.join(cwd, "v1.35/acme"),
    });
    expect(results.runner.name).toBe("kubectl conformance");
    expect(results).toMatchObject({
      verdict: "failed",
      certifiable: false,
      counts: { total: 441, passed: 440 },
    });
    expect(results.nodes.map((node) => node.osImage)).toEqual(["Ubuntu 24.04.3 LTS"]);
  });

  test("hydrophone's folder", async () => {
    write(cwd, await bare());
    expect(await same([cwd])).toMatchObject({
      runner: { name: "unknown" },
      nodes: [],
      submission: undefined,
    });
  });

  test("the two files themselves, in any order and under any name, and as links", async () => {
    const { "e2e.log": log = "", "junit_01.xml": junit = "" } = await bare();
    write(cwd, { "a/suite.log": log, "b/report.xml": junit });
    await same(["b/report.xml", "a/suite.log"]);
    symlinkSync(path.join(cwd, "a/suite.log"), path.join(cwd, "log.txt"));
    await same(["log.txt", "b/report.xml"]);
  });

  test.each([
    ["packed", true],
    ["not packed", false],
  ])("a tarball of Sonobuoy, %s", async (_, packed) => {
    write(cwd, { "x_sonobuoy.tar.gz": tarball(await snapshot(), packed) });
    const results = await same(["x_sonobuoy.tar.gz"]);
    expect(results.versions.server).toBe("v1.35.4+k3s1");
    expect(results.runner).toEqual({ name: "sonobuoy", version: "v0.57.3" });
    expect(results.nodes).toMatchObject([{ name: "node-1", kubelet: "v1.35.4", architecture: "arm64" }]);
  });

  test("reads Sonobuoy's version where it notes it today, and the bare lists of old snapshots", async () => {
    const node = { metadata: { name: "old" }, status: { nodeInfo: { kubeletVersion: "v1.24.0" } } };
    const entries = (await snapshot()).filter(({ path }) => !/info\.json|nodes\.json/.test(path));
    const changed = [
      ...entries,
      { path: "meta/config.json", data: JSON.stringify({ Version: "v0.57.5" }) },
      { path: "resources/cluster/core_v1_nodes.json", data: JSON.stringify([node]) },
    ];
    write(cwd, { "old.tar.gz": tarball(changed) });
    const { runner, nodes } = await read(["old.tar.gz"]);
    expect(runner).toEqual({ name: "sonobuoy", version: "v0.57.5" });
    expect(nodes.map(({ name }) => name)).toEqual(["old"]);
  });

  test("one that GNU tar made, with ./ before its paths", async () => {
    for (const { path: name, data } of await snapshot()) {
      if (data !== undefined) write(path.join(cwd, "all"), { [name]: data });
    }
    const { exitCode } = Bun.spawnSync(["tar", "-czf", "../x.tgz", "."], { cwd: path.join(cwd, "all") });
    expect(exitCode).toBe(0);
    expect(await same(["x.tgz"])).toMatchObject({ versions: { server: "v1.35.4+k3s1" } });
  });

  test("what was unpacked of it", async () => {
    for (const { path: name, data } of await snapshot()) {
      if (data !== undefined) write(cwd, { [name]: data });
    }
    expect(await same(["."])).toMatchObject({
      versions: { server: "v1.35.4+k3s1" },
      runner: { name: "sonobuoy" },
    });
  });

  test("a junit file alone is read too: the suite may have been lost before its log was kept", async () => {
    write(cwd, { "junit_01.xml": await suiteFile("junit_01.xml") });
    const results = await read(["."]);
    expect(results.files.log).toBeUndefined();
    expect(results.specs.length).toBeGreaterThan(0);
    expect(results.deviations).toContain("e2e.log is missing");
  });
});

describe("the server's version", () => {
  const log =
    "Jan  1 00:00:00.000: INFO: e2e test version: v1.34.1\nJan  1 00:00:00.000: INFO: kube-apiserver version: v1.34.2\n";

  test("is the one in the log", async () => {
    write(cwd, { ...(await bare()), "e2e.log": log });
    expect(await read(["."])).toMatchObject({ versions: { server: "v1.34.2", suite: "v1.34.1" } });
    expect(await read(["."], "1.34")).toMatchObject({ versions: { server: "v1.34.2" } });
  });

  test("is the given one if a quiet log has none, and unknown otherwise", async () => {
    write(cwd, { ...(await bare()), "e2e.log": await suiteFile("e2e.log", "quiet") });
    expect((await read(["."])).versions.server).toBeUndefined();
    expect((await read(["."], "1.35")).versions.server).toBe("v1.35");
  });

  test("may not contradict the results", async () => {
    write(cwd, { ...(await bare()), "e2e.log": log });
    expect(await refusal(["."], "v1.35")).toBe(
      "InputError: --release v1.35: . comes from a server of version v1.34.2",
    );
    expect(await refusal(["."], "latest")).toMatch(/"latest" is not a version of Kubernetes/);
  });
});

describe("refused, with what to do instead", () => {
  test("a folder whose run is not over", async () => {
    await prepareResultsDir(cwd, "run-1");
    expect(await refusal(["."])).toMatch(/the run in CWD has not ended/);
  });

  test.each([
    ["nothing there", ["none"], /CWD\/none: no such file/],
    ["an empty folder", ["."], /CWD contains no results of the suite/],
    ["one file of two", ["alone/e2e.log"], /not one log and one junit file/],
  ])("%s", async (_, given, message) => {
    write(cwd, { "alone/e2e.log": "text" });
    expect(await refusal(given)).toMatch(message);
  });

  test("several junit files, which a submission cannot have", async () => {
    write(cwd, { ...(await bare()), "junit_02.xml": "<testsuites/>" });
    expect(await refusal(["."])).toMatch(/CWD contains 2 junit files/);
  });

  test("a link in place of a file: an unpacked tarball may hold one to anywhere", async () => {
    write(cwd, { "junit_01.xml": await suiteFile("junit_01.xml") });
    symlinkSync("/etc/passwd", path.join(cwd, "e2e.log"));
    expect(await refusal(["."])).toMatch(/CWD\/e2e.log is a symbolic link, not a regular file/);
  });

  test("a run.json that names files outside of its folder", async () => {
    const file = { path: "../e2e.log", bytes: 1, sha256: "0".repeat(64), verified: true };
    write(cwd, { "run.json": JSON.stringify({ ...sample, files: [file] }) });
    expect(await refusal(["."])).toMatch(/"\.\.\/e2e\.log" in CWD leads out of the folder/);
    const inLink = { ...file, path: "v1.35/e2e.log" };
    write(cwd, { "out/run.json": JSON.stringify({ ...sample, files: [inLink] }), "elsewhere/e2e.log": "x" });
    symlinkSync("../elsewhere", path.join(cwd, "out/v1.35"));
    expect(await refusal(["out"])).toMatch(/"v1\.35\/e2e\.log" in CWD\/out leads out of the folder/);
  });

  test("a snapshot whose folder is a link to another", async () => {
    write(cwd, { "elsewhere/e2e/results/e2e.log": "x", "s/serverversion.json": "{}" });
    symlinkSync("../elsewhere", path.join(cwd, "s/plugins"));
    expect(await refusal(["s"])).toMatch(/leads out of the folder/);
  });

  test("what would have to be waited for", async () => {
    execFileSync("mkfifo", [path.join(cwd, "e2e.log")]);
    write(cwd, { "junit_01.xml": await suiteFile("junit_01.xml") });
    expect(await refusal(["."])).toMatch(/CWD\/e2e.log is a FIFO, not a regular file/);
    expect(await refusal(["e2e.log", "junit_01.xml"])).toMatch(/e2e.log is a FIFO/);
    execFileSync("mkfifo", [path.join(cwd, "x.tar.gz")]);
    expect(await refusal(["x.tar.gz"])).toMatch(/x\.tar\.gz is not a regular file/);
    execFileSync("mkfifo", [path.join(cwd, "run.json")]);
    expect(await refusal(["."])).toMatch(/CWD\/run.json is a FIFO/);
    execFileSync("mkfifo", [path.join(cwd, "junit_02.xml")]);
    await expect(readEarlierRun(path.join(cwd, "junit_02.xml"))).rejects.toThrow(/is a FIFO/);
  });

  test("a signal ends the reading", async () => {
    const reason = new Error("SIGTERM");
    write(cwd, { "e2e.log": "x\n".repeat(2_000_000), "junit_01.xml": await suiteFile("junit_01.xml") });
    const controller = new AbortController();
    setTimeout(() => controller.abort(reason), 1);
    await expect(readResults(["."], { cwd, signal: controller.signal })).rejects.toBe(reason);
  });

  test("a junit file that is none", async () => {
    write(cwd, { ...(await bare()), "junit_01.xml": "<html/>" });
    expect(await refusal(["."])).toMatch(/CWD\/junit_01.xml: its root is <html>/);
  });

  test("a file larger than any of the suite", async () => {
    write(cwd, await bare());
    const limits = { file: 1000, tarball: 1e6 };
    await expect(readResults(["."], { cwd, limits })).rejects.toThrow(/e2e.log is larger than 1000 bytes/);
  });
});

test("files that do not belong to the run are reported", async () => {
  write(cwd, await ours());
  write(cwd, { "v1.35/acme/e2e.log": "SUCCESS! -- 441 Passed | 0 Failed | 0 Pending | 0 Skipped\n" });
  expect((await read(["."])).files.altered).toEqual([path.join(cwd, "v1.35/acme/e2e.log")]);
});
