import { expect, test } from "bun:test";
import { sentences } from "../../../src/report/page/path.tsx";
import { dataOf, spec, subject } from "../sample.ts";

test("says of each part of the suite how long it took, and what it waited for", () => {
  const specs = [
    spec("[sig-node] a", 0, 20),
    spec("[sig-node] b", 0, 130),
    spec("[sig-node] c [Serial]", 131, 191),
    spec("[sig-node] d [Serial]", 191, 251),
  ];
  const data = dataOf(subject(specs));
  const chain = data.path?.tests.flatMap((index) => data.tests[index] ?? []) ?? [];
  expect(sentences(data, chain)).toEqual([
    "For 2m10s, 2 processes ran 2 tests side by side, busy 58 % of the time.",
    "The first process had nothing left 1m50s before the last test of that part ended, which took 2m10s.",
    "Then one process ran the 2 serial tests alone for 2m00s, 48 % of the whole: more processes do not shorten that.",
  ]);
});

test("says of a suite of one process that one ran them all", () => {
  const data = dataOf(subject([spec("a", 0, 20), spec("b", 40, 50)]));
  expect(sentences(data, [])).toEqual([
    "One process ran 2 tests in 50s, one after another.",
    "No test ran for 20s of the chain below.",
  ]);
});
