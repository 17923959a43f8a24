import { describe, expect, test } from "bun:test";
import type { LogEvent } from "../../../src/suite/log/events.ts";
import { Ginkgo2 } from "../../../src/suite/log/ginkgo2.ts";
import { eventsOf, golden, ofKind, specsOf } from "../golden.ts";

const delimiter = "-".repeat(30);

function eventsFrom(...lines: string[]): LogEvent[] {
  const events: LogEvent[] = [];
  const specs = new Ginkgo2((event) => events.push(event));
  for (const line of lines) specs.line(line);
  specs.end();
  return events;
}

describe("a quiet log", () => {
  test("gives the number of those that passed, and the failed ones by name", () => {
    const events = eventsOf(golden("ginkgo2/quiet/e2e.log"));
    const dots = ofKind(events, "specs-passed").reduce((sum, event) => sum + event.count, 0);
    const failed = specsOf(events).filter((spec) => spec.state !== "passed" && spec.state !== "pending");
    // One that passed at its second attempt is listed by name.
    expect(dots).toBe(4);
    expect(failed.length).toBe(8);
    expect(failed.map((spec) => spec.message)).toContain("leftover pods");
  });
});

test.each(["ginkgo2/setup", "ginkgo2/setup-parallel"])(
  "a set-up that fails is one failure, not one a process: %s",
  (folder) => {
    const events = eventsOf(golden(`${folder}/e2e.log`));
    expect(ofKind(events, "suite-node-failed").map((event) => event.node)).toMatchObject([
      {
        name: "[SynchronizedBeforeSuite]",
        state: "failed",
        message: "Unexpected error: timed out while waiting for nodes",
      },
    ]);
    expect(ofKind(events, "setup-finished")).toEqual([]);
    expect(ofKind(events, "suite-finished")).toMatchObject([{ ran: 0, success: false }]);
  },
);

test("the namespaces of a spec fill no memory", () => {
  const spec = "[sig-node] a [Conformance]";
  const many = Array.from({ length: 2000 }, (_, at) => `Destroying namespace "n-${at}" for this suite.`);
  const lines = [
    "-".repeat(30),
    spec,
    "e2e/a.go:1",
    ...many,
    "• [1.000 seconds]",
    spec,
    "e2e/a.go:1",
    "-".repeat(30),
    "",
  ];
  const [finished] = ofKind(eventsOf(Buffer.from(lines.join("\n"))), "spec-finished");
  expect(finished?.namespaces).toHaveLength(1000);
});

describe("a serial log", () => {
  const heading = "[sig-a] B c [Conformance] [sig-a, Conformance]";
  const name = "[sig-a] B c [Conformance]";

  test("reports a spec when it starts and when it has ended", () => {
    expect(eventsFrom(delimiter, heading, "e2e/a.go:1", "said", "• [1.5 seconds]", delimiter)).toEqual([
      { kind: "spec-started", name, location: "e2e/a.go:1" },
      { kind: "spec-finished", spec: { name, state: "passed", seconds: 1.5 }, namespaces: [] },
    ]);
  });

  test("a heading is one only right after a delimiter and right before a place", () => {
    expect(eventsFrom(heading, "e2e/a.go:1")).toEqual([]);
    expect(eventsFrom(delimiter, "", heading, "e2e/a.go:1")).toEqual([]);
    expect(eventsFrom(delimiter, heading, "", "e2e/a.go:1")).toEqual([]);
    expect(eventsFrom(delimiter, heading, " e2e/a.go:1")).toEqual([]);
    expect(eventsFrom(delimiter, heading, "e2e/a.go:1 and more")).toEqual([]);
  });

  test("a node of the suite is not a spec; when it passes, the set-up has ended", () => {
    const suite = (node: string, outcome: string) =>
      eventsFrom(delimiter, `[${node}] `, "e2e/a.go:1", `[${node}] ${outcome}`);
    expect(suite("SynchronizedBeforeSuite", "PASSED [0.1 seconds]")).toEqual([{ kind: "setup-finished" }]);
    expect(suite("BeforeSuite", "PASSED [0.1 seconds]")).toEqual([{ kind: "setup-finished" }]);
    expect(suite("ReportBeforeSuite", "PASSED [0.1 seconds]")).toEqual([]);
    expect(suite("SynchronizedAfterSuite", "PASSED [0.1 seconds]")).toEqual([]);
  });

  test("the set-up of a run on several processes is over once", () => {
    const passed = [
      delimiter,
      "[SynchronizedBeforeSuite] PASSED [0.1 seconds]",
      "[SynchronizedBeforeSuite] ",
    ];
    expect(eventsFrom(...passed, ...passed)).toEqual([{ kind: "setup-finished" }]);
  });

  test("a failed end of the suite is reported with its reason, and its echo on other processes is not", () => {
    const failed = (message: string) =>
      eventsFrom(
        delimiter,
        "[SynchronizedAfterSuite] [FAILED] [0.5 seconds]",
        "[SynchronizedAfterSuite] ",
        "e2e/a.go:1",
        "",
        `  [FAILED] ${message}`,
        "  In [SynchronizedAfterSuite] at: e2e/a.go:2 @ 11/20/26 23:51:25.678",
        delimiter,
      );
    expect(failed("no such thing")).toEqual([
      {
        kind: "suite-node-failed",
        node: {
          name: "[SynchronizedAfterSuite]",
          state: "failed",
          seconds: 0.5,
          message: "no such thing",
          location: "e2e/a.go:2",
        },
      },
    ]);
    expect(failed("SynchronizedBeforeSuite failed on Ginkgo parallel process #1")).toEqual([]);
  });
});

describe("a parallel log", () => {
  const spec = (...report: string[]) =>
    eventsFrom(
      delimiter,
      "• [FAILED] [1.0 seconds]",
      "[sig-a] B [It] c [sig-a]",
      "e2e/a.go:1",
      "",
      ...report,
      delimiter,
    );

  test("the words of a section are not the report's, but the namespaces in it are the spec's", () => {
    for (const section of ["Timeline", "Captured StdOut/StdErr Output", "Report Entries"]) {
      const events = spec(
        `  ${section} >>`,
        "  [FAILED] of another",
        "  In [It] at: z.go:9",
        '  STEP: Destroying namespace "n-1" for this suite.',
        '  STEP: Collecting events from namespace "n-2".',
        '  STEP: Creating namespace "n-3".',
        `  << ${section}`,
        "",
        "  [FAILED] why",
        "  In [It] at: e2e/a.go:2",
      );
      expect(events).toEqual([
        {
          kind: "spec-finished",
          spec: { name: "[sig-a] B c", state: "failed", seconds: 1, message: "why", location: "e2e/a.go:2" },
          namespaces: ["n-1", "n-2"],
        },
      ]);
    }
  });

  test("a section's marks count only as they are printed, so that a message may quote them", () => {
    const [event] = ofKind(
      spec("  [FAILED] got", "  said   Timeline >>", "  more", "  In [It] at: e2e/a.go:2"),
      "spec-finished",
    );
    expect(event?.spec.message).toBe("got\nsaid   Timeline >>\nmore");
  });

  test("a passed spec has no failure, whatever it printed", () => {
    const lines = [
      delimiter,
      "• [1.0 seconds]",
      "[sig-a] B c [sig-a]",
      "e2e/a.go:1",
      "",
      "  [FAILED] said",
      delimiter,
    ];
    expect(specsOf(eventsFrom(...lines))).toEqual([{ name: "[sig-a] B c", state: "passed", seconds: 1 }]);
  });
});

describe("dots", () => {
  const dots = (line: string) => ofKind(eventsFrom(line), "specs-passed").map(({ count }) => count);

  test.each([
    ["SS•SS•", [2]],
    ["••", [2]],
    ["•• printed by a spec •", [3]],
    ["SS", []],
    ["a • in the midst of words", []],
    ["", []],
  ])("%j", (line, counts) => {
    expect(dots(line)).toEqual(counts);
  });

  test("within a spec's lines are its own", () => {
    const events = eventsFrom(
      delimiter,
      "[sig-a] B c",
      "e2e/a.go:1",
      "••",
      "• [FAILED] [1.0 seconds]",
      "[sig-a] B [It] c",
      "••",
    );
    expect(ofKind(events, "specs-passed")).toEqual([]);
  });
});
