import { expect, test } from "bun:test";
import { InputError } from "../../src/errors.ts";
import { choose, isChoosing } from "../../src/results/choose.ts";
import type { ViewedSpec } from "../../src/results/view.ts";

const specs: readonly ViewedSpec[] = [
  { name: "[sig-node] a [Slow]", state: "passed", seconds: 3 },
  { name: "[sig-node] b", state: "skipped", seconds: 0 },
  { name: "[sig-apps] c", state: "failed", seconds: 1 },
  { name: "[sig-apps] d [slow]", state: "passed", seconds: 9 },
];
const names = (choosing: Parameters<typeof choose>[1]) =>
  choose(specs, choosing).map(({ name }) => name.slice(11, 12));

test("takes what ran, the failed first, and each filter leaves fewer", () => {
  expect(names({})).toEqual(["c", "a", "d"]);
  expect(names({ failed: true })).toEqual(["c"]);
  expect(names({ skipped: true })).toEqual(["b"]);
  expect(names({ failed: true, skipped: true })).toEqual(["c", "b"]);
  expect(names({ slowest: 2 })).toEqual(["d", "a"]);
  expect(names({ sig: "apps", slowest: 1 })).toEqual(["d"]);
  expect(names({ tag: "Slow" })).toEqual(["a", "d"]);
  expect(names({ focus: "[ac]( |$)" })).toEqual(["c", "a"]);
});

test("knows whether anything was asked for", () => {
  expect(isChoosing({ failed: undefined, slowest: undefined })).toBe(false);
  expect(isChoosing({ sig: "node" })).toBe(true);
});

test("names the SIGs there are", () => {
  expect(() => choose(specs, { sig: "cli" })).toThrow(InputError);
});
