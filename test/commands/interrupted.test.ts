import { afterAll, beforeAll, expect, test } from "bun:test";
import { type ServedSandbox, serveSandbox } from "../../src/commands/sandbox/serve.ts";
import { Interrupted } from "../../src/errors.ts";
import { holdingFront } from "./holding-front.ts";
import { idOf } from "./on-sandbox.ts";
import { newFolder, program } from "./program.ts";

let sandbox: ServedSandbox;
beforeAll(async () => {
  sandbox = await serveSandbox({ speed: 20 });
});
afterAll(() => sandbox.close());

const direct = (...words: string[]) => program([...words, "--kubeconfig", sandbox.kubeconfig]);

const isFollowing = (request: string) =>
  request.includes("/pods?fieldSelector") && request.includes("limit=");

/**
 * Calls the program anew for each of its requests, or each `step`-th, which is never answered, and interrupts it meanwhile; until it comes to its end, or
 * begins to follow a run.
 * @returns the requests that were held
 */
async function interruptAtEach(words: (attempt: number) => readonly string[], step = 1): Promise<string[]> {
  const all: string[] = [];
  for (let count = 1; ; count += step) {
    await using front = await holdingFront(sandbox.kubeconfig, count);
    const interrupt = new AbortController();
    const ran = program([...words(count), "--kubeconfig", front.kubeconfig], { interrupt });
    const held = await Promise.race([front.held, ran]);
    if (typeof held !== "string") return all;
    interrupt.abort(new Interrupted("SIGTERM"));
    const { code, stderr } = await ran;
    await front.hungUp;
    expect([held, code]).toEqual([held, 130]);
    all.push(held);
    // what it began would add to the next one's requests
    const left = idOf(stderr);
    if (words(count)[0] === "run" && left !== "") await direct("cleanup", left, "--force");
    if (isFollowing(held)) return all;
  }
}

async function begun(namespace: string): Promise<string> {
  const { code, stderr } = await direct("run", "--detach", "-n", namespace);
  expect([code, stderr]).toEqual([0, expect.any(String)]);
  return namespace;
}

test.each(["status", "logs", "retrieve", "attach", "resume", "stop", "cleanup"])(
  "%s ends at once, whichever of its requests is under way",
  async (verb) => {
    const run = await begun(verb);
    const words = verb === "cleanup" ? [run, "--force"] : verb === "resume" ? ["-n", run] : [run];
    const held = await interruptAtEach(() => [verb, ...words]);
    expect(held.length).toBeGreaterThan(2);
  },
);

test("preflight", async () => {
  // its requests are many and alike
  const held = await interruptAtEach(() => ["preflight"], 7);
  expect(held.length).toBeGreaterThan(5);
});

test("run, also while it makes the run", async () => {
  const held = await interruptAtEach((attempt) => [
    "run",
    "-n",
    `run-${attempt}`,
    "--skip-preflight",
    "all",
    "--results-dir",
    newFolder(),
  ]);
  expect(held.filter((request) => request.startsWith("POST")).length).toBeGreaterThan(2);
});
