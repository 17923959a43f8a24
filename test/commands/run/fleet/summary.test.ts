import { expect, test } from "bun:test";
import { worstOf } from "../../../../src/commands/run/fleet/summary.ts";
import type { ExitCode } from "../../../../src/errors.ts";

test.each<[readonly ExitCode[], ExitCode]>([
  [[0, 0], 0],
  [[0, 4], 4],
  [[4, 1, 0], 1],
  [[1, 2], 2],
  [[1, 3, 2], 3],
  [[3, 130, 0], 130],
  [[], 0],
])("of %j the worst is %d", (codes, worst) => {
  expect(worstOf(codes)).toBe(worst);
});
