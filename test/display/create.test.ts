import { expect, test } from "bun:test";
import { createDisplays } from "../../src/display/create.ts";
import { realTimers } from "../../src/display/display.ts";
import { type Show, type Shown, shownBy } from "../../src/display/show.ts";
import type { Sink } from "../../src/process/io.ts";
import type { WatchPods } from "../../src/run/follow/pod-filter.ts";
import { FakeSink, pod, progress, start, together } from "./fakes.ts";
import { Screen } from "./screen.ts";

function show(
  format: "table" | "jsonl",
  stdout: Sink,
  stderr: Sink,
  env: Record<string, string>,
  shown: Shown = shownBy("failures", "run"),
): void {
  const io = { stdout, stderr, env, now: () => start };
  const display = together(createDisplays(format, io, "kubectl conformance", shown));
  display.show(pod(["p", "1/1", "Running", "0", "1s"]));
  display.show({ kind: "spec-finished", at: start, spec: { name: "y", state: "passed", seconds: 2 } });
  display.show({ kind: "spec-finished", at: start, spec: { name: "n", state: "failed", seconds: 1 } });
  display.show(progress());
  display.close();
}

test("JSON lines leave stderr alone, on a terminal too", () => {
  const [stdout, stderr] = [new Screen(80), new Screen(80)];
  show("jsonl", stdout, stderr, {});
  expect(stdout.lines.map((line) => JSON.parse(line).kind)).toEqual([
    "spec-finished",
    "spec-finished",
    "progress",
  ]);
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

const both = { pod: true, passed: true };

test.each<[Show, WatchPods, { pod: boolean; passed: boolean }]>([
  ["both", "run", both],
  ["both", "all", both],
  ["pods", "run", { pod: true, passed: false }],
  ["tests", "run", { pod: false, passed: true }],
  ["failures", "run", { pod: false, passed: false }],
  ["both", "none", { pod: false, passed: true }],
  ["pods", "none", { pod: false, passed: false }],
])("--show %s --watch-pods %s shows %j, and failures in any case", (given, watchPods, expected) => {
  const shown = shownBy(given, watchPods);
  const env = { TERM: "xterm", LANG: "C.UTF-8", NO_COLOR: "1" };

  const screen = new Screen(80);
  show("table", screen, screen, env, shown);
  expect(screen.lines).toContain("✗ n (1s)");
  expect({ pod: screen.raw.includes("Running"), passed: screen.raw.includes("✓ y (2s)") }).toEqual(expected);

  const [stdout, stderr] = [new FakeSink(), new FakeSink()];
  show("table", stdout, stderr, env, shown);
  expect(stderr.text).toContain("22:15:00 failed n (1s)");
  expect({ pod: stdout.text !== "", passed: stderr.text.includes("22:15:00 passed y (2s)") }).toEqual(
    expected,
  );

  const json = new FakeSink();
  show("jsonl", json, new FakeSink(), env, shown);
  expect(json.text.includes('"kind":"pod"')).toBe(expected.pod);
  // a machine gets every test
  expect(json.text.match(/"spec-finished"/g)).toHaveLength(2);
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
