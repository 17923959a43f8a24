import { describe, expect, test } from "bun:test";
import { liveMessage } from "../../../src/display/web/messages.ts";
import { LiveRun } from "../../../src/report/live/live-run.ts";
import { began, midRun } from "../../display/web/story.ts";

const now = began + 200_000;

/** The run after these events, as a browser has it. */
function run(events = midRun(now)): LiveRun {
  const live = new LiveRun();
  let rows = 0;
  for (const event of events) {
    if (event.kind === "pod") rows += 1;
    const message = liveMessage(event, rows);
    if (message !== undefined) live.take(JSON.parse(JSON.stringify(message)));
  }
  return live;
}

describe("the run as the live page has it", () => {
  test("the tests that have ended, and those that run, on an axis that begins with the suite", () => {
    const { zero, span, tests, lanes, isLive } = run().data(now);
    expect({ zero, span, lanes, isLive }).toEqual({ zero: began, span: 201_000, lanes: 2, isLive: true });
    expect(tests.map(({ state, began: from, ended, lane }) => [state, from, ended, lane])).toEqual([
      ["passed", 5000, 30_000, 0],
      ["failed", 5000, 160_000, 1],
      ["running", 100_000, 200_000, 0],
    ]);
    expect(tests[1]).toMatchObject({
      cause: expect.stringContaining("timed out after 2m"),
      location: "service.go:4291",
    });
    expect(tests[2]).toMatchObject({ name: "var-expansion (var-expansion-7)", seconds: 100 });
  });

  test("the pods with what they were doing when, and what was said", () => {
    const live = run();
    const { pods, notices } = live.data(now);
    expect(pods).toEqual([
      {
        namespace: "services-1",
        name: "web-0",
        states: [
          [5000, 0, "ContainerCreating"],
          [40_000, 3, "ErrImagePull"],
        ],
      },
    ]);
    expect(notices.map(({ at, level }) => [at, level])).toEqual([
      [60_000, "warning"],
      [170_000, "warning"],
    ]);
    expect(live.causes.map(({ text }) => text)).toEqual([
      "2 specs wait for agnhost:2.66.1 on node2: ErrImagePull (failed to resolve: no such host)",
    ]);
  });

  test("a cause that is over is not one any more", () => {
    const over = midRun(now).flatMap((event) =>
      event.kind === "cause" ? [{ ...event, change: "over" as const }] : [],
    );
    expect(run([...midRun(now), ...over]).causes).toEqual([]);
  });

  test("counts the rows that it did not get", () => {
    const live = run();
    expect(live.rowsLeftOut).toBe(0);
    const { progress } = live;
    if (progress !== undefined) live.take({ ...progress, rows: 50 });
    expect(live.rowsLeftOut).toBe(48);
  });

  test("before the suite has started there is nothing but notices", () => {
    const live = run([{ kind: "starting", at: now, text: "pulling the image" }]);
    expect(live.data(now)).toMatchObject({ tests: [], lanes: 0, notices: [{ text: "pulling the image" }] });
    expect(live.progress).toBeUndefined();
  });
});
