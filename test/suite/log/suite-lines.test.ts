import { describe, expect, test } from "bun:test";
import type { LogEvent } from "../../../src/suite/log/events.ts";
import { SuiteLines } from "../../../src/suite/log/suite-lines.ts";
import { eventsOf, golden, ofKind, recordedRun } from "../golden.ts";

function eventsFrom(...lines: string[]): LogEvent[] {
  const events: LogEvent[] = [];
  const suite = new SuiteLines((event) => events.push(event));
  for (const line of lines) suite.line(line);
  suite.end();
  // of these no line is the beginning of a whole log; such words have tests of their own
  return events.filter(({ kind }) => kind !== "dying-words");
}

describe("what the suite says of itself", () => {
  test("is its size, processes, seed, versions and summary", () => {
    const { log } = recordedRun();
    const events = eventsOf(log);
    expect(events.filter((event) => event.kind !== "spec-finished")).toEqual([
      { kind: "seed", seed: 1795212957 },
      { kind: "suite-started", total: 441, of: 7355, processes: 12 },
      { kind: "setup-finished" },
      { kind: "versions", suite: "v1.35.4" },
      { kind: "versions", suite: "v1.35.4", server: "v1.35.4" },
      {
        kind: "suite-finished",
        ran: 441,
        of: 7355,
        passed: 441,
        failed: 0,
        flaked: 0,
        pending: 0,
        skipped: 6914,
        seconds: 1622.456,
        success: true,
      },
    ]);
  });

  test("is its uuid in a serial run, and 1 process", () => {
    const events = eventsOf(golden("ginkgo2/serial/e2e.log"));
    expect(ofKind(events, "run-uuid")).toEqual([
      { kind: "run-uuid", uuid: "1abf14f2-15f4-4804-9118-d08ee59b4c85" },
    ]);
    expect(ofKind(events, "suite-started")).toMatchObject([{ total: 14, of: 16, processes: 1 }]);
  });

  test("names flaky specs and why the suite failed as a whole", () => {
    const [failed] = ofKind(eventsOf(golden("ginkgo2/serial/e2e.log")), "suite-finished");
    expect(failed).toMatchObject({ ran: 13, passed: 5, failed: 8, flaked: 1, pending: 1, success: false });
    const [stopped] = ofKind(eventsOf(golden("ginkgo2/interrupted-serial/e2e.log")), "suite-finished");
    expect(stopped).toMatchObject({ success: false, reason: "Interrupted by User" });
  });
});

describe("the size of a suite", () => {
  test("has its processes on the next line that is not empty, in the words of either Ginkgo", () => {
    const size = { kind: "suite-started", total: 14, of: 16, processes: 12 } as const;
    expect(eventsFrom("Will run 14 of 16 specs", "", "Running in parallel across 12 processes")).toEqual([
      size,
    ]);
    expect(eventsFrom("Will run 14 of 16 specs", "Running in parallel across 12 nodes")).toEqual([size]);
    expect(eventsFrom("Will run 14 of 16 specs", "other", "Running in parallel across 12 processes")).toEqual(
      [{ ...size, processes: 1 }],
    );
  });

  test("is reported if the log ends with it, and is one number for a whole suite", () => {
    expect(eventsFrom("Will run 7 specs", "")).toEqual([
      { kind: "suite-started", total: 7, of: 7, processes: 1 },
    ]);
  });

  test("is not what no suite writes", () => {
    expect(eventsFrom("it Will run 7 specs", "Will run 10000000000 specs", "Will run seven specs")).toEqual(
      [],
    );
    expect(eventsFrom("Will run 7 specs", "Running in parallel across 0 processes")).toMatchObject([
      { processes: 1 },
    ]);
  });
});

test("after specs have begun, what they print is not taken for the suite's set-up", () => {
  const events: LogEvent[] = [];
  const suite = new SuiteLines((event) => events.push(event));
  suite.specsBegan();
  for (const line of [
    "Random Seed: 7",
    "Will run 1 of 2 specs",
    'Starting e2e run "x" on Ginkgo node 1',
    "==== node wait: x",
  ]) {
    suite.line(line);
  }
  suite.end();
  expect(events).toEqual([]);
  suite.line("INFO: e2e test version: v1.35.4");
  expect(events).toEqual([{ kind: "versions", suite: "v1.35.4" }]);
});

test("the seed, and the run's uuid", () => {
  expect(
    eventsFrom("Random Seed: 1795212957 - will randomize all specs", "x Random Seed: 8", "Random Seed: x"),
  ).toEqual([{ kind: "seed", seed: 1_795_212_957 }]);
  expect(eventsFrom('e2e.go:1] Starting e2e run "u" on Ginkgo node 1')).toEqual([
    { kind: "run-uuid", uuid: "u" },
  ]);
});

test("the first of each version counts: a spec may print others", () => {
  const events = eventsFrom(
    "kube-apiserver version: v1.35.4+k3s1",
    "kubelet version: v1.0.0",
    "kube-apiserver version: v1.2.3",
    "e2e test version: v1.35.4",
    "e2e test version: v1.2.3",
  );
  expect(events).toEqual([
    { kind: "versions", server: "v1.35.4+k3s1" },
    { kind: "versions", suite: "v1.35.4", server: "v1.35.4+k3s1" },
  ]);
});

describe("the summary", () => {
  const ran = "Ran 13 of 16 Specs in 0.106 seconds";
  const counts = "1 Passed | 2 Failed | 3 Flaked | 4 Pending | 5 Skipped";
  const whole = {
    kind: "suite-finished",
    ran: 13,
    of: 16,
    seconds: 0.106,
    passed: 1,
    failed: 2,
    flaked: 3,
    pending: 4,
    skipped: 5,
  } as const;

  test("says how it ended, and why where it did not come to its end", () => {
    expect(eventsFrom(ran, `SUCCESS! -- ${counts}`)).toEqual([{ ...whole, success: true }]);
    expect(eventsFrom(ran, `FAIL! -- ${counts}`)).toEqual([{ ...whole, success: false }]);
    expect(eventsFrom(ran, `FAIL! - Suite Timeout Elapsed -- ${counts}`)).toEqual([
      { ...whole, success: false, reason: "Suite Timeout Elapsed" },
    ]);
  });

  test("has its counts on the next line where the reasons are several", () => {
    expect(eventsFrom(ran, "FAIL! - Interrupted by User, and more", counts)).toEqual([
      { ...whole, success: false, reason: "Interrupted by User, and more" },
    ]);
  });

  test("without counts is that of a set-up that failed, unless Ginkgo says more", () => {
    const none = { passed: 0, failed: 0, flaked: 0, pending: 0, skipped: 0, success: false };
    expect(eventsFrom(ran, "FAIL! -- A BeforeSuite node failed so all tests were skipped.")).toEqual([
      { ...whole, ...none, reason: "a BeforeSuite node failed" },
    ]);
    expect(
      eventsFrom(ran, "FAIL! - Interrupted by User -- A BeforeSuite node failed so all tests were skipped."),
    ).toEqual([{ ...whole, ...none, reason: "Interrupted by User" }]);
  });

  test("is one: after it, or without its first line, nothing more is taken for it", () => {
    expect(eventsFrom(ran, `SUCCESS! -- ${counts}`, `FAIL! -- ${counts}`)).toHaveLength(1);
    expect(eventsFrom(`SUCCESS! -- ${counts}`, counts)).toEqual([]);
    expect(eventsFrom(ran, counts)).toEqual([]);
    expect(eventsFrom(ran, `a SUCCESS! -- ${counts}`)).toEqual([]);
    expect(eventsFrom(`it ${ran}`, `SUCCESS! -- ${counts}`)).toEqual([]);
  });
});
