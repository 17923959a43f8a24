import { expect, test } from "bun:test";
import { Readable } from "node:stream";
import { readBytes, readHead, TooLarge } from "../../src/net/bytes.ts";

const kilo = 1024;

function endless() {
  const taken = { bytes: 0 };
  const stream = Readable.from(
    (function* () {
      for (;;) {
        taken.bytes += kilo;
        yield Buffer.alloc(kilo, "x");
      }
    })(),
  );
  return { stream, taken };
}

test("a stream within the bound is read whole, also one of nothing", async () => {
  expect((await readBytes(Readable.from([Buffer.from("a"), Buffer.from("b")]), "x", 2)).toString()).toBe(
    "ab",
  );
  expect(await readBytes(Readable.from([]), "x", 2)).toHaveLength(0);
});

test("past the bound it is given up with what it is and how much is read", async () => {
  const { stream, taken } = endless();
  const error = await readBytes(stream, "the answer of h", 64 * kilo).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(TooLarge);
  expect(error).toMatchObject({
    message: "the answer of h is larger than 64 KiB, which is the limit",
    code: 3,
  });
  expect(stream.destroyed).toBe(true);
  expect(taken.bytes).toBeLessThan(200 * kilo);
});

test("of a page only the head is taken", async () => {
  const { stream } = endless();
  const head = await readHead(stream, kilo + 1);
  expect(head.bytes).toHaveLength(kilo + 1);
  expect(head.isWhole).toBe(false);
  expect(stream.destroyed).toBe(true);
});
