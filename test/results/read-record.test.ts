import { expect, test } from "bun:test";
import { InputError } from "../../src/errors.ts";
import { parseRunRecord } from "../../src/results/read-record.ts";
import type { RunRecord } from "../../src/results/run-record.ts";
import { runSchema } from "../../src/results/run-schema.ts";
import { faultsOf, faultWords } from "../../src/schema/faults.ts";
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
  const built: RunRecord = {
    ...sample,
    tool: { ...sample.tool, commit: "0123abcd-dirty", buildDate: "2026-11-20T21:00:00Z" },
  };
  expect(faultsOf(runSchema, sample)).toEqual([]);
  expect(faultsOf(runSchema, built)).toEqual([]);
  expect(parseRunRecord(JSON.stringify(built))).toEqual(built);
  expect(faultsOf(runSchema, least)).toEqual([]);
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
])("a wrong %s is reported once, with its place", (place, record) => {
  const wrong = faultsOf(runSchema, JSON.parse(JSON.stringify(record))).map(faultWords);
  expect(wrong.length).toBe(1);
  expect(wrong[0]).toContain(place);
});

test("a record of a newer version is read, whatever more it has; what is known of it is checked all the same", () => {
  const newer = {
    ...sample,
    more: { a: 1 },
    tool: { ...sample.tool, more: true },
    nodes: sample.nodes.map((node) => ({ ...node, more: [] })),
    files: sample.files.map((file) => ({ ...file, more: null })),
  };
  expect(parseRunRecord(JSON.stringify(newer))).toMatchObject({ id: sample.id, tool: sample.tool });
  const wrong = { ...newer, verdict: "maybe" };
  expect(() => parseRunRecord(JSON.stringify(wrong))).toThrow(/^run\.json: verdict: /);
});

test("a file that is not a record is refused with its name", () => {
  expect(() => parseRunRecord("{", "out/run.json")).toThrow(InputError);
  expect(() => parseRunRecord("{", "out/run.json")).toThrow(/^out\/run\.json: is not JSON/);
  expect(() => parseRunRecord("[]", "out/run.json")).toThrow(/^out\/run\.json: /);
});
