import { expect, test } from "bun:test";
import { jsonValues } from "../../../src/plugins/tree/json-values.ts";

test("values may follow each other with or without blanks", () => {
  expect([...jsonValues(' {"a":"}\\"{"}{}[1,[2]]\n"x" 5\ttrue ')]).toEqual([
    { a: '}"{' },
    {},
    [1, [2]],
    "x",
    5,
    true,
  ]);
  expect([...jsonValues("")]).toEqual([]);
});

test("the values before something that is not JSON are kept", () => {
  const values = jsonValues("{} x");
  expect(values.next().value).toEqual({});
  expect(() => values.next()).toThrow(SyntaxError);
});
