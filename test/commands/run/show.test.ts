import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { type ServedSandbox, serveSandbox } from "../../../src/commands/sandbox/serve.ts";
import type { EndSignal } from "../../../src/process/io.ts";
import { idOf, onSandbox } from "../on-sandbox.ts";
import { newFolder, program } from "../program.ts";

const sandbox = onSandbox();
const { call } = sandbox;

test("an interruption that detaches leaves the run, and attach in the same folder finishes it", async () => {
  const handlers: ((signal: "SIGTERM") => void)[] = [];
  const cwd = newFolder();
  const running = call(["run", "-n", "three", "--results-dir", "out"], {
    cwd,
    onSignal: (handler) => handlers.push(handler),
  });
  const events = path.join(cwd, "out/events.jsonl");
  while (!existsSync(events) || !readFileSync(events, "utf8").includes("spec-finished")) await Bun.sleep(5);
  for (const handler of handlers) handler("SIGTERM");
  const run = await running;
  expect(run.code).toBe(130);
  expect(run.stderr).toContain("goes on in namespace three");
  const attached = await call(["attach", "three", "--results-dir", "out"], { cwd });
  expect(attached.code).toBe(0);
  expect(readdirSync(path.join(cwd, "out")).sort()).toEqual([
    "events.jsonl",
    "pods.txt",
    "report.html",
    "run.json",
    "summary.md",
    "v1.35",
  ]);
});

test("an interruption before anything is made makes nothing", async () => {
  const running = call(["run", "-n", "five", "--results-dir", "out"], {
    // taken over just before anything is made
    onSignal: (handler) => handler("SIGTERM"),
  });
  const run = await running;
  expect(run.code).toBe(130);
  expect(run.stderr).toContain("the run was ended before it started");
  expect((await call(["status"])).stderr).toContain("No runs found");
});

describe("Ctrl-C at a terminal asks", () => {
  let slow: ServedSandbox;

  beforeAll(async () => {
    // slow enough to be met in its midst, on a busy machine too
    slow = await serveSandbox({ speed: 40 });
  });

  afterAll(() => slow.close());

  test.each([
    [["d"], "goes on in namespace four", true],
    [["", "x", "Detach"], "goes on in namespace four", true],
    [["what?", "s"], "incomplete", false],
    [["a"], "incomplete", false],
  ])("until %j means something", async (given, words, stays) => {
    const answers = [...given];
    const handlers: ((signal: "SIGINT") => void)[] = [];
    const cwd = newFolder();
    const at = ["--kubeconfig", slow.kubeconfig];
    const running = program(["run", "-n", "four", "--results-dir", "out", "--skip-preflight", "all", ...at], {
      cwd,
      onSignal: (handler) => handlers.push(handler),
      ask: async () => `${answers.shift()}\n`,
    });
    const events = path.join(cwd, "out/events.jsonl");
    while (!existsSync(events) || !readFileSync(events, "utf8").includes("spec-finished")) await Bun.sleep(5);
    for (const handler of handlers) handler("SIGINT");
    const run = await running;
    expect(run.code).toBe(130);
    expect(run.stderr).toContain(words);
    expect(answers).toEqual([]);
    expect((await program(["status", ...at])).stdout.includes("four")).toBe(stays);
    if (stays) await program(["cleanup", idOf(run.stderr), "--force", ...at]);
  });
});

test.each(["SIGINT", "SIGTERM"] as const)(
  "a replay does not outlive %s: nothing is said to go on",
  async (signal) => {
    const handlers: ((signal: EndSignal) => void)[] = [];
    const cwd = newFolder();
    const running = program(["run", "--sandbox", "--speed", "40", "--results-dir", "out"], {
      cwd,
      onSignal: (handler) => handlers.push(handler),
      ask: () => Promise.reject(new Error("there is nothing to choose")),
    });
    const events = path.join(cwd, "out/events.jsonl");
    while (!existsSync(events) || !readFileSync(events, "utf8").includes("spec-finished")) await Bun.sleep(5);
    for (const handler of handlers) handler(signal);
    const run = await running;
    expect(run.code).toBe(130);
    expect(run.stderr).not.toContain("goes on");
    expect(run.stderr).toContain(signal === "SIGTERM" ? "ended with its sandbox" : "incomplete");
  },
);
