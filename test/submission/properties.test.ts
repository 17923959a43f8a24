import { test } from "bun:test";
import { deepStrictEqual } from "node:assert";
import fc from "fast-check";
import { fields, parseProduct } from "../../src/submission/product.ts";
import { setFields } from "../../src/submission/product-edit.ts";

const names = fields.map((field) => field.name);
const value = fc.string({ unit: "grapheme", maxLength: 30 });
const values = fc.dictionary(fc.constantFrom(...names), value);
const comment = fc.constantFrom("", "# of a made-up vendor\n", "\n", "# a: b\r\n");

const product = fc
  .tuple(
    comment,
    fc.uniqueArray(fc.constantFrom(...names), { minLength: 1 }),
    fc.array(value, { minLength: 12 }),
  )
  .map(
    ([above, chosen, texts]) =>
      above + chosen.map((name, at) => `${name}: ${JSON.stringify(texts[at])}\n`).join(""),
  );

test("fields that are set hold what was set; the others, and the comments, stay", () => {
  fc.assert(
    fc.property(product, values, (text, wanted) => {
      const before = parseProduct(text);
      const after = setFields(before, wanted);
      deepStrictEqual({ ...after.fields }, { ...before.fields, ...wanted });
      const comments = (one: string) => one.split(/\r?\n/).filter((line) => line.startsWith("#"));
      deepStrictEqual(comments(after.text), comments(text));
    }),
  );
});

test("a product that was read reads as the same once more", () => {
  fc.assert(
    fc.property(product, (text) => {
      const once = parseProduct(text);
      deepStrictEqual(parseProduct(once.text), once);
    }),
  );
});
