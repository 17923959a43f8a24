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
  expect(faultsOf(map, { labels: { a: "x", b: "long" } }).map(faultWords)).toEqual([
    "labels/b: has 4 characters; expected at most 2",
  ]);
});

test.each([
  [{}, "has no id"],
  [{ id: 7 }, "id: is 7; expected a string"],
  [{ id: "A" }, 'id: is "A"; expected something that matches ^[a-z]+$'],
  [{ id: "a", list: "x" }, 'list: is "x"; expected a list'],
  [{ id: "a", list: [1.5] }, "list/0: is 1.5; expected a whole number"],
  [{ id: "a", list: [-1] }, "list/0: is -1; expected at least 0"],
  [[], "is a list; expected an object"],
  [null, "is null; expected an object"],
])("a fault says what there is and what is expected: %j", (value, words) => {
  expect(faultsOf(schema, value).map(faultWords)).toEqual([words]);
});

test("fields that are missing are one fault, and a long value is cut", () => {
  const two = { type: "object", required: ["a", "b"], properties: { c: { enum: ["x", "y"] } } } as const;
  expect(faultsOf(two, { c: "z".repeat(100) }).map(faultWords)).toEqual([
    "has no a, b",
    `c: is "${"z".repeat(59)}…; expected "x" or "y"`,
  ]);
  const limits = {
    type: "object",
    required: [],
    properties: {
      "a/b ä": { type: "string", minLength: 1 },
      time: { type: "string", format: "date-time" },
      one: { const: 1 },
      list: { type: "array", items: { type: "boolean" }, maxItems: 1 },
    },
  } as const;
  expect(
    faultsOf(limits, { "a/b ä": "", time: "noon", one: 2, list: [true, 1] })
      .map(faultWords)
      .sort(),
  ).toEqual([
    'a/b ä: is ""; expected at least 1 character',
    "list/1: is 1; expected true or false",
    "list: has 2 items; expected at most 1",
    "one: is 2; expected 1",
    'time: is "noon"; expected a time such as 2026-11-20T22:15:00Z',
  ]);
});

test("what fits one of several shapes fits; what fits none does not", () => {
  expect(faultsOf(map, { labels: {}, list: { b: "x" } })).toEqual([]);
  expect(faultsOf(map, { labels: {}, list: { c: "x" } }).map(faultWords)).toEqual([
    "list: has no a, or has no b",
  ]);
  expect(faultsOf(map, { labels: {}, list: { a: 1 } }).map(faultWords)).toEqual([
    "list: a: is 1; expected a string, or has no b",
  ]);
});

test("text is read as what fits, with the fields that a newer version adds", () => {
  expect<{ readonly id: string }>(parseAs(schema, '{"id": "a", "more": 1}')).toEqual({
    id: "a",
    ...{ more: 1 },
  });
  expect(() => parseAs(schema, '{"id": "A", "more": 1}')).toThrow(/^id: /);
  expect(() => parseAs(schema, "{")).toThrow(/^is not JSON: /);
});
