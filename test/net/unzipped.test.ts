import { expect, test } from "bun:test";
import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { createGzip, gzipSync } from "node:zlib";
import { TooLarge } from "../../src/net/bytes.ts";
import { unzipped } from "../../src/net/unzipped.ts";

const mega = 1024 * 1024;

async function read(stream: Readable): Promise<number> {
  let bytes = 0;
  for await (const chunk of stream) bytes += chunk.length;
  return bytes;
}

test("gives what was packed", async () => {
  // as alike as a list of pods: 1:100
  const line = `${randomBytes(40).toString("hex")}${"pod ".repeat(2000)}\n`;
  const text = line.repeat(Math.ceil((20 * mega) / line.length));
  expect(await read(unzipped(Readable.from([gzipSync(text)]), "x"))).toBe(text.length);
});

test("a bomb fails with what it is, after a few megabytes of it", async () => {
  const zeros = Buffer.alloc(mega);
  let fed = 0;
  const bomb = Readable.from(
    (function* () {
      for (; fed < 2000; fed++) yield zeros;
    })(),
  ).pipe(createGzip());
  const error = await read(unzipped(bomb, "the answer of h")).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(TooLarge);
  expect(String(error)).toContain("the answer of h unpacks to more than 250 times its size");
  expect(fed).toBeLessThan(1000);
});

test("what is not gzip, or is cut, is an error", async () => {
  await expect(read(unzipped(Readable.from([Buffer.from("<html>")]), "x"))).rejects.toThrow();
  const packed = gzipSync(randomBytes(1000));
  await expect(read(unzipped(Readable.from([packed.subarray(0, 500)]), "x"))).rejects.toThrow();
});
