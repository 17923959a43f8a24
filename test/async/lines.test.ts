import { expect, test } from "bun:test";
import { lines } from "../../src/async/lines.ts";

async function* of(...chunks: readonly (string | Buffer)[]) {
  for (const chunk of chunks) yield Buffer.from(chunk);
}

async function all(stream: AsyncIterable<Uint8Array>, longest = 100): Promise<string[]> {
  const seen: string[] = [];
  for await (const line of lines(stream, longest)) seen.push(line);
  return seen;
}

test("lines come whole, however they are cut up, and the last only with its newline", async () => {
  const euro = Buffer.from("€\n");
  expect(await all(of("a", "b\n\nc\nd", euro.subarray(0, 1), euro.subarray(1), "half"))).toEqual([
    "ab",
    "",
    "c",
    "d€",
  ]);
});

test("a line that does not end is an error past the bound, long before it is whole", async () => {
  let taken = 0;
  async function* endless() {
    for (;;) {
      taken += 10;
      yield Buffer.from("0123456789");
    }
  }
  await expect(all(endless())).rejects.toThrow(RangeError);
  expect(taken).toBeLessThan(200);
});

test("the bound is on a line, not on the stream", async () => {
  const line = `${"x".repeat(99)}\n`;
  expect(await all(of(line, line, line))).toHaveLength(3);
});
