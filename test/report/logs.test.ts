import { describe, expect, test } from "bun:test";
import { LogParts } from "../../src/report/logs.ts";
import type { SpecSlice } from "../../src/suite/log/slices.ts";
import type { SpecState } from "../../src/suite/spec.ts";

const bounds = { line: 20, passed: 40, failed: 80, all: 200 };
const encoder = new TextEncoder();
const slice = (
  name: string,
  lines: readonly string[],
  state: SpecState = "passed",
  firstLine = 7,
): SpecSlice => ({
  spec: { name, state, seconds: 1 },
  bytes: encoder.encode(lines.map((line) => `${line}\n`).join("")),
  firstLine,
  cut: false,
  began: undefined,
  ended: undefined,
  process: undefined,
  flaked: false,
});

function endOf(parts: LogParts): { text: string; places: ReturnType<LogParts["end"]>["places"] } {
  const { bytes, places } = parts.end();
  return { text: Buffer.concat(bytes).toString(), places };
}

describe("the parts of the log that the page holds", () => {
  test("are whole, each with its place in the text and in e2e.log", () => {
    const parts = new LogParts();
    parts.take(slice("a", ["one", "two"]));
    parts.take(slice("b", ["three"], "passed", 12));
    const { text, places } = endOf(parts);
    const { from = 0, to = 0, line, left } = places.get("b") ?? {};
    expect(text.slice(from, to)).toBe("three\n");
    expect({ line, left }).toEqual({ line: 12, left: undefined });
  });

  test("lose their middle where there is too much, and say how much", () => {
    const parts = new LogParts(bounds);
    parts.take(
      slice("a", [
        "l0",
        "l1",
        "l2",
        "l3",
        "l4",
        "l5",
        "l6",
        "l7",
        "l8",
        "l9",
        "l10",
        "l11",
        "l12",
        "l13",
        "l14",
      ]),
    );
    const { text, places } = endOf(parts);
    expect(text).toBe("l0\nl1\nl2\nl7\nl8\nl9\nl10\nl11\nl12\nl13\nl14\n");
    expect(places.get("a")?.left).toEqual({ after: 3, lines: 4 });
  });

  test("have what failed first, and of a spec that was tried again the last attempt", () => {
    const parts = new LogParts({ ...bounds, all: 60 });
    parts.take(slice("a", ["x".repeat(10), "y".repeat(10)]));
    parts.take(slice("b", ["bad"], "failed"));
    parts.take(slice("b", ["w".repeat(19), "w".repeat(19), "w".repeat(17)], "failed"));
    const { text, places } = endOf(parts);
    expect([...places.keys()]).toEqual(["b"]);
    expect(text).toStartWith("w".repeat(19));
  });

  test("leave out whole parts where all is too much, those of what passed first", () => {
    const parts = new LogParts({ ...bounds, all: 100 });
    for (let n = 0; n < 50; n++) parts.take(slice(`passed ${n}`, ["x".repeat(20)]));
    parts.take(slice("failed", ["y".repeat(20), "z".repeat(20)], "failed"));
    const { text, places } = endOf(parts);
    expect(text.length).toBeLessThanOrEqual(100);
    expect([...places.keys()]).toEqual(["failed", "passed 0", "passed 1"]);
  });

  test("have no line of a megabyte", () => {
    const parts = new LogParts();
    parts.take(slice("a", ["x".repeat(2 ** 20)]));
    const { text } = endOf(parts);
    expect(text.length).toBeLessThan(10_000);
    expect(text).toEndWith("… (the line has 1048576 bytes)\n");
  });
});
