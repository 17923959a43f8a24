import { describe, expect, test } from "bun:test";
import { mkdirSync, readFileSync, symlinkSync } from "node:fs";
import path from "node:path";
import { createRunDisplays } from "../../../src/commands/run/displays.ts";
import type { Display, Timers } from "../../../src/display/display.ts";
import { RunError } from "../../../src/errors.ts";
import type { Sink } from "../../../src/process/io.ts";
import type { RunEvent } from "../../../src/run/events.ts";
import { FakeSink, pod, start } from "../../display/fakes.ts";
import { newFolder } from "../program.ts";

const notice = (text: string): RunEvent => ({ kind: "notice", at: start, level: "warning", text });
const started = (folder: string): RunEvent => ({
  kind: "run-started",
  at: start,
  id: "20261120-2215-k3x9",
  namespace: "conformance",
  server: "https://cluster",
  version: "v1.35.4",
  image: "registry.k8s.io/conformance:v1.35.4",
  processes: 1,
  why: "one spec",
  folder,
});

/** A screen that keeps what it is shown, and throws on request. */
function screen(throwing?: keyof Display) {
  const calls: string[] = [];
  const call = (name: keyof Display) => {
    calls.push(name);
    if (name === throwing) throw new Error("the screen is broken\u001b[31m");
  };
  const display: Display = {
    show: () => call("show"),
    note: () => call("note"),
    pause: () => call("pause"),
    resume: () => call("resume"),
    close: () => call("close"),
  };
  return { calls, display };
}

const show = (screens: readonly Display[], stderr = new FakeSink(), stdout: Sink = new FakeSink()) =>
  createRunDisplays(
    () => screens,
    { stdout, stderr },
    () => undefined,
  );
const textOf = (folder: string, file: string) => readFileSync(path.join(folder, file), "utf8");

test("a stdout whose reader went away is reported once, and ends nothing", () => {
  const folder = newFolder();
  const [stderr, first] = [new FakeSink(), screen()];
  const stdout = { isTTY: false, columns: undefined, isDeserted: false, write: () => undefined };
  const displays = show([first.display], stderr, stdout);
  displays.show(started(folder));
  expect(stderr.text).toBe("");
  stdout.isDeserted = true;
  displays.show(notice("one"));
  displays.show(notice("two"));
  displays.close();
  expect(stderr.text).toBe(
    "warning: nobody reads stdout any longer; the run goes on, and its folder keeps what is not shown\n",
  );
  expect(first.calls).toEqual(["show", "show", "pause", "resume", "show", "close"]);
  expect(textOf(folder, "events.jsonl")).toContain("two");
});

test("what came before the folder was there is in events.jsonl as well, in its order", () => {
  const folder = newFolder();
  const displays = show([screen().display]);
  displays.show(notice("before"));
  displays.show(started(folder));
  displays.show(pod(["suite", "2/2", "Running", 0, "5s"]));
  displays.close();
  const kinds = textOf(folder, "events.jsonl").trimEnd().split("\n");
  expect(kinds.map((line) => JSON.parse(line).kind)).toEqual(["notice", "run-started", "pod"]);
  expect(textOf(folder, "pods.txt")).toContain("suite");
});

test("a run that never gets a folder is still shown", () => {
  const { calls, display } = screen();
  const displays = show([display]);
  displays.show(notice("before"));
  displays.close();
  expect(calls).toEqual(["show", "close"]);
});

describe("a display that throws is dropped with a word, and the run goes on", () => {
  const warning = "warning: the screen shows nothing more of the run: the screen is broken^[[31m\n";

  test.each(["show", "note", "pause", "resume", "close"] as const)("in %s of the screen", (name) => {
    const folder = newFolder();
    const { calls, display } = screen(name);
    const stderr = new FakeSink();
    const displays = show([display], stderr);
    displays.show(started(folder));
    displays.note("a line");
    displays.pause();
    displays.resume();
    displays.show(notice("after"));
    displays.close();
    displays.close();
    // nothing more is asked of it but to leave the terminal as it was
    expect(calls.slice(calls.indexOf(name) + 1)).toEqual(name === "close" ? [] : ["close"]);
    expect(stderr.text).toBe(warning);
    expect(textOf(folder, "events.jsonl")).toContain("after");
  });
});

test("a screen of several displays is dropped as one", () => {
  const [broken, whole] = [screen("show"), screen()];
  const stderr = new FakeSink();
  const displays = show([broken.display, whole.display], stderr);
  displays.show(notice("before"));
  displays.close();
  expect(stderr.text.match(/warning/g)).toHaveLength(1);
  expect(whole.calls).toEqual(["close"]);
});

test("what is known of a run by what was shown: a word about it does not yet put it into the cluster", () => {
  let begun = 0;
  const displays = createRunDisplays(
    () => [screen().display],
    { stdout: new FakeSink(), stderr: new FakeSink() },
    () => begun++,
  );
  displays.show(notice("before"));
  expect(begun).toBe(0);
  displays.show(started(newFolder()));
  expect([begun, displays.seen]).toEqual([1, { there: false, over: false }]);
  displays.show({ kind: "starting", at: start, text: "pulling" });
  expect(displays.seen).toEqual({ there: true, over: false });
  displays.show({ kind: "suite-finished", at: start, passed: 1, failed: 0, skipped: 0, seconds: 1 });
  expect(displays.seen).toEqual({ there: true, over: true });
  displays.close();
});

test.skipIf(process.platform !== "linux")(
  "an event that a full disk does not take is known all the same",
  () => {
    const folder = newFolder();
    symlinkSync("/dev/full", path.join(folder, "events.jsonl"));
    const displays = show([screen().display]);
    expect(() => displays.show(started(folder))).toThrow(RunError);
    expect(() => displays.show({ kind: "starting", at: start, text: "pulling" })).toThrow(RunError);
    expect(displays.seen.there).toBe(true);
    displays.close();
  },
);

test("a screen that throws while nothing happens, and when it is closed, is dropped as well", async () => {
  const closed: string[] = [];
  const drawn = Promise.withResolvers<void>();
  const stderr = new FakeSink();
  const { display } = screen();
  const make = (timers: Timers): Display => ({
    ...display,
    show: () => {
      timers.after(0, () => {
        drawn.resolve();
        throw new Error("the bar is broken");
      });
    },
    close: () => {
      closed.push("close");
      throw new Error("still broken");
    },
  });
  const displays = createRunDisplays(
    (timers) => [make(timers)],
    { stdout: new FakeSink(), stderr: stderr },
    () => undefined,
  );
  displays.show(notice("before"));
  await drawn.promise;
  displays.close();
  expect(stderr.text).toBe("warning: the screen shows nothing more of the run: the bar is broken\n");
  expect(closed).toEqual(["close"]);
});

test("a folder that does not take events.jsonl is an error: it would not say what happened", () => {
  const folder = newFolder();
  mkdirSync(path.join(folder, "events.jsonl"));
  const displays = show([screen().display]);
  expect(() => displays.show(started(folder))).toThrow(RunError);
  displays.close();
});

test("pods.txt that cannot be made is a warning, and the run goes on", () => {
  const folder = newFolder();
  mkdirSync(path.join(folder, "pods.txt"));
  const stderr = new FakeSink();
  const { calls, display } = screen();
  const displays = show([display], stderr);
  displays.show(started(folder));
  displays.show(notice("after"));
  displays.close();
  expect(stderr.text).toStartWith("warning: pods.txt shows nothing more of the run: ");
  expect(calls).toEqual(["show", "show", "close"]);
  expect(textOf(folder, "events.jsonl")).toContain("after");
});
