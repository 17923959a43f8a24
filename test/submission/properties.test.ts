import { test } from "bun:test";
import { deepStrictEqual } from "node:assert";
import fc from "fast-check";
import { readProductView } from "../../src/submission/check/read/product.ts";
import { fields, parseProduct } from "../../src/submission/product.ts";
import { setFields } from "../../src/submission/product-edit.ts";
import { quoted } from "../../src/submission/product-yaml.ts";

const names = fields.map((field) => field.name);
const value = fc.string({ unit: "binary", maxLength: 30 });
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
      above + chosen.map((name, at) => `${name}: ${quoted(texts[at] ?? "")}\n`).join(""),
  );

test("fields have the values that were set; other fields and comments stay", () => {
  fc.assert(
    fc.property(product, values, (text, wanted) => {
      const before = parseProduct(text);
      const after = setFields(before, wanted);
      deepStrictEqual({ ...after.fields }, { ...before.fields, ...wanted });
      // the bot reads the same
      const bots = readProductView(Buffer.from(after.text)).fields;
      deepStrictEqual(Object.fromEntries(bots), { ...after.fields });
      const comments = (one: string) => one.split(/\r?\n/).filter((line) => line.startsWith("#"));
      deepStrictEqual(comments(after.text), comments(text));
    }),
  );
});

test("a text that was read is read the same again", () => {
  fc.assert(
    fc.property(product, (text) => {
      const once = parseProduct(text);
      deepStrictEqual(parseProduct(once.text), once);
    }),
  );
});
