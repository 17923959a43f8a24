import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type SpawnSyncReturns, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdirSync, openSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type ServedSandbox, serveSandbox } from "../../src/commands/sandbox/serve.ts";
import { newFolder, program } from "./program.ts";

const root = path.resolve(import.meta.dir, "../..");
const main = path.join(root, "src/main.ts");
const binary = (name: string) => path.join(root, "node_modules/.bin", name);
const runtimes: readonly (readonly [string, readonly string[]])[] = [
  ["bun", [process.execPath]],
  ["node", [binary("node")]],
  ["deno", [binary("deno"), "run", "-A"]],
];

type Ended = Pick<SpawnSyncReturns<string>, "status" | "stdout" | "stderr">;

/** The program as a process of its own, killed where it does not end by itself; `stdout` is a file's path where it is given. */
async function run(
  words: readonly string[],
  options: { runtime?: readonly string[]; stdout?: string; cwd?: string } = {},
): Promise<Ended> {
  const [first = "", ...rest] = [...(options.runtime ?? [process.execPath]), main, ...words];
  const file = options.stdout === undefined ? undefined : openSync(options.stdout, "w");
  const child = spawn(first, rest, {
    cwd: options.cwd ?? newFolder(),
    stdio: ["ignore", file ?? "pipe", "pipe"],
    timeout: 25_000,
    killSignal: "SIGKILL",
  });
  let [stdout, stderr] = ["", ""];
  child.stdout?.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr?.on("data", (chunk) => {
    stderr += chunk;
  });
  const [status] = await once(child, "close");
  if (file !== undefined) closeSync(file);
  return { status, stdout, stderr };
}

const full = "/dev/full";
const noSpace = "error: stdout cannot be written: no space left on device\n";

describe.skipIf(process.platform !== "linux")("a full disk", () => {
  let sandbox: ServedSandbox;
  let at: readonly string[];

  beforeAll(async () => {
    sandbox = await serveSandbox({ speed: 100 });
    at = ["--kubeconfig", sandbox.kubeconfig];
  });

  afterAll(() => sandbox.close());

  const begin = async (namespace: string) => {
    const { stderr } = await program(["run", "--detach", "-n", namespace, "--skip-preflight", "all", ...at]);
    return /\b\d{8}-\d{4}-\w{4}\b/.exec(stderr)?.[0] ?? "";
  };

  test("of pods.txt, which only shows the run, ends nothing and is reported", async () => {
    const id = await begin("full-pods");
    const cwd = newFolder();
    mkdirSync(path.join(cwd, "out"));
    writeFileSync(path.join(cwd, "out/.unfinished-run"), id);
    symlinkSync(full, path.join(cwd, "out/pods.txt"));
    const { status, stderr } = await run(["attach", id, "--results-dir", "out", ...at], { cwd });
    expect({ status, stderr }).toMatchObject({ status: 0 });
    expect(stderr).toContain("warning: pods.txt shows nothing more of the run:");
    expect((await program(["status", "-o", "name", ...at])).stdout).not.toContain(id);
  }, 40_000);

  test("of events.jsonl ends the program, not the run, and says how to go on with it", async () => {
    const file = "events.jsonl";
    const id = await begin("full-events");
    const cwd = newFolder();
    mkdirSync(path.join(cwd, "out"));
    writeFileSync(path.join(cwd, "out/.unfinished-run"), id);
    symlinkSync(full, path.join(cwd, "out", file));
    const { status, stderr } = await run(["attach", id, "--results-dir", "out", ...at], { cwd });
    expect(status).toBe(3);
    expect(stderr).toContain(`out/${file} cannot be written: no space left on device\n`);
    expect(stderr).toContain(`run ${id} goes on in namespace full-`);
    expect(stderr).toContain(
      `kubectl-conformance attach ${id} --kubeconfig ${sandbox.kubeconfig} --results-dir `,
    );
    expect(stderr).not.toContain("with --results-dir");
    expect((await program(["status", id, "-o", "name", ...at])).stdout).toContain(id);
    await program(["cleanup", id, "--force", ...at]);
  }, 40_000);

  test.each(runtimes)(
    "as stdout is one line and exit code 3, under %s",
    async (_, runtime) => {
      for (const words of [
        ["version", "--client"],
        ["tests", "list", "--release", "v1.36"],
        ["status", "-o", "json", ...at],
      ]) {
        const { status, stderr } = await run(words, { runtime, stdout: full });
        expect({ words, stderr, status }).toEqual({ words, stderr: noSpace, status: 3 });
      }
    },
    60_000,
  );

  test.each(runtimes)(
    "as stdout of a run leaves the run, and says how to go on with it, under %s",
    async (name, runtime) => {
      const namespace = `leave-${name}`;
      const { status, stderr } = await run(
        ["run", "-n", namespace, "--skip-preflight", "all", "--watch-pods", "all", ...at],
        { runtime, stdout: full },
      );
      expect(stderr).toContain(`goes on in namespace ${namespace}`);
      expect(stderr).toMatch(/kubectl-conformance attach \d{8}-\d{4}-\w{4} /);
      expect(stderr).toEndWith(noSpace);
      expect(status).toBe(3);
      expect((await program(["status", namespace, "-o", "name", ...at])).stdout).not.toBe("");
      await program(["cleanup", "--all", ...at]);
    },
    60_000,
  );
});

test.each(runtimes)(
  "a reader that went away is no error, under %s",
  async (_, runtime) => {
    const [first = "", ...rest] = runtime;
    const child = spawn(first, [...rest, main, "tests", "list", "--release", "v1.36"], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    child.stdout.destroy();
    let stderr = "";
    child.stderr.on("data", (chunk) => {
      stderr += chunk;
    });
    const [status] = await once(child, "close");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  },
  20_000,
);

test.each(runtimes)(
  "a reader that went away ends nothing of a run, and is reported, under %s",
  async (_, runtime) => {
    const [first = "", ...rest] = runtime;
    const cwd = newFolder();
    const words = ["run", "--sandbox", "--speed", "300", "--results-dir", "out"];
    const child = spawn(first, [...rest, main, ...words], { cwd, stdio: ["ignore", "pipe", "pipe"] });
    // as head -1 does
    child.stdout.once("data", () => child.stdout.destroy());
    let stderr = "";
    child.stderr.on("data", (chunk) => {
      stderr += chunk;
    });
    const [status] = await once(child, "close");
    expect(stderr.match(/warning: nobody reads stdout any longer/g)).toHaveLength(1);
    expect(stderr).toContain("441 passed of 441");
    expect(status).toBe(0);
    const linesOf = (file: string) =>
      readFileSync(path.join(cwd, "out", file), "utf8")
        .trimEnd()
        .split("\n");
    const events = linesOf("events.jsonl").map((line) => JSON.parse(line));
    const rows = events.filter(({ kind }) => kind === "pod");
    // below its header, every row: the reader had gone after the first
    expect(linesOf("pods.txt")).toHaveLength(rows.length + 1);
    expect(events.at(-1)).toMatchObject({ kind: "run-finished", verdict: "passed" });
  },
  60_000,
);
