import { expect, test } from "bun:test";
import { faultsOf, faultWords, parseAs } from "../../src/schema/faults.ts";
import type { Schema } from "../../src/schema/infer.ts";

const schema = {
  type: "object",
  additionalProperties: false,
  required: ["id"],
  properties: {
    id: { type: "string", pattern: "^[a-z]+$" },
    list: { type: "array", items: { type: "integer", minimum: 0 } },
  },
} as const satisfies Schema;

test("each fault is reported once, with its place", () => {
  expect(faultsOf(schema, { id: "a", list: [1] })).toEqual([]);
  const faults = faultsOf(schema, { id: "A", list: [1, -1] });
  expect(faults.map(({ place }) => place)).toEqual(["id", "list/1"]);
  expect(faults.map(faultWords)[1]).toStartWith("list/1: ");
});

test("a field that the schema does not have is distinguished from one that is wrong", () => {
  expect(faultsOf(schema, { id: "a", more: 1 })).toEqual([
    { place: "more", error: "is not a known field", unknownField: true },
  ]);
});

const map = {
  type: "object",
  required: ["labels"],
  properties: {
    labels: { type: "object", additionalProperties: { type: "string", maxLength: 2 } },
    list: {
      anyOf: [
        { type: "object", required: ["a"], properties: { a: { type: "string" } } },
        { type: "object", required: ["b"], properties: { b: { type: "string" } } },
      ],
    },
  },
} as const satisfies Schema;

test("a value of a map that does not fit is a fault in its own place", () => {
  expect(faultsOf(map, { labels: { a: "x", b: "long" } })).toMatchObject([
    { place: "labels/b", unknownField: false },
  ]);
});

test("what fits one of several shapes fits; what fits none does not", () => {
  expect(faultsOf(map, { labels: {}, list: { b: "x" } })).toEqual([]);
  expect(faultsOf(map, { labels: {}, list: { c: "x" } })).not.toEqual([]);
});

test("text is read as what fits, with the fields that a newer version adds", () => {
  expect<{ readonly id: string }>(parseAs(schema, '{"id": "a", "more": 1}')).toEqual({
    id: "a",
    ...{ more: 1 },
  });
  expect(() => parseAs(schema, '{"id": "A", "more": 1}')).toThrow(/^id: /);
  expect(() => parseAs(schema, "{")).toThrow(/^is not JSON: /);
});
