import { beforeEach, expect, test } from "bun:test";
import { readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { allShapes, results } from "./folders.ts";

let cwd = "";
let log = "";
beforeEach(async () => {
  cwd = await allShapes();
  log = path.join(cwd, "ours/v1.35/acme/e2e.log");
});

const verify = () => results(cwd, "verify", "ours");

test("says that all is as the run left it", async () => {
  const { code, stdout } = await verify();
  expect(stdout).toBe(
    "ours: all 2 files are as run 20261120-2215-k3x9 left them, and e2e.log, junit_01.xml and run.json agree: failed\n",
  );
  expect(code).toBe(0);
});

test("names what it cannot vouch for: files that run.json does not list", async () => {
  writeFileSync(path.join(cwd, "ours/v1.35/acme/extra"), "");
  for (let n = 0; n < 5; n++) writeFileSync(path.join(cwd, `ours/pods-${n}.txt`), "");
  const { code, stdout } = await verify();
  const others = "pods-0.txt, pods-1.txt, pods-2.txt, pods-3.txt, pods-4.txt and 1 more";
  expect(stdout).toEndWith(`\nnot checked, because run.json does not list them: ${others}\n`);
  expect(code).toBe(0);
  const { stdout: json } = await results(cwd, "verify", "ours", "-o", "json");
  expect(JSON.parse(json).unlisted).toContain("v1.35/acme/extra");
});

test("names a file of which one byte was changed", async () => {
  const bytes = readFileSync(log);
  bytes[100] = (bytes[100] ?? 0) ^ 1;
  writeFileSync(log, bytes);
  const { code, stdout } = await verify();
  expect(code).toBe(1);
  expect(stdout).toMatch(
    /^ours is not as run 20261120-2215-k3x9 left it:\n {2}v1\.35\/acme\/e2e\.log was changed: its sha256 is/,
  );
});

test("names one that is longer, gone or a link now", async () => {
  writeFileSync(log, `${readFileSync(log, "utf8")} `);
  expect((await verify()).stdout).toContain("e2e.log was changed: it has ");
  rmSync(log);
  expect((await verify()).stdout).toContain("v1.35/acme/e2e.log is missing");
  symlinkSync("/etc/passwd", log);
  const { code, stdout, stderr } = await verify();
  expect(stdout + stderr).toMatch(/e2e\.log is (?:no longer a regular file|a symbolic link)/);
  expect(code).not.toBe(0);
});

test("judges anew: a run.json that says passed does not make it so", async () => {
  const file = path.join(cwd, "ours/run.json");
  const record = JSON.parse(readFileSync(file, "utf8"));
  writeFileSync(file, JSON.stringify({ ...record, verdict: "passed", certifiable: true, deviations: [] }));
  const { code, stdout } = await results(cwd, "verify", "ours", "-o", "json");
  expect(code).toBe(1);
  expect(JSON.parse(stdout).faults).toEqual(["run.json says passed, the files say failed"]);
});

test("names the tests of which log and junit do not say the same", async () => {
  const junit = path.join(cwd, "ours/v1.35/acme/junit_01.xml");
  writeFileSync(junit, readFileSync(junit, "utf8").replaceAll('status="panicked"', 'status="passed"'));
  const { stdout } = await verify();
  expect(stdout).toContain("junit_01.xml was changed");
  expect(stdout).toContain("e2e.log says panicked, junit_01.xml says passed of [sig-node] Pods panics");
});

test("follows no path of run.json that leads out of the folder", async () => {
  const file = path.join(cwd, "ours/run.json");
  const record = JSON.parse(readFileSync(file, "utf8"));
  const out = { path: "../e2e.log", bytes: 1, sha256: "ab".repeat(32), verified: true };
  writeFileSync(file, JSON.stringify({ ...record, files: [...record.files, out] }));
  const { code, stderr } = await verify();
  expect(code).toBe(2);
  expect(stderr).toContain("leads out of the folder");
});

test("refuses what has no run.json", async () => {
  const { code, stderr } = await results(cwd, "verify", "hydrophone");
  expect(code).toBe(2);
  expect(stderr).toContain("has no run.json");
});
