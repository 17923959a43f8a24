import { beforeAll, describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import path from "node:path";
import { type ServedSandbox, serveSandbox } from "../../../src/commands/sandbox/serve.ts";
import { statusListSchema } from "../../../src/run/status-schema.ts";
import { loadRecording, unpack } from "../../../src/sandbox/replay/recording.ts";
import { faultsOf } from "../../../src/schema/faults.ts";
import { idOf, onSandbox, recordOf } from "../on-sandbox.ts";
import { program } from "../program.ts";

const sandbox = onSandbox();
const { call } = sandbox;

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

  test("is shown by status, as a table, by name, and as JSON that matches its schema", async () => {
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
      `the results of run ${id} are already in ${path.join(fetched.cwd, "out")}`,
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

test("a run that does not exist, or is ambiguous, is reported with the runs that do", async () => {
  // one whose suites are still under way when they are asked about
  const slow = await serveSandbox({ speed: 40 });
  const call = (words: string[]) => program([...words, "--kubeconfig", slow.kubeconfig]);
  const none = await call(["attach"]);
  expect(none.code).toBe(2);
  expect(none.stderr).toContain("there is no run in this cluster");
  const first = idOf((await call(["run", "--detach", "-n", "five"])).stderr);
  const second = await call(["run", "--detach", "-n", "six"]);
  expect(second.stderr).toContain(`run ${first} is in progress in namespace five`);
  const unclear = await call(["stop"]);
  expect(unclear.code).toBe(2);
  expect(unclear.stderr).toContain(first);
  expect((await call(["logs", "nobody"])).stderr).toContain("there is no run nobody");
  for (const id of [first, idOf(second.stderr.replaceAll(first, ""))]) await call(["cleanup", id, "--force"]);
  await slow.close();
});
