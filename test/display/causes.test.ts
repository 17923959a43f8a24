import { expect, test } from "bun:test";
import { causesAfter, worstCause } from "../../src/display/causes.ts";
import { createPlainDisplay } from "../../src/display/plain.ts";
import { styleFor } from "../../src/display/style.ts";
import { barLine } from "../../src/display/terminal/bar.ts";
import { eventLines } from "../../src/display/terminal/event-lines.ts";
import type { CauseEvent } from "../../src/run/events.ts";
import { FakeClock, FakeSink, progress, start } from "./fakes.ts";
import { Screen } from "./screen.ts";

const cause = (change: CauseEvent["change"], more: Partial<CauseEvent> = {}): CauseEvent => ({
  kind: "cause",
  at: start,
  change,
  about: "image",
  what: "agnhost:2.66.1 on node2",
  why: "ErrImagePull (failed to resolve\u001b[31m)",
  fix: "make it available",
  waiting: 6,
  specs: 6,
  failed: 0,
  ...more,
});

const plain = styleFor(new Screen(80), { LANG: "C.UTF-8", NO_COLOR: "1" });

test("in a log a cause is two lines when it begins, one when it is over, and none for its numbers", () => {
  const clock = new FakeClock();
  const stderr = new FakeSink();
  const display = createPlainDisplay(
    { stderr, env: {}, now: clock.now },
    "kubectl conformance",
    { tests: false },
    clock,
  );
  display.show(cause("begun"));
  display.show(cause("ongoing", { waiting: 9, specs: 9 }));
  display.show(cause("over", { waiting: 0, specs: 9, failed: 3 }));
  display.close();
  expect(stderr.text.split("\n")).toEqual([
    "22:15:00 cause 6 specs wait for agnhost:2.66.1 on node2: ErrImagePull (failed to resolve^[[31m)",
    "  fix: make it available",
    "22:15:00 cause no spec waits for agnhost:2.66.1 on node2 any longer; 9 did, and 3 of them failed",
    "",
  ]);
});

test("at a terminal it is a line above the bar, and what the bar ends with until it is over", () => {
  expect(eventLines(cause("begun"), plain, "")[0]).toStartWith("cause: 6 specs wait for agnhost");
  expect(eventLines(cause("ongoing"), plain, "")).toEqual([]);
  let causes = causesAfter([], cause("begun"));
  causes = causesAfter(causes, cause("begun", { what: "node1", about: "node", waiting: 2 }));
  causes = causesAfter(causes, cause("ongoing", { waiting: 7 }));
  expect(worstCause(causes)).toBe("7 wait for agnhost:2.66.1 on node2");
  expect(barLine(progress(), start, 160, plain, worstCause(causes)).text).toEndWith(
    "~11m left   7 wait for agnhost:2.66.1 on node2",
  );
  causes = causesAfter(causes, cause("over"));
  expect(worstCause(causes)).toBe("2 wait for node1");
  expect(
    worstCause(
      causesAfter(causes, {
        kind: "suite-finished",
        at: start,
        passed: 1,
        failed: 0,
        skipped: 0,
        seconds: 1,
      }),
    ),
  ).toBeUndefined();
});
