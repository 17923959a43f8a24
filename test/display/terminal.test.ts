import { expect, test } from "bun:test";
import type { Display } from "../../src/display/display.ts";
import { type Show, shownBy } from "../../src/display/show.ts";
import { createTerminalDisplays } from "../../src/display/terminal.ts";
import type { Sink } from "../../src/process/io.ts";
import type { PodEvent } from "../../src/run/events.ts";
import { FakeClock, FakeSink, pod, progress, start, together } from "./fakes.ts";
import { Screen } from "./screen.ts";

const env = { LANG: "C.UTF-8", NO_COLOR: "1" };
const bar = " █████░░░░░░░  214/441   213 passed   1 failed   12 running   12m10s, ~11m left";
const header = "NAMESPACE   NAME   READY   STATUS    RESTARTS   AGE";

function shown(options: { columns?: number; env?: Record<string, string>; stdout?: Sink; show?: Show } = {}) {
  const clock = new FakeClock();
  const screen = new Screen(options.columns ?? 80);
  const stdout = options.stdout ?? screen;
  const io = { stdout, stderr: screen, env: options.env ?? env, now: clock.now };
  const display = together(
    createTerminalDisplays(io, "kubectl conformance", shownBy(options.show ?? "both", "run"), clock),
  );
  return { clock, screen, display };
}

test("pod rows scroll above the bar, which stands once", () => {
  const { clock, screen, display } = shown();
  display.show(progress());
  for (let n = 0; n < 3; n++) {
    display.show(pod([`p${n}`, "1/1", "Running", "0", "1s"], { at: start + n }));
    clock.pass(150);
  }
  expect(screen.lines).toEqual([
    header,
    "default     p0     1/1     Running   0          1s",
    "default     p1     1/1     Running   0          1s",
    "default     p2     1/1     Running   0          1s",
    bar,
  ]);
});

test("a burst of rows is written together", () => {
  const { clock, screen, display } = shown();
  display.show(progress());
  clock.pass(500);
  const before = screen.writes;
  for (let n = 0; n < 500; n++) display.show(pod([`p${n}`, "1/1", "Running", "0", "1s"], { at: start + n }));
  clock.pass(150);
  expect(screen.lines).toHaveLength(502);
  expect(screen.writes - before).toBeLessThan(10);
});

test("the bar's times run while nothing happens", () => {
  const { clock, screen, display } = shown();
  display.show(progress());
  clock.pass(2000);
  expect(screen.lines).toEqual([bar.replace("12m10s", "12m12s")]);
});

test.each([
  [60, 120],
  [200, 80],
  [200, 30],
])("a window dragged from %d to %d columns keeps its rows and one bar", (from, to) => {
  const { clock, screen, display } = shown({ columns: from });
  display.show(pod(["before", "1/1", "Running", "0", "1s"]));
  display.show(progress());
  clock.pass(200);
  // The window is narrower before the program hears of it, and draws meanwhile.
  screen.resizeUntold(to);
  display.show(pod(["during", "1/1", "Running", "0", "1s"], { at: start + 1 }));
  clock.pass(200);
  screen.resize(to);
  display.show(pod(["after", "1/1", "Running", "0", "1s"], { at: start + 2 }));
  clock.pass(200);
  expect(screen.lines.map((line) => /NAMESPACE|before|during|after|\/441/.exec(line)?.[0])).toEqual([
    "NAMESPACE",
    "before",
    "during",
    "after",
    "/441",
  ]);
  expect(screen.lines.at(-1)?.length).toBeLessThan(to);
});

test("a failed spec is shown with its place and the first lines of its message, made safe", () => {
  const { clock, screen, display } = shown();
  display.show({
    kind: "spec-finished",
    at: start,
    spec: {
      name: "[sig-network] Services should have session affinity",
      state: "timedout",
      seconds: 129.4,
      location: "k8s.io/kubernetes/test/e2e/network/service.go:4291",
      message: "\x1b[31mnot reachable\n\n\twithin 2m\n3\n4\n5\n6",
    },
  });
  clock.pass(200);
  expect(screen.lines).toEqual([
    "✗ [sig-network] Services should have session affinity (2m9s, timedout)",
    "  service.go:4291",
    "  ^[[31mnot reachable",
    "    within 2m",
    "  3",
    "  4",
    "  … 2 more lines in e2e.log",
  ]);
});

test("a test that passes is a line that fits, with how long it took", () => {
  const { clock, screen, display } = shown({ columns: 40 });
  const end = (name: string, state: "passed" | "skipped") =>
    display.show({ kind: "spec-finished", at: start, spec: { name, state, seconds: 129.4 } });
  end("[sig-network] Services should have session affinity", "passed");
  end("short\x1b[2J", "passed");
  end("not on this cluster", "skipped");
  clock.pass(200);
  expect(screen.lines).toEqual([
    "✓ [sig-network] Services should… (2m9s)",
    "✓ short^[[2J (2m9s)",
    "· not on this cluster (2m9s, skipped)",
  ]);
});

test("rows that say nothing new of their pod are left out, and kept in a file", () => {
  const file = new FakeSink();
  const rows = (display: Display) => {
    const row = (name: string, status: string, age: string, more: Partial<PodEvent> = {}) =>
      display.show(pod([name, "1/1", status, "0", age], { at: start, ...more }));
    row("a", "Running", "1s");
    row("b", "Running", "1s");
    row("a", "Running", "2s");
    row("a", "Error", "3s");
    row("a", "Running", "4s");
    row("a", "Running", "5s", { change: "DELETED" });
    row("a", "Running", "0s", { change: "ADDED" });
    display.close();
  };
  const { screen, display } = shown();
  rows(display);
  expect(screen.lines.slice(1).map((line) => line.replace(/ {2,}/g, " "))).toEqual([
    "default a 1/1 Running 0 1s",
    "default b 1/1 Running 0 1s",
    "default a 1/1 Error 0 3s",
    "default a 1/1 Running 0 4s",
    "default a 1/1 Running 0 0s",
  ]);
  rows(shown({ stdout: file }).display);
  expect(file.text.trimEnd().split("\n")).toHaveLength(8);
});

test("a spec whose message begins with what it waited for is shown with its cause first", () => {
  const { clock, screen, display } = shown();
  const message = "number of ready replicas\nExpected\n    <int>: 2\nto equal\n    <int>: 3";
  display.show({
    kind: "spec-finished",
    at: start,
    spec: { name: "a", state: "failed", seconds: 1, message },
  });
  clock.pass(200);
  expect(screen.lines.slice(1, 3)).toEqual([
    "  number of ready replicas: expected 2 to equal 3",
    "  number of ready replicas",
  ]);
});

test("start, notices and notes are shown in their order", () => {
  const { screen, display } = shown();
  display.show({ kind: "starting", at: start, text: "pulling registry.k8s.io/conformance:v1.35.4" });
  display.show({ kind: "suite-started", at: start, total: 441, of: 7355, processes: 12 });
  display.show({ kind: "notice", at: start, level: "info", text: "reconnected" });
  display.show({
    kind: "notice",
    at: start,
    level: "warning",
    text: "waiting for nodes",
    fix: "--toleration",
  });
  display.note("one\x07\ntwo");
  display.close();
  expect(screen.lines).toEqual([
    "pulling registry.k8s.io/conformance:v1.35.4",
    "suite started: 441 of 7355 specs on 12 processes",
    "reconnected",
    "warning: waiting for nodes",
    "  fix: --toleration",
    "one^G",
    "two",
  ]);
});

test("close writes what was held back, takes the bar away and leaves no timer", () => {
  const { clock, screen, display } = shown();
  display.show(progress());
  display.show(pod(["last", "1/1", "Running", "0", "1s"]));
  display.close();
  display.close();
  expect(screen.lines).toEqual([header, "default     last   1/1     Running   0          1s"]);
  expect(clock.waiting).toBe(0);
});

test("rows alone go to a stdout that is no terminal", () => {
  const stdout = new FakeSink();
  const { clock, screen, display } = shown({ stdout });
  display.show(progress());
  display.show(pod(["p", "1/1", "Running", "0", "1s"]));
  clock.pass(200);
  expect(stdout.text).toBe(`${header}\ndefault     p      1/1     Running   0          1s\n`);
  expect(screen.lines).toEqual([bar]);
});

test("colour is for failures and warnings, and never with NO_COLOR", () => {
  const said = (given: Record<string, string>) => {
    const { screen, display } = shown({ env: given });
    display.show({ kind: "spec-finished", at: start, spec: { name: "n", state: "failed", seconds: 1 } });
    display.show({ kind: "notice", at: start, level: "warning", text: "w" });
    display.close();
    return screen.raw;
  };
  expect(said({ LANG: "C.UTF-8" })).toBe(
    "\x1b[31m✗\x1b[39m \x1b[1mn\x1b[22m (1s)\n\x1b[35mwarning:\x1b[39m w\n",
  );
  expect(said(env)).toBe("✗ n (1s)\nwarning: w\n");
});
