import { expect, test } from "bun:test";
import { createDisplays } from "../../src/display/create.ts";
import { realTimers } from "../../src/display/display.ts";
import type { Sink } from "../../src/process/io.ts";
import { FakeSink, progress, start, together } from "./fakes.ts";
import { Screen } from "./screen.ts";

function show(format: "table" | "jsonl", stdout: Sink, stderr: Sink, env: Record<string, string>): void {
  const io = { stdout, stderr, env, now: () => start };
  const display = together(createDisplays(format, io, "kubectl conformance"));
  display.show({ kind: "spec-finished", at: start, spec: { name: "n", state: "failed", seconds: 1 } });
  display.show(progress());
  display.close();
}

test("JSON lines leave stderr alone, on a terminal too", () => {
  const [stdout, stderr] = [new Screen(80), new Screen(80)];
  show("jsonl", stdout, stderr, {});
  expect(stdout.lines.map((line) => JSON.parse(line).kind)).toEqual(["spec-finished", "progress"]);
  expect(stderr.raw).toBe("");
});

test("the bar is for a terminal on stderr that can move its cursor; a log and TERM=dumb get lines", () => {
  const terminal = new Screen(80);
  show("table", new FakeSink(), terminal, { TERM: "xterm", LANG: "C.UTF-8" });
  expect(terminal.raw).toContain("✗");

  const dumb = new Screen(80);
  show("table", dumb, dumb, { TERM: "dumb", LANG: "C.UTF-8" });
  const log = new FakeSink();
  show("table", new Screen(80), log, { TERM: "xterm" });
  for (const text of [dumb.raw, log.text]) {
    expect(text).not.toContain("\x1b");
    expect(text).toStartWith("22:15:00 failed n (1s)\n22:15:00 progress 214/441");
  }
});

test("real timers call later, unless cancelled", async () => {
  const called = await new Promise<string[]>((resolve) => {
    const calls: string[] = [];
    const keep = setTimeout(() => {}, 1000);
    realTimers.after(1, () => calls.push("cancelled"))();
    realTimers.after(5, () => {
      clearTimeout(keep);
      resolve([...calls, "called"]);
    });
  });
  expect(called).toEqual(["called"]);
});
