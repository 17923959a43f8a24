import { expect, test } from "bun:test";
import { faultsOf, faultWords } from "../../src/schema/faults.ts";
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

test("each fault is told once, with its place", () => {
  expect(faultsOf(schema, { id: "a", list: [1] })).toEqual([]);
  const faults = faultsOf(schema, { id: "A", list: [1, -1] });
  expect(faults.map(({ place }) => place)).toEqual(["id", "list/1"]);
  expect(faults.map(faultWords)[1]).toStartWith("list/1: ");
});

test("a field that the schema does not have is told apart from what is wrong", () => {
  expect(faultsOf(schema, { id: "a", more: 1 }).map(({ unknownField }) => unknownField)).toEqual([true]);
});
