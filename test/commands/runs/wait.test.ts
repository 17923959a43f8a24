import { expect, test } from "bun:test";
import { onSandbox } from "../on-sandbox.ts";

const sandbox = onSandbox();
// looks follow each other sooner
const call = (words: readonly string[]) => sandbox.call(words, { sleep: () => Bun.sleep(100) });

const begin = async (...words: string[]) =>
  (await call(["run", "--detach", "-o", "name", "--skip-preflight", "all", ...words])).stdout.trim();

test("wait ends when the suite has, with its verdict, and leaves the run as it is", async () => {
  const id = await begin("-n", "one");
  const waited = await call(["wait", id.slice(-4)]);
  expect([waited.code, waited.stdout, waited.stderr]).toEqual([
    0,
    `run ${id}: passed, 441 of 441 passed\n`,
    "",
  ]);
  const again = await call(["wait", id, "--for=condition=passed", "--timeout", "0"]);
  expect([again.code, again.stdout]).toEqual([0, waited.stdout]);
  expect((await call(["wait", "--for", "started"])).stdout).toBe(`run ${id}: started\n`);
  const late = await call(["wait", id, "--for=delete", "--timeout=1s"]);
  expect([late.code, late.stdout]).toEqual([3, ""]);
  expect(late.stderr).toContain(`timed out waiting for the condition on run ${id}`);
  await call(["cleanup", id]);
});

test("wait --for delete ends when the run is gone", async () => {
  const id = await begin("-n", "two");
  const waiting = call(["wait", id, "--for=delete"]);
  await call(["wait", id]);
  await call(["cleanup", id]);
  const gone = { code: 0, stdout: `run ${id}: gone from the cluster\n` };
  expect(await waiting).toMatchObject(gone);
  expect(await call(["wait", `conformancerun/${id}`, "--for=delete"])).toMatchObject(gone);
  expect((await call(["wait", id.slice(-4), "--for=delete"])).code).toBe(2);
});

test("wait looks again within a timeout that is shorter than its pauses", async () => {
  const id = await begin("-n", "three");
  const pauses: number[] = [];
  const sleep = (ms: number) => {
    pauses.push(ms);
    return Bun.sleep(ms);
  };
  const { code } = await sandbox.call(["wait", id, "--for=delete", "--timeout=1s"], { sleep });
  expect(code).toBe(3);
  expect(pauses.length).toBeGreaterThan(0);
  expect(pauses[0]).toBeLessThanOrEqual(1000);
  await call(["cleanup", id, "--force"]);
});

test.each([
  [["wait", "--for=passing"], "--for passing: not something to wait for"],
  [["wait", "--timeout", "soon"], "--timeout soon: not a duration"],
  [["wait", "nobody"], "there is no run"],
])("%j is refused", async (words, message) => {
  const { code, stderr } = await call(words);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
});
