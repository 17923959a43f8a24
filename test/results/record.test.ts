import { expect, test } from "bun:test";
import { InputError } from "../../src/errors.ts";
import { checkRunRecord, parseRunRecord } from "../../src/results/read-record.ts";
import type { RunRecord } from "../../src/results/run-record.ts";
import { sample } from "./sample.ts";

test("a record with all its fields, and one with only those it must have, fit the schema", () => {
  const { seed: _, version: _v, exitCode: _e, ...suite } = sample.suite;
  const { started, finished } = sample.times;
  const least: RunRecord = {
    ...sample,
    suite,
    image: { name: sample.image.name },
    times: { started, finished },
  };
  expect(checkRunRecord(sample)).toEqual([]);
  expect(checkRunRecord(least)).toEqual([]);
  expect(parseRunRecord(JSON.stringify(sample))).toEqual(sample);
});

test.each([
  ["counts/total", { ...sample, counts: { ...sample.counts, total: -1 } }],
  ["verdict", { ...sample, verdict: "maybe" }],
  ["schema", { ...sample, schema: 2 }],
  ["files/0/sha256", { ...sample, files: [{ ...sample.files[0], sha256: "ab" }] }],
  ["times/finished", { ...sample, times: { ...sample.times, finished: "yesterday" } }],
  ["nodes", { ...sample, nodes: undefined }],
  ["extra", { ...sample, extra: true }],
])("a wrong %s is told with its place, once", (place, record) => {
  const wrong = checkRunRecord(JSON.parse(JSON.stringify(record)));
  expect(wrong.length).toBe(1);
  expect(wrong[0]).toContain(place);
});

test("a file that is no record is refused with its name", () => {
  expect(() => parseRunRecord("{", "out/run.json")).toThrow(InputError);
  expect(() => parseRunRecord("{", "out/run.json")).toThrow(/^out\/run\.json: is no JSON/);
  expect(() => parseRunRecord("[]", "out/run.json")).toThrow(/^out\/run\.json: /);
});
