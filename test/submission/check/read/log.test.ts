import { expect, test } from "bun:test";
import { gzipSync } from "node:zlib";
import { atOnce } from "../../../../src/async/steps.ts";
import { logViewSteps } from "../../../../src/submission/check/read/log.ts";

const summary = (word: string, failed: number) =>
  `Ran 3 of 9 Specs in 1.5 seconds\n${word}! -- ${3 - failed} Passed | ${failed} Failed | 0 Pending | 6 Skipped\n`;
const text = `Running Suite\n${summary("SUCCESS", 0)}PASS\n`;
const view = (bytes: Uint8Array) => atOnce(logViewSteps(bytes));

test("each summary counts: a log of two runs has two", () => {
  const { summaries } = view(Buffer.from(summary("FAIL", 1) + text));
  expect(summaries.map(({ success }) => success)).toEqual([false, true]);
});

test("a compressed log is known by its first bytes, and nothing is read of it", () => {
  expect(view(gzipSync(text))).toEqual({ summaries: [], packed: "gzip", hasTimes: false });
});

test("UTF-16 is read, with a byte order mark or without", () => {
  for (const given of [`\ufeff${text}`, text]) {
    const found = view(Buffer.from(given, "utf16le"));
    expect(found).toMatchObject({ encoding: "utf-16le", summaries: [{ passed: 3 }] });
    expect(view(Buffer.from(given, "utf16le").swap16())).toMatchObject({
      encoding: "utf-16be",
      summaries: [{ passed: 3 }],
    });
  }
});

test.each(["2026-11-20T10:00:00.123456789Z ", "[2026-11-20 10:00:00] ", "2026-11-20T10:00:00.1Z stdout F "])(
  "times at the start of lines are passed over: %j",
  (time) => {
    const lines = text.split("\n").map((line) => (line === "" ? "" : time + line));
    expect(view(Buffer.from(lines.join("\n")))).toMatchObject({
      hasTimes: true,
      summaries: [{ passed: 3, success: true }],
    });
  },
);
