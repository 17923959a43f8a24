import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import path from "node:path";
import { idOf, onSandbox } from "../on-sandbox.ts";

const { call } = onSandbox();

test("a quiet run says what warns and the verdict alone, and keeps the rest in its folder", async () => {
  const run = await call(["run", "-q", "--results-dir", "out"]);
  expect([run.code, run.stdout]).toEqual([0, ""]);
  expect(run.stderr).toContain("441 passed");
  expect(run.stderr).not.toMatch(/progress|following|suite started|^pass /m);
  for (const file of ["pods.txt", "events.jsonl"])
    expect(existsSync(path.join(run.cwd, "out", file))).toBe(true);
});

test("quiet leaves events to the program that reads them", async () => {
  const run = await call(["run", "-q", "-o", "jsonl", "--mode", "quick"]);
  expect(run.stdout).toContain('"kind":"run-started"');
});

test("attach is quiet too", async () => {
  const id = idOf((await call(["run", "--detach", "-n", "quiet"])).stderr);
  const { stdout, stderr } = await call(["attach", id, "--quiet"]);
  expect(stdout).toBe("");
  expect(stderr).toContain("441 passed");
  expect(stderr).not.toContain("begun");
});
