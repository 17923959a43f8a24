import { describe, expect, test } from "bun:test";
import { testId } from "../../src/results/evidence.ts";
import { dataOf, spec, subject } from "./sample.ts";

describe("the data of a page", () => {
  test("has each test with its lane, from the beginning of the first", () => {
    const { tests, lanes, span } = dataOf(subject());
    expect({ lanes, span }).toEqual({ lanes: 2, span: 192_000 });
    expect(tests.map(({ began, ended, lane }) => [began, ended, lane])).toEqual([
      [1000, 11_000, 0],
      [1000, 131_000, 1],
      [11_000, 61_000, 0],
      [132_000, 191_000, 1],
    ]);
    expect(tests[1]?.cause).toStartWith("ErrImagePull");
  });

  test("calls a test the same in every report", () => {
    const name = "[sig-node] Pods should run [Conformance]";
    expect(dataOf(subject()).tests[0]?.id).toBe(testId(name));
    expect(dataOf(subject([spec(name, 5, 6)])).tests[0]?.id).toBe(testId(name));
    expect(testId(name)).toMatch(/^[0-9a-f]{12}$/);
  });

  test("has times by what was seen where the log has none", () => {
    const { began: _, ended: __, ...timeless } = spec("a", 0, 10);
    const seen = '{"at":"2026-11-20T22:16:14.000Z","kind":"spec-finished","spec":{"name":"a"}}';
    expect(dataOf(subject([timeless]), seen)).toMatchObject({
      zero: Date.UTC(2026, 10, 20, 22, 16, 3),
      tests: [{ began: 1000, ended: 11_000 }],
    });
    const { zero, tests, path } = dataOf(subject([timeless]));
    expect([zero, tests[0]?.began, path]).toEqual([undefined, undefined, undefined]);
  });

  test("does not hold the words of hundreds of failures whole", () => {
    const specs = Array.from({ length: 400 }, (_, n) =>
      spec(`test ${n}`, n, n + 1, { state: "failed", message: "x".repeat(2 ** 20) }),
    );
    const { tests } = dataOf(subject(specs));
    expect(JSON.stringify(tests).length).toBeLessThan(10 * 2 ** 20);
    expect(tests[0]?.message).toEndWith("… 983040 more characters");
  });
});
