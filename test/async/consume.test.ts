import { expect, test } from "bun:test";
import { consume } from "../../src/async/consume.ts";

function stream() {
  const seen = { closed: false };
  async function* values(): AsyncGenerator<number, string> {
    try {
      yield 1;
      yield 2;
      return "the end";
    } finally {
      seen.closed = true;
    }
  }
  return { seen, values: values() };
}

test("each value is handed over, and what the generator returns is given", async () => {
  const taken: number[] = [];
  expect(await consume(stream().values, (value) => taken.push(value))).toBe("the end");
  expect(taken).toEqual([1, 2]);
});

test("a generator whose value caused an error is closed, and the error is reported", async () => {
  const { seen, values } = stream();
  const failing = consume(values, () => {
    throw new Error("the disk is full");
  });
  await expect(failing).rejects.toThrow("the disk is full");
  expect(seen.closed).toBe(true);
});
