import { expect, test } from "bun:test";
import { isAnother } from "../../src/config/another.ts";

test.each([
  ["apiVersion: x\nkind: Plugin\nmetadata: {}\n", true],
  ["- testname: Priority\n  codename: '[sig-x] y'\n", true],
  ["mode: quick # kind: Plugin\n", false],
  ["kind: PluginList\n", false],
  ["run:\n  - testname: x\n", false],
])("%j is another file of the same name: %p", (text, expected) => {
  expect(isAnother(text)).toBe(expected);
});
