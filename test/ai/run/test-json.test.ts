import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import path from "node:path";
import type { TestEvent } from "../../../src/ai/run/events.ts";
import { JunitFile } from "../../../src/ai/run/junit.ts";
import { TestJson } from "../../../src/ai/run/test-json.ts";
import { readArtifact } from "../../../src/ai/validator/artifact/read.ts";

const fixtures = path.resolve(import.meta.dir, "../../fixtures/ai/go-test");
const text = (name: string) => readFileSync(path.join(fixtures, name), "utf8");
const golden = (name: string): TestEvent[] =>
  text(name)
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
const timeless = (events: readonly TestEvent[]) => events.map(({ Time: _, ...rest }) => rest);

function events(output: string, size: number, isGood = false): TestEvent[] {
  const reader = new TestJson("own.test", () => 0);
  const found = [reader.start()];
  for (let at = 0; at < output.length; at += size) found.push(...reader.take(output.slice(at, at + size)));
  return [...found, ...reader.end(isGood, "panic: boom")];
}

describe("the events are those of Go's test2json", () => {
  test.each([1, 7, 100_000])("in pieces of %d characters", (size) => {
    const found = timeless(events(text("fail.out"), size));
    const wanted = timeless(golden("fail.jsonl"));
    // how long the whole took is not in the output
    expect(found.slice(0, -1)).toEqual(wanted.slice(0, -1));
    expect(found.at(-1)).toMatchObject({ Action: "fail", Package: "own.test" });
  });
  test("up to a panic, after which the tests that ran are failures in every artifact", async () => {
    const found = events(text("panic.out"), 50);
    const wanted = timeless(golden("panic.jsonl"));
    expect(timeless(found).slice(0, wanted.length - 1)).toEqual(wanted.slice(0, -1));
    const junit = new JunitFile();
    for (const event of found) junit.take(event);
    const files = {
      "junit.xml": junit.text(),
      "results.json": found.map((event) => JSON.stringify(event)).join("\n"),
      "e2e.log": found.map(({ Output = "" }) => Output).join(""),
    };
    for (const [name, content] of Object.entries(files)) {
      const read = await readArtifact(name, new TextEncoder().encode(content), new AbortController().signal);
      if (read.kind === "unreadable") throw new Error(`${name}: ${read.why}`);
      expect(read.outcomes.of("TestPanic")).toBe("failed");
      expect(read.outcomes.of("TestBeta")).toBe("skipped");
      expect(read.outcomes.of("TestAlpha")).toBe("passed");
    }
  });
});

test("a test that was still running when the binary ended has failed, with the reason", () => {
  const found = events("\u0016=== RUN   TestSlow\nslowly\n\u0016=== RUN   TestSlow/sub\n", 1000);
  const junit = new JunitFile();
  for (const event of found) junit.take(event);
  expect(found.filter(({ Action }) => Action === "fail").map(({ Test }) => Test)).toEqual([
    "TestSlow/sub",
    "TestSlow",
    undefined,
  ]);
  expect(found.map(({ Output = "" }) => Output).join("")).toContain(
    "    did not end: panic: boom\n--- FAIL: TestSlow (0.00s)\n",
  );
  expect(junit.text()).toContain('<failure message="did not end: panic: boom"');
});

test("junit.xml has the cause of a failure, and nothing in it ends its elements", () => {
  const junit = new JunitFile();
  for (const event of events(text("fail.out"), 1000)) junit.take(event);
  expect(junit.text()).toMatch(
    /name="TestGamma\/sub"[^>]*>\n\s+<failure message="suite_test\.go:\d+: bad \]\]&gt; \ufffd\[31m"|<failure message="\w+_test\.go:\d+: bad \]\]&gt;/,
  );
  expect(junit.text()).toMatch(/<testsuites tests="\d+" failures="2" errors="0" skipped="5"/);
});

test("millions of characters take no longer than their number, with and without line ends", () => {
  for (const line of ["x\n".repeat(500_000), "x".repeat(4_000_000)]) {
    const reader = new TestJson("a.test", () => 0);
    const found = [line.slice(0, 10), line.slice(10)].flatMap((piece) => reader.take(piece));
    const output = [...found, ...reader.end(true, "")].map(({ Output = "" }) => Output).join("");
    expect(output.trimEnd()).toHaveLength(line.trimEnd().length);
  }
});
