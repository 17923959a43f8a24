import { expect, test } from "bun:test";
import type { Infer, Schema } from "../../src/schema/infer.ts";

const schema = {
  type: "object",
  additionalProperties: false,
  required: ["kind", "names"],
  properties: {
    kind: { enum: ["a", "b"] },
    names: { type: "array", items: { type: "string" } },
    inner: {
      type: "object",
      additionalProperties: false,
      required: ["count"],
      properties: { count: { type: "integer" }, sure: { type: "boolean" } },
    },
    labels: { type: "object", additionalProperties: { type: "string" } },
    list: {
      anyOf: [
        { type: "object", required: ["yaml"], properties: { yaml: { type: "string" } } },
        { type: "object", required: ["url"], properties: { url: { type: "string" } } },
      ],
    },
  },
} as const satisfies Schema;

interface Expected {
  readonly kind: "a" | "b";
  readonly names: readonly string[];
  readonly inner?: { readonly count: number; readonly sure?: boolean };
  readonly labels?: Readonly<Record<string, string>>;
  readonly list?: { readonly yaml: string } | { readonly url: string };
}

/** `true` only where the compiler takes the two for the same, optional and read-only fields too. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type Flat<T> = T extends object ? { [Key in keyof T]: Flat<T[Key]> } : T;

test("a schema's type has its fields, optional where they are not required", () => {
  // the compiler is the test: a different type does not take `true`
  const same: Same<Flat<Infer<typeof schema>>, Flat<Expected>> = true;
  expect(same).toBe(true);
});
