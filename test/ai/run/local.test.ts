import { afterEach, beforeEach, expect, test } from "bun:test";
import { chmodSync, rmSync } from "node:fs";
import path from "node:path";
import type { TestEvent } from "../../../src/ai/run/events.ts";
import { runBinary } from "../../../src/ai/run/local.ts";
import { newFolder, write } from "../../results/read/shapes.ts";

let cwd = "";
beforeEach(() => {
  cwd = newFolder();
});
afterEach(() => rmSync(cwd, { recursive: true }));

/** Runs a script, and calls `seen` with each event. */
async function run(
  script: string,
  seen: (event: TestEvent, stop: AbortController) => void = () => {},
  within = 60_000,
) {
  write(cwd, { "a.test": `#!/bin/sh\n${script}` });
  chmodSync(path.join(cwd, "a.test"), 0o755);
  const stop = new AbortController();
  const events: TestEvent[] = [];
  const ended = await runBinary({
    binary: path.join(cwd, "a.test"),
    args: [],
    within,
    cwd,
    env: { PATH: process.env.PATH },
    signal: stop.signal,
    now: Date.now,
    onEvents: async (more) => {
      for (const event of more) {
        events.push(event);
        seen(event, stop);
      }
    },
  });
  return { ended, events, output: events.map(({ Output = "" }) => Output).join("") };
}

const slow = "printf '=== RUN   TestSlow\\n'; exec sleep 600";

test("nothing of the output of a binary that ends at once is lost", async () => {
  const { output, ended } = await run("seq 1 20000; echo PASS");
  expect([ended.code, output.split("\n").length]).toEqual([0, 20_002]);
});

test("an interruption ends the binary, and the test that ran is a failure with that reason", async () => {
  const { output, events } = await run(slow, ({ Action }, stop) => {
    if (Action === "run") stop.abort(new Error("stopped"));
  });
  expect(output).toContain("did not end: it was interrupted\n--- FAIL: TestSlow");
  expect(events.at(-1)).toMatchObject({ Action: "fail", Package: "a.test" });
});

test("so does its time, if it does not end by itself", async () => {
  const { output, ended } = await run(slow, undefined, 300);
  expect([ended.isLate, output]).toEqual([true, expect.stringContaining("it took too long, and was killed")]);
});

test("a panic on stderr is the reason", async () => {
  const { output, ended } = await run("echo '=== RUN   TestX'; echo 'panic: boom' >&2; exit 2");
  expect([ended.code, output]).toEqual([
    2,
    expect.stringContaining("did not end: panic: boom\n--- FAIL: TestX"),
  ]);
});
