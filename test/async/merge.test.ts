import { expect, test } from "bun:test";
import { merge } from "../../src/async/merge.ts";

async function* values<T>(...list: T[]): AsyncGenerator<T> {
  for (const value of list) yield value;
}

test("gives all values of all streams", async () => {
  const seen: number[] = [];
  for await (const value of merge(values(1, 2), values(3), values<number>())) seen.push(value);
  expect(seen.sort()).toEqual([1, 2, 3]);
});

test("fails with the first stream that fails", async () => {
  async function* broken(): AsyncGenerator<number> {
    yield 1;
    throw new Error("broken");
  }
  const read = async () => {
    for await (const _ of merge(broken(), values(2)));
  };
  await expect(read()).rejects.toThrow("broken");
});

test("leaving early ends the other streams", async () => {
  let ended = false;
  async function* endless(): AsyncGenerator<number> {
    try {
      for (;;) yield 1;
    } finally {
      ended = true;
    }
  }
  for await (const value of merge(endless(), values(2))) if (value === 2) break;
  await Promise.resolve();
  expect(ended).toBe(true);
});

test("what was taken is not held for as long as another stream stays silent", async () => {
  const silence = Promise.withResolvers<IteratorResult<object>>();
  const silent: AsyncIterable<object> = { [Symbol.asyncIterator]: () => ({ next: () => silence.promise }) };
  const made: WeakRef<object>[] = [];
  async function* busy(): AsyncGenerator<object> {
    for (let n = 0; n < 1000; n++) {
      const value = { n };
      made.push(new WeakRef(value));
      yield value;
    }
  }
  const merged = merge(silent, busy());
  for (let n = 0; n < 1000; n++) await merged.next();
  await new Promise((resolve) => setImmediate(resolve));
  Bun.gc(true);
  expect(made.filter((ref) => ref.deref() !== undefined).length).toBeLessThan(100);
  silence.resolve({ done: true, value: undefined });
});

test("a stream is asked for no more than was taken of it", async () => {
  let asked = 0;
  async function* counting(): AsyncGenerator<number> {
    for (;;) yield ++asked;
  }
  const merged = merge(counting());
  await merged.next();
  await merged.next();
  await new Promise((resolve) => setImmediate(resolve));
  expect(asked).toBe(2);
  await merged.return(undefined);
});
