import { expect, test } from "bun:test";
import { createPlainDisplay } from "../../src/display/plain.ts";
import { createPodsDisplay } from "../../src/display/pods.ts";
import { FakeClock, FakeSink, pod, progress, start, together } from "./fakes.ts";

function shown() {
  const clock = new FakeClock();
  const [stdout, stderr] = [new FakeSink(), new FakeSink()];
  const lines = { stderr, env: { LANG: "C.UTF-8" }, now: clock.now };
  const display = together([
    createPodsDisplay(stdout, { timers: clock, ellipsis: "…" }),
    createPlainDisplay(lines, "kubectl conformance", { tests: false }, clock),
  ]);
  return { clock, stdout, stderr, display };
}

test("a run as lines: what is notable when it happens, progress after a failure and each 30 s", () => {
  const { clock, stdout, stderr, display } = shown();
  display.note("run 20261120-2215-k3x9");
  display.show({ kind: "starting", at: start, text: "pulling\nthe image" });
  clock.pass(45_000);
  display.show({ kind: "suite-started", at: clock.now(), total: 441, of: 7355, processes: 1 });
  display.show(pod(["p", "1/1", "Running", "0", "1s"]));
  display.show(progress({ at: clock.now(), passed: 1, failed: 0 }));
  const spec = {
    name: "[sig-cli] x",
    state: "failed",
    seconds: 61,
    message: "bad\x1b",
    location: "a/b.go:7",
  } as const;
  display.show({ kind: "spec-finished", at: clock.now(), spec });
  display.show(progress({ at: clock.now() }));
  display.show(progress({ at: clock.now() }));
  clock.pass(40_000);
  display.show({ kind: "notice", at: clock.now(), level: "warning", text: "cut", fix: "none needed" });
  display.show({
    kind: "suite-finished",
    at: clock.now(),
    passed: 440,
    failed: 1,
    skipped: 0,
    seconds: 1622,
  });
  display.close();

  expect(stderr.text.split("\n")).toEqual([
    "run 20261120-2215-k3x9",
    "22:15:00 starting pulling the image",
    "22:15:30 starting pulling the image (for 30s)",
    "22:15:45 started 441 of 7355 specs one at a time",
    "22:15:45 failed [sig-cli] x (61s) b.go:7",
    "  bad^[",
    "22:15:45 progress 214/441, 213 passed, 1 failed, 12 running (longest 4m48s), 12m10s so far, about 11m left",
    "22:16:15 progress 214/441, 213 passed, 1 failed, 12 running (longest 5m18s), 12m40s so far, about 11m left",
    "22:16:25 warning cut",
    "  fix: none needed",
    "22:16:25 finished 440 passed, 1 failed in 27m02s",
    "",
  ]);
  expect(stdout.text).toBe(
    "NAMESPACE   NAME   READY   STATUS    RESTARTS   AGE\ndefault     p      1/1     Running   0          1s\n",
  );
});

test("without contact the progress is what was last known, and has no time left", () => {
  const { clock, stderr, display } = shown();
  display.show(progress());
  display.show(progress({ noContactSince: start - 36_000 }));
  clock.pass(30_000);
  expect(stderr.text).toBe(
    "22:15:30 progress no contact with the API server for 1m06s; last known: 214/441, 213 passed, 1 failed, 12 running\n",
  );
});

test("close leaves no timer", () => {
  const { clock, display } = shown();
  display.show(pod(["p", "1/1", "Running", "0", "1s"]));
  display.close();
  expect(clock.waiting).toBe(0);
});
