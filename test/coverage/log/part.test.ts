import { afterAll, expect, test } from "bun:test";
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { apisnoop } from "../../../src/coverage/definition/apisnoop.ts";
import { nextPart, partAt, readPart } from "../../../src/coverage/log/part.ts";
import { Recorder } from "../../../src/coverage/recorder.ts";
import { eventLine } from "../sample.ts";

const folder = mkdtempSync(path.join(tmpdir(), "part-test-"));
afterAll(() => rmSync(folder, { recursive: true }));

const question = { definition: apisnoop, operations: [] };
const line = fc.oneof(
  fc.constant(""),
  fc.constant("not an event"),
  fc.string({ maxLength: 40 }).map((text) => eventLine({ annotations: { text } })),
);
const ends = fc.constantFrom("\n", "\r\n");
const log = fc
  .tuple(fc.array(fc.tuple(line, ends)), line, fc.constantFrom("", "\ufeff"))
  .map(([lines, last, mark]) => `${mark}${lines.map(([text, end]) => `${text}${end}`).join("")}${last}`);

test("wherever a log is cut into parts, each line is read once, with its number", () => {
  const file = path.join(folder, "audit.log");
  fc.assert(
    fc.property(log, fc.array(fc.nat(3000), { maxLength: 6 }), (text, cuts) => {
      writeFileSync(file, text);
      const size = Buffer.byteLength(text);
      const opened = openSync(file, "r");
      const read = (from: number, to: number) =>
        readPart(opened, { index: 0, from, to }, "audit.log", new Recorder(question));
      try {
        const whole = read(0, size);
        const places = [0, ...new Set(cuts.filter((cut) => cut > 0 && cut < size)), size].sort(
          (a, b) => a - b,
        );
        const parts = places.slice(1).map((to, index) => read(places[index] ?? 0, to));
        let before = 0;
        const shown = parts.flatMap((part) => {
          const found = part.shown.map((one) => ({ ...one, line: one.line + before }));
          before += part.lines;
          return found;
        });
        expect(before).toBe(whole.lines);
        expect(shown.slice(0, whole.shown.length)).toEqual([...whole.shown]);
        expect(parts.flatMap(({ recorded }) => [...recorded.ids])).toEqual([...whole.recorded.ids]);
        expect(parts.reduce((sum, part) => sum + part.broken, 0)).toBe(whole.broken);
      } finally {
        closeSync(opened);
      }
    }),
    { numRuns: 60 },
  );
});

test("parts are taken one by one until the file is covered, whoever takes them", () => {
  const size = 10_000_000;
  const counter = new Int32Array(new SharedArrayBuffer(4));
  const taken = [nextPart(counter, size), nextPart(counter, size), nextPart(counter, size)];
  expect(taken[0]?.from).toBe(0);
  expect(taken[1]?.from).toBe(taken[0]?.to ?? -1);
  expect(taken[2]?.to).toBe(size);
  expect(nextPart(counter, size)).toBeUndefined();
  expect(taken[2]).toEqual(partAt(2, size));
});
