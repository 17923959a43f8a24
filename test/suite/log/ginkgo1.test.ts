import { expect, test } from "bun:test";
import type { LogEvent } from "../../../src/suite/log/events.ts";
import { Ginkgo1 } from "../../../src/suite/log/ginkgo1.ts";
import { eventsOf, golden, specsOf } from "../golden.ts";

const delimiter = "-".repeat(30);

function eventsFrom(...lines: string[]): LogEvent[] {
  const events: LogEvent[] = [];
  const specs = new Ginkgo1((event) => events.push(event));
  for (const line of lines) specs.line(line);
  specs.end();
  return events;
}

const name = "[sig-a] B c [Conformance]";
const heading = ["[sig-a] B ", "  c [Conformance]", "  e2e/a.go:1"];
const progress = (word: string, of = name) => `{"msg":"${word} ${of}","total":7,"completed":1}`;
const started = { kind: "spec-started", name, location: "e2e/a.go:1" } as const;

test("a progress line that is no JSON is passed over", () => {
  const log = golden("ginkgo1/verbose/e2e.log").toString();
  const broken = log.replace('{"msg":"PASSED ', '{"msg":"PASSED \\q","total":1}\n{"msg":"PASSED ');
  expect(specsOf(eventsOf(Buffer.from(broken))).length).toBe(specsOf(eventsOf(Buffer.from(log))).length);
});

test("a spec is reported when it starts and when it has passed, with the namespaces that it removed", () => {
  const destroyed = 'STEP: Destroying namespace "n-1" for this suite.';
  expect(eventsFrom(...heading, destroyed, `•${progress("PASSED")}`)).toEqual([
    started,
    { kind: "spec-finished", spec: { name, state: "passed", seconds: 0 }, namespaces: ["n-1"] },
  ]);
});

test("a slow spec has its time, and is reported once although the suite names it again", () => {
  expect(
    eventsFrom(
      ...heading,
      "",
      "• [SLOW TEST:159.038 seconds]",
      "[sig-a] B",
      "e2e/a.go:0",
      delimiter,
      progress("PASSED"),
    ),
  ).toEqual([
    started,
    { kind: "spec-finished", spec: { name, state: "passed", seconds: 159.038 }, namespaces: [] },
  ]);
});

test.each([
  ["• Failure [1.5 seconds]", "failed"],
  ["• Failure in Spec Setup (BeforeEach) [1.5 seconds]", "failed"],
  ["•! Panic in Spec Teardown (AfterEach) [1.5 seconds]", "panicked"],
  ["•... Timeout [1.5 seconds]", "timedout"],
  ["S [SKIPPING] [1.5 seconds]", "skipped"],
] as const)("%s, with its message and place", (outcome, state) => {
  const details = [
    "[sig-a] B",
    "e2e/a.go:0",
    "  c [It]",
    "  e2e/a.go:1",
    "",
    "  why",
    "    so",
    "",
    "  e2e/a.go:9",
  ];
  expect(specsOf(eventsFrom(...heading, "", outcome, ...details, delimiter))).toEqual([
    { name, state, seconds: 1.5, message: "why\n  so", location: "e2e/a.go:9" },
  ]);
});

test("a heading is three lines as the suite prints them", () => {
  expect(eventsFrom("[sig-a] B", "  c", "  e2e/a.go:1")).toEqual([]);
  expect(eventsFrom(" [sig-a] B ", "  c", "  e2e/a.go:1")).toEqual([]);
  expect(eventsFrom("[sig-a] B ", "  c", "e2e/a.go:1")).toEqual([]);
  expect(eventsFrom("[sig-a] B ", "  c", "  e2e/a.go:1 more")).toEqual([]);
});

test("a dot of a spec whose name is still unknown is reported with the line after it", () => {
  expect(eventsFrom("•", progress("PASSED"))).toMatchObject([
    { kind: "spec-finished", spec: { name, state: "passed" } },
  ]);
  expect(eventsFrom(...heading, "•", progress("PASSED"))).toHaveLength(2);
});

test("a spec that the suite says has failed is failed, also without Ginkgo's words", () => {
  expect(specsOf(eventsFrom(...heading, progress("FAILED")))).toEqual([
    { name, state: "failed", seconds: 0 },
  ]);
});

test("quotes in a name are the name's", () => {
  expect(specsOf(eventsFrom(progress("PASSED", 'a \\"b\\" c')))).toMatchObject([{ name: 'a "b" c' }]);
  expect(eventsFrom('{"msg":"Test Suite starting","total":7}', '{"msg":"PASSED a"}')).toEqual([]);
});

test("one that was cut off is not reported as ended", () => {
  expect(eventsFrom(...heading, "STEP: something")).toEqual([started]);
});

test("a spec fills no memory with its details or namespaces", () => {
  const many = Array.from(
    { length: 2000 },
    (_, at) => `STEP: Destroying namespace "n-${at}" for this suite.`,
  );
  expect(eventsFrom(...heading, ...many, "•")).toMatchObject([{}, { namespaces: { length: 1000 } }]);
  const [failed] = specsOf(
    eventsFrom(...heading, "• Failure [1.0 seconds]", "", ...many.map(() => "  x"), delimiter),
  );
  expect(failed?.message?.split("\n")).toHaveLength(199);
});

test("nothing of one spec is taken for the next one's", () => {
  const other = ["[sig-a] D ", "  e", "  e2e/a.go:2"];
  const destroyed = 'STEP: Destroying namespace "n-1" for this suite.';
  const failed = [...heading, destroyed, "• Failure [1.5 seconds]", "", "  why", "  e2e/a.go:9", delimiter];
  expect(eventsFrom(...failed, ...other, "•").at(-1)).toEqual({
    kind: "spec-finished",
    spec: { name: "[sig-a] D e", state: "passed", seconds: 0 },
    namespaces: [],
  });
  // without a line that ends the first one
  expect(eventsFrom(...heading, destroyed, ...other, "•").at(-1)).toMatchObject({ namespaces: [] });
  const [first, second] = specsOf(eventsFrom(...heading, "• Failure [1.5 seconds]", ...other, "•"));
  expect([first?.name, first?.state, second?.name, second?.state]).toEqual([
    name,
    "failed",
    "[sig-a] D e",
    "passed",
  ]);
});
