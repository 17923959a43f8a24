import { expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { ring } from "../../../../src/commands/run/end/actions.ts";
import { onSandbox } from "../../on-sandbox.ts";
import { newFolder } from "../../program.ts";

const { call } = onSandbox();
const command =
  'echo "hook $CONFORMANCE_VERDICT $CONFORMANCE_PASSED" && cp "$CONFORMANCE_FOLDER/run.json" hook.json';

test("a run on one cluster reports to the job and runs the command, after its folder is complete", async () => {
  const cwd = newFolder();
  const env = {
    PATH: process.env.PATH ?? "",
    GITHUB_ACTIONS: "true",
    GITHUB_OUTPUT: path.join(cwd, "outputs"),
    GITHUB_STEP_SUMMARY: path.join(cwd, "step.md"),
  };
  const words = [
    "run",
    "--results-dir",
    "out",
    "--on-finish",
    command,
    "--notify",
    "http://127.0.0.1:1/s3cr3t",
  ];
  const run = await call(words, { cwd, env });
  expect(run.code).toBe(0);
  expect(run.stderr).toContain("\nhook passed 441\n");
  expect(run.stderr).toMatch(/^::notice title=conformance run .*::passed: 441 passed of 441/m);
  expect(run.stderr).toContain("warning: --notify 127.0.0.1:1: the connection was refused");
  expect(readFileSync(env.GITHUB_OUTPUT, "utf8")).toMatch(/^verdict<<(.*)\npassed\n\1$/m);
  expect(readFileSync(env.GITHUB_STEP_SUMMARY, "utf8").trim()).toBe(
    readFileSync(path.join(cwd, "out/summary.md"), "utf8").trim(),
  );
  expect(existsSync(path.join(cwd, "hook.json"))).toBe(true);
  // neither may go into a folder that is published
  const record = readFileSync(path.join(cwd, "out/run.json"), "utf8");
  expect(record).not.toContain("s3cr3t");
  expect(record).not.toContain("hook $");
  expect(readFileSync(path.join(cwd, "out/v1.35/product/README.md"), "utf8")).not.toMatch(/s3cr3t|hook \$/);
}, 60_000);

test("a run that is left in the cluster has an id for a later job, and attach reports its end", async () => {
  const cwd = newFolder();
  const env = { PATH: process.env.PATH ?? "", GITHUB_OUTPUT: path.join(cwd, "outputs") };
  const detached = await call(["run", "-n", "later", "--detach", "--on-finish", command], { cwd, env });
  expect(detached.code).toBe(0);
  expect(readFileSync(env.GITHUB_OUTPUT, "utf8")).toMatch(/^run-id<<(.*)\n\d{8}-\d{4}-\w{4}\n\1\n$/);
  expect(detached.stderr).not.toContain("hook");
  const attached = await call(["attach", "later", "--on-finish", command], { cwd, env });
  expect(attached.stderr).toContain("\nhook passed 441\n");
}, 60_000);

test("the bell rings on a terminal alone", () => {
  const rung = (isTTY: boolean) => {
    let text = "";
    ring({
      isTTY,
      columns: undefined,
      write: (data) => {
        text += String(data);
      },
    });
    return text;
  };
  expect(rung(true)).toBe("\u0007");
  expect(rung(false)).toBe("");
});
