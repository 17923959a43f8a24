import { describe, expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { newFolder, program } from "../program.ts";

/** A folder with a DaemonSet's raw files and a Job's junit. */
function snapshot(more: Record<string, string> = {}): string {
  const cwd = newFolder();
  const files = {
    "meta/info.json": '{"plugins":["logs","checks"]}',
    "meta/clusterhealth.json": '{"api_version":"v1.37.2"}',
    "plugins/logs/sonobuoy_results.yaml":
      "name: logs\nstatus: passed\nitems:\n- name: n1\n  status: passed\n  items:\n  - name: log\n    status: passed\n    meta:\n      file: results/n1/log\n",
    "plugins/logs/results/n1/log": "line \u001b[2J\n",
    "plugins/checks/sonobuoy_results.yaml":
      "name: checks\nstatus: failed\nitems:\n- name: first\n  status: failed\n  details:\n    failure: one\\ntwo\n",
    "run.log": "not of a snapshot",
    ...more,
  };
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(cwd, "out", file)), { recursive: true });
    writeFileSync(path.join(cwd, "out", file), text);
  }
  return cwd;
}

const report = `Plugin: logs
Status: passed
Total: 1
Passed: 1
Failed: 0
Skipped: 0

Plugin: checks
Status: failed
Total: 1
Passed: 0
Failed: 1
Skipped: 0

Failed tests:
first

Run Details:
API Server version: v1.37.2
Node health: 0/0
`;

describe("results of plugins", () => {
  test("are shown as sonobuoy results shows them, from a folder and from the tarball that is made of it", async () => {
    const cwd = snapshot();
    const folder = await program(["results", "out"], { cwd });
    expect(folder).toMatchObject({ code: 1, stdout: report });
    expect((await program(["results", "out", "--tarball", "out.tar.gz"], { cwd })).code).toBe(0);
    for (const mode of ["report", "detailed", "dump", "readable"]) {
      const [one, two] = [
        await program(["results", "out", "--mode", mode], { cwd }),
        await program(["results", "out.tar.gz", "--mode", mode], { cwd }),
      ];
      expect(two.stdout).toBe(one.stdout);
    }
  });

  test("are the files themselves in detail, with their names unless --skip-prefix", async () => {
    const cwd = snapshot();
    const words = ["results", "out", "-m", "detailed", "-p", "logs"];
    expect((await program(words, { cwd })).stdout).toBe("logs|n1|log line \u001b[2J\n");
    expect((await program([...words, "-s", "-n", "n1"], { cwd })).stdout).toBe("line \u001b[2J\n");
    const checks = await program(["results", "out", "-m", "detailed", "-p", "checks"], { cwd });
    expect(checks.stdout).toBe(
      '{"name":"first","status":"failed","meta":{"path":"checks"},"details":{"failure":"one\\\\ntwo"}}\n',
    );
  });

  test("are readable with the line ends that the dump writes as characters", async () => {
    const cwd = snapshot();
    expect((await program(["results", "out", "-m", "dump", "-p", "checks"], { cwd })).stdout).toContain(
      "failure: one\\ntwo\n",
    );
    expect((await program(["results", "out", "-m", "readable", "-p", "checks"], { cwd })).stdout).toContain(
      "failure: one\ntwo\n",
    );
  });

  test("of a run of the suite are those of the plugin e2e", async () => {
    const cwd = newFolder();
    writeFileSync(path.join(cwd, "e2e.log"), "");
    writeFileSync(
      path.join(cwd, "junit_01.xml"),
      '<testsuites><testsuite name="s"><testcase name="[It] works"><failure/></testcase></testsuite></testsuites>',
    );
    const { code, stdout } = await program(["results", ".", "--mode", "report"], { cwd });
    expect(code).toBe(1);
    expect(stdout).toStartWith(
      "Plugin: e2e\nStatus: failed\nTotal: 1\nPassed: 0\nFailed: 1\nSkipped: 0\n\nFailed tests:\n works\n",
    );
    expect((await program(["results", ".", "--tarball", "t.tar.gz"], { cwd })).code).toBe(0);
    expect((await program(["results", "t.tar.gz", "--mode", "report"], { cwd })).stdout).toBe(stdout);
  });

  test.each([
    [["out", "-p", "none"], "out has no results of the plugin none\nfix: name one of: logs, checks"],
    [["out", "-n", "none"], "out has no item none"],
    [["missing", "-m", "report"], "missing: no such file or directory"],
    [["out", "--tarball", "out/run.log"], "already exists"],
  ])("%j is refused", async (words, message) => {
    const { code, stderr } = await program(["results", ...words], { cwd: snapshot() });
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
  });

  test("a list of plugins that leads out of the folder reads nothing there", async () => {
    const cwd = snapshot({ "meta/info.json": '{"plugins":["../../x"]}' });
    const { code, stderr } = await program(["results", "out"], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain("no results of the plugin ../../x");
  });
});
