import { describe, expect, test } from "bun:test";
import { type Failure, FailureReader, keptOfMessage, readOldFailure } from "../../src/suite/failure.ts";

function read(...lines: string[]): Failure | undefined {
  const reader = new FailureReader();
  for (const line of lines) reader.line(line);
  return reader.failure();
}

describe("what Ginkgo v2 prints of a failure", () => {
  test("is its message, of several lines, its place and its node", () => {
    expect(
      read(
        "",
        "[FAILED] Unexpected error:",
        "    not found",
        "In [BeforeEach] at: e2e/a.go:7 @ 11/20/26 23:51:25.678",
      ),
    ).toEqual({ message: "Unexpected error:\n    not found", location: "e2e/a.go:7", node: "BeforeEach" });
    expect(read("[SKIPPED] only with swap", "In [DeferCleanup (Each)] at: a b.go:7")).toEqual({
      message: "only with swap",
      location: "a b.go:7",
      node: "DeferCleanup (Each)",
    });
  });

  test("is the first of several, and for a panic its own words", () => {
    expect(
      read("[FAILED] one", "In [It] at: a.go:1", "", "[FAILED] two", "In [It] at: b.go:2"),
    ).toMatchObject({
      message: "one",
      location: "a.go:1",
    });
    expect(
      read("[PANICKED] Test Panicked", "In [It] at: a.go:1", "", "nil map", "Full Stack Trace"),
    ).toMatchObject({
      message: "Test Panicked: nil map",
    });
  });

  test("is nothing where no line opens one", () => {
    expect(read("", "said [FAILED] in passing", "[FAILED]but not so".slice(1))).toBeUndefined();
  });

  test("may quote what looks like a place, or like another failure, in its message", () => {
    expect(read("[FAILED] got", "said In [It] at: x.go:1", "  [FAILED] inner", "In [It] at: a.go:1")).toEqual(
      {
        message: "got\nsaid In [It] at: x.go:1\n  [FAILED] inner",
        location: "a.go:1",
        node: "It",
      },
    );
  });

  test("is whole once no line can add to it: a panic's after its own words", () => {
    const isWhole = (...lines: string[]) => {
      const reader = new FailureReader();
      for (const line of lines) reader.line(line);
      return reader.isWhole;
    };
    expect(isWhole("[FAILED] a")).toBe(false);
    expect(isWhole("[FAILED] a", "In [It] at: a.go:1")).toBe(true);
    expect(isWhole("[PANICKED] a", "In [It] at: a.go:1", "")).toBe(false);
    expect(isWhole("[PANICKED] a", "In [It] at: a.go:1", "", "why")).toBe(true);
  });

  test("is kept up to a bound, without terminal colours", () => {
    const long = "x".repeat(keptOfMessage);
    expect(read(`[FAILED] ${long}yz`, "more")?.message).toBe(long);
    expect(read("[FAILED] a", ...Array.from({ length: 20 }, () => long))?.message).toHaveLength(
      keptOfMessage,
    );
    expect(read("[FAILED] \u001b[1m\u001b[38;5;9mred\u001b[0m")?.message).toBe("red");
  });
});

describe("what Ginkgo v1 prints of a failure", () => {
  test("is the message between the places, without the framework's time", () => {
    expect(
      readOldFailure([
        "e2e/a.go:1",
        "",
        "May  6 10:13:07.001: Unexpected error:",
        "    not found",
        "e2e/b.go:2",
        "rest",
      ]),
    ).toEqual({
      message: "Unexpected error:\n    not found",
      location: "e2e/b.go:2",
    });
  });

  test("has no place where the log broke off before it", () => {
    expect(readOldFailure(["broken"])).toEqual({ message: "broken" });
    expect(readOldFailure([])).toBeUndefined();
    expect(readOldFailure(["e2e/a.go:1", ""])).toBeUndefined();
  });

  test("may name a place or a time in its message", () => {
    expect(readOldFailure(["at a.go:1 it said", "a.go:2: May  6 10:13:07.001: x", "e2e/b.go:2"])).toEqual({
      message: "at a.go:1 it said\na.go:2: May  6 10:13:07.001: x",
      location: "e2e/b.go:2",
    });
  });

  test("has a panic's words, wherever they stand", () => {
    expect(readOldFailure(["Test Panicked", "boom", "a.go:3"])?.message).toBe("Test Panicked: boom");
    expect(readOldFailure(["Test Panicked", "a.go:3", "Panic: boom"])?.message).toBe("Test Panicked: boom");
  });
});
