import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import { type ServedSandbox, serveSandbox } from "../../src/commands/sandbox/serve.ts";
import type { EndSignal } from "../../src/process/io.ts";
import type { RunRecord } from "../../src/results/run-record.ts";
import { statusListSchema } from "../../src/run/status-schema.ts";
import { loadRecording, unpack } from "../../src/sandbox/replay/recording.ts";
import { faultsOf } from "../../src/schema/faults.ts";
import { newFolder, program } from "./program.ts";

let sandbox: ServedSandbox;

beforeAll(async () => {
  sandbox = await serveSandbox({ speed: 1000 });
});

afterAll(() => sandbox.close());

const call = (args: readonly string[], options: Parameters<typeof program>[1] = {}) =>
  program([...args, "--kubeconfig", sandbox.kubeconfig], options);

const idOf = (stderr: string) => /\b\d{8}-\d{4}-\w{4}\b/.exec(stderr)?.[0] ?? "";
const recordOf = (folder: string): RunRecord =>
  JSON.parse(readFileSync(path.join(folder, "run.json"), "utf8"));

async function disposable(served: Promise<ServedSandbox>) {
  const sandbox = await served;
  return { ...sandbox, [Symbol.asyncDispose]: () => sandbox.close() };
}

describe("a detached run", () => {
  let id: string;

  beforeAll(async () => {
    const run = await call(["run", "--detach", "-n", "one"]);
    expect(run.code).toBe(0);
    id = idOf(run.stderr);
    expect(run.stderr).toContain(`attach ${id}`);
  });

  test("is told by status, as a table, by name, and as JSON that fits its schema", async () => {
    const table = await call(["status"]);
    expect(table.stdout).toMatch(/^RUN\s+NAMESPACE\s+STATUS\s+PROGRESS\s+FAILED\s+AGE\s+NODE\n/);
    expect(table.stdout).toContain(id);
    expect((await call(["status", "-o", "name"])).stdout).toBe(`conformancerun/${id}\n`);
    const json = JSON.parse((await call(["status", id, "-o", "json"])).stdout);
    expect(faultsOf(statusListSchema, json)).toEqual([]);
    expect(json.items[0]).toMatchObject({ id, namespace: "one", mode: "certified-conformance" });
  });

  test("is followed by attach from its first spec, in another folder, to the same end", async () => {
    const attached = await call(["attach", id.slice(0, 14), "--results-dir", "out", "--keep"]);
    expect(attached.code).toBe(0);
    const record = recordOf(path.join(attached.cwd, "out"));
    expect(record).toMatchObject({ id, verdict: "passed", counts: { total: 441, passed: 441 } });
    expect(record.files.filter((file) => file.verified)).toHaveLength(2);
    expect(record.command.slice(0, 4)).toEqual(["kubectl", "conformance", "run", "--detach"]);
  });

  test("gives its log byte for byte, and its results again, until it is cleaned up", async () => {
    const log = await call(["logs", "one"]);
    const digest = createHash("sha256").update(Buffer.from(log.stdout, "latin1")).digest("hex");
    const { brotli, head, tail } = (await loadRecording()).log;
    const whole = unpack(brotli);
    const recorded = createHash("sha256").update(whole.subarray(head, whole.length - tail));
    expect(digest).toBe(recorded.digest("hex"));
    const status = JSON.parse((await call(["status", "-o", "json"])).stdout).items[0];
    expect(status).toMatchObject({ phase: "passed", progress: { passed: 441, remaining: 0 } });
    expect(Date.parse(status.resultsUntil) - Date.parse(status.ended)).toBe(24 * 3_600_000);
    const fetched = await call(["retrieve", "--results-dir", "out"]);
    expect(recordOf(path.join(fetched.cwd, "out"))).toMatchObject({
      verdict: "passed",
      certifiable: false,
      deviations: ["replayed by the sandbox, not run on a cluster"],
    });
    const again = await call(["retrieve", "--results-dir", "out"], { cwd: fetched.cwd });
    expect(again.stderr).toContain(
      `the results of run ${id} are in ${path.join(fetched.cwd, "out")} already`,
    );
    const dry = await call(["cleanup", id, "--dry-run"]);
    expect(dry.stdout).toContain("namespace one would be removed");
    expect((await call(["status", "-o", "name"])).stdout).toContain(id);
    expect((await call(["cleanup", "--all"])).stdout).toContain("namespace one removed");
    expect((await call(["status"])).stderr).toContain("No runs found");
  });
});

test("stop ends the suite, keeps its partial results and cleans up", async () => {
  // slow enough to be met in its midst, on a busy machine too
  await using slow = await disposable(serveSandbox({ speed: 40 }));
  const call = (args: readonly string[]) => program([...args, "--kubeconfig", slow.kubeconfig]);
  const run = await call(["run", "--detach", "-n", "two"]);
  const id = idOf(run.stderr);
  const stopped = await call(["stop", id, "--results-dir", "out"]);
  expect(stopped.code).toBe(0);
  const record = recordOf(path.join(stopped.cwd, "out"));
  expect(record).toMatchObject({ verdict: "incomplete", certifiable: false });
  expect(record.counts.passed).toBeLessThan(441);
  expect((await call(["status"])).stdout).not.toContain(id);
});

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
    "run.json",
    "summary.md",
    "v1.35",
  ]);
});

test("an interruption while the pod starts detaches as well", async () => {
  const running = call(["run", "-n", "five", "--results-dir", "out"], {
    // taken over just before anything is made
    onSignal: (handler) => handler("SIGTERM"),
  });
  const run = await running;
  expect(run.code).toBe(130);
  expect(run.stderr).toContain("goes on in namespace five");
  expect((await call(["attach", "five"])).code).toBe(0);
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

describe("cleanup", () => {
  const kubectl = async (words: readonly string[], input = "") => {
    const stdin = new Blob([input]);
    const ran = Bun.spawn(["kubectl", "--kubeconfig", sandbox.kubeconfig, ...words], {
      stdin,
      stderr: "pipe",
    });
    return await new Response(ran.stdout).text();
  };
  const orphan = {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: "pods-4711", labels: { "e2e-run": "no-such-uuid" } },
  };

  test("leaves what is surely another suite's, and does not name it", async () => {
    const run = await call(["run", "--keep", "-n", "four", "--results-dir", "out"]);
    const { id } = recordOf(path.join(run.cwd, "out"));
    await kubectl(["create", "-f", "-"], JSON.stringify(orphan));
    const { code, stdout, stderr } = await call(["cleanup", id]);
    expect(code).toBe(0);
    expect(stdout + stderr).not.toContain("pods-4711");
    expect(await kubectl(["get", "namespace", "pods-4711", "-o", "name"])).toBe("namespace/pods-4711\n");
    await kubectl(["delete", "namespace", "pods-4711"]);
  });

  test("leaves what nobody knows to be the run's, says how to remove it, and ends with 3", async () => {
    // its runner died with its pod before it could note its uuids
    const id = idOf((await call(["run", "--detach", "-n", "four"])).stderr);
    await kubectl(["create", "-f", "-"], JSON.stringify(orphan));
    await kubectl(["delete", "pod", "-n", "four", "suite", "--now"]);
    // beside namespaces of the suite itself
    const words = /pods-4711.*: of a suite that began after this run and is not known to be its own/;
    expect((await call(["cleanup", id, "--dry-run"])).stderr).toMatch(words);
    const { code, stdout, stderr } = await call(["cleanup", id]);
    expect(code).toBe(3);
    expect(stdout).not.toContain("pods-4711");
    expect(stderr).toMatch(words);
    expect(stderr).toContain("kubectl delete namespace -l 'e2e-run in (");
    expect(await kubectl(["get", "namespace", "pods-4711", "-o", "name"])).toBe("namespace/pods-4711\n");
    await kubectl(["delete", "namespace", "-l", "e2e-run"]);
    expect((await call(["status"])).stderr).toContain("No runs found");
  });

  describe("of a run whose suite is running", () => {
    let slow: ServedSandbox;
    let id: string;
    const at = (...words: string[]) => [...words, "--kubeconfig", slow.kubeconfig];

    beforeAll(async () => {
      slow = await serveSandbox({ speed: 40 });
      id = idOf((await program(at("run", "--detach", "-n", "one"))).stderr);
    });

    afterAll(() => slow.close());

    test.each([["one"], [], ["--all"]])("is refused where its id is not given: %p", async (...words) => {
      const { code, stderr, stdout } = await program(at("cleanup", ...words));
      expect(code).toBe(3);
      expect(stderr).toContain(
        `its suite is running; to stop and remove it, name it: kubectl conformance cleanup ${id}`,
      );
      expect(stdout).toBe("");
    });

    test("is refused where nobody can be asked, and where the answer is no", async () => {
      const silent = await program(at("cleanup", id));
      expect(silent.code).toBe(3);
      expect(silent.stderr).toContain("--force");
      const asked: string[] = [];
      const ask = async (question: string) => {
        asked.push(question);
        return "\n";
      };
      expect((await program(at("cleanup", id), { ask })).code).toBe(3);
      expect(asked).toEqual([expect.stringContaining(`run ${id} in namespace one is running`)]);
      expect((await program(at("status", "-o", "name"))).stdout).toContain(id);
    });

    test("stops the suite first, and leaves nothing", async () => {
      const { code, stdout, stderr } = await program(at("cleanup", id, "--force"));
      expect(stderr).toContain(`stopping the suite of run ${id}`);
      expect(stdout).toContain("namespace one removed");
      expect(code).toBe(0);
      expect((await program(at("status"))).stderr).toContain("No runs found");
    });
  });
});

test("a run that is not there, or not meant clearly, is told with those that are", async () => {
  // one whose suites are still under way when they are asked about
  const slow = await serveSandbox({ speed: 40 });
  const call = (words: string[]) => program([...words, "--kubeconfig", slow.kubeconfig]);
  const none = await call(["attach"]);
  expect(none.code).toBe(2);
  expect(none.stderr).toContain("there is no run in this cluster");
  const first = idOf((await call(["run", "--detach", "-n", "five"])).stderr);
  const second = await call(["run", "--detach", "-n", "six"]);
  expect(second.stderr).toContain(`run ${first} is under way in namespace five`);
  const unclear = await call(["stop"]);
  expect(unclear.code).toBe(2);
  expect(unclear.stderr).toContain(first);
  expect((await call(["logs", "nobody"])).stderr).toContain("there is no run nobody");
  for (const id of [first, idOf(second.stderr.replaceAll(first, ""))]) await call(["cleanup", id, "--force"]);
  await slow.close();
});

test("rerun names what cannot be run again", async () => {
  expect((await program(["rerun"])).stderr).toContain("--failed RESULTS or --rest RESULTS");
  expect((await program(["rerun", "--failed", "nowhere"])).stderr).toContain("--failed nowhere");
  expect((await program(["rerun", "--failed", "."])).stderr).toContain("--failed .: holds no results");
});
