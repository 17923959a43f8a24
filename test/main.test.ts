import { afterAll, describe, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
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

test.each([[["help"]], [["help", "run"]], [["generate", "help", "job"]], [["run", "--help"]]])(
  "%j is a success",
  (words) => {
    const run = spawnSync(process.execPath, [main, ...words], { encoding: "utf8" });
    expect(run.stdout).toStartWith("Usage: kubectl-conformance");
    expect(run.status).toBe(0);
  },
);

test("a command that lacks its second word is none", () => {
  const run = spawnSync(process.execPath, [main, "generate"], { encoding: "utf8" });
  expect(run.stderr).toStartWith("Usage: kubectl-conformance generate");
  expect(run.status).toBe(2);
});

test("help for a command that there is not", () => {
  const run = spawnSync(process.execPath, [main, "help", "nope"], { encoding: "utf8" });
  expect(run.stderr).toStartWith("error: there is no command nope\n");
  expect(run.status).toBe(2);
});

test("version prints its own version if there is no server, and then why", () => {
  const run = spawnSync(process.execPath, [main, "version", "-o", "json", "--kubeconfig", "/nope"], {
    encoding: "utf8",
  });
  expect(JSON.parse(run.stdout).client.version).toStartWith("v");
  expect(run.stderr).toContain("--kubeconfig /nope");
  expect(run.status).toBe(2);
});

test("a hint's commands are written as the program was called", () => {
  const run = spawnSync(process.execPath, [main, "status", "--kubeconfig", ""], {
    encoding: "utf8",
    env: { PATH: process.env.PATH, HOME: "/nowhere" },
  });
  expect(run.stderr).toContain("kubectl-conformance run --sandbox");
  expect(run.status).toBe(2);
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

describe("what nothing caught ends the process with 3, reported once", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "uncaught-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const boom = 'new Error("bo\\u001b[2Jom")';
  const faults = {
    exception: `throw ${boom}`,
    rejection: `Promise.reject(${boom})`,
    text: 'throw "bo\\u001b[2Jom"',
    two: `Promise.reject(${boom}); throw ${boom}`,
  };
  // as soon as the program has begun; Deno begins it when nothing else keeps it
  const when = (fault: string) => `import process from "node:process";
    import { clearInterval, setInterval } from "node:timers";
    const timer = setInterval(() => {
      if (process.listenerCount("SIGHUP") === 0) return;
      clearInterval(timer);
      ${fault};
    }, 1);
    timer.unref();`;
  const ways = [
    { runtime: "bun", words: (fault: string) => ["--preload", fault] },
    { runtime: "deno", words: (fault: string) => ["run", "-A", "--preload", fault] },
    { runtime: "node", words: (fault: string) => ["--import", fault] },
  ];
  const cases = ways.flatMap((way) => Object.entries(faults).map(([kind, code]) => ({ ...way, kind, code })));

  test.each(cases)("$runtime, $kind", ({ runtime, words, kind, code }) => {
    const fault = path.join(folder, `${kind}.mjs`);
    writeFileSync(fault, when(code));
    const program = path.resolve(import.meta.dir, "../node_modules/.bin", runtime);
    const run = spawnSync(program, [...words(fault), main, "run", "--sandbox"], {
      cwd: folder,
      encoding: "utf8",
      timeout: 20_000,
    });
    expect(run.status).toBe(3);
    expect(run.stderr.match(/encountered an unexpected error/g)).toHaveLength(1);
    expect(run.stderr).toContain("bo^[[2Jom");
  });
});

test("no text of another's becomes a command of the CI system that runs the program", () => {
  const words = ["rerun", "--failed", "no\n::error::owned ##[group]x ##vso[task.complete]y"];
  const run = spawnSync(process.execPath, [main, ...words], { encoding: "utf8" });
  expect(run.status).toBe(2);
  expect(run.stderr).toContain(": :error::owned # #[group]x # #vso[task.complete]y");
});

test("an error that ends the program annotates the step of GitHub Actions, as the only workflow command", () => {
  const words = ["rerun", "--failed", "no\n::error::owned"];
  const env = { ...process.env, GITHUB_ACTIONS: "true" };
  const { stderr } = spawnSync(process.execPath, [main, ...words], { encoding: "utf8", env });
  const commands = stderr.split("\n").filter((line) => line.trimStart().startsWith("::"));
  expect(commands).toEqual([
    expect.stringMatching(/^::error title=kubectl-conformance::--failed no%0A: :error::owned.*%0Afix: /),
  ]);
  const elsewhere = spawnSync(process.execPath, [main, ...words], {
    encoding: "utf8",
    env: { ...env, GITHUB_ACTIONS: "" },
  });
  expect(elsewhere.stderr).not.toMatch(/^::/m);
});
