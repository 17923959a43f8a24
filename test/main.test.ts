import { expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import path from "node:path";

const main = path.resolve(import.meta.dir, "../src/main.ts");

test("an error that quotes foreign text moves no cursor", () => {
  const run = spawnSync(process.execPath, [main, "rerun", "--failed", "no\u001b[2Jthere"], {
    encoding: "utf8",
  });
  expect(run.status).toBe(2);
  expect(run.stderr).toContain("error: --failed no^[[2Jthere: ");
  expect(run.stderr).not.toContain("\u001b");
});

test("a sandbox without a temporary folder says so", () => {
  const run = spawnSync(process.execPath, [main, "run", "--sandbox"], {
    encoding: "utf8",
    env: { ...process.env, TMPDIR: "/dev/null" },
  });
  expect(run.stderr).toContain("error: the sandbox has no folder for its files: ");
  expect(run.stderr).toContain("fix: set TMPDIR");
  expect(run.status).toBe(3);
});
