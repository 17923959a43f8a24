import { expect, test } from "bun:test";
import { isRunId, newRunId } from "../../src/run/identity.ts";

const minute = Date.UTC(2026, 10, 20, 22, 15, 59);

test("a run's id is its minute and four letters", () => {
  expect(newRunId(minute)).toMatch(/^20261120-2215-[bcdfghjkmnpqrstvwxz2-9]{4}$/);
  expect(isRunId(newRunId(minute))).toBe(true);
});

test.each([
  "../../../x",
  "20261120-2215-k3x9\n",
  "x20261120-2215-k3x9",
  "20261120-2215-k3x9x",
  "20261120-2215-K3X9",
  "20261120-2215-aaaa",
  "20261399-2561-k3x9",
  "",
])("%j is not a run's id", (text) => {
  expect(isRunId(text)).toBe(false);
});
