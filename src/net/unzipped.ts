import { pipeline, type Readable, Transform } from "node:stream";
import { createGunzip } from "node:zlib";
import { TooLarge } from "./bytes.ts";

// text shrinks to a tenth or a fiftieth; deflate can reach 1:1032, for pure repetition
const mostRatio = 250;
// below this, any ratio is fine: a short list of very similar objects is harmless
const harmless = 16 * 1024 * 1024;

/**
 * The content of a gzip stream, as it comes. Fails with TooLarge beyond 16 MiB that come from less than a 250th of that: only a
 * stream that is made to fill memory or a disk compresses so well.
 */
export function unzipped(packed: Readable, what: string): Readable {
  let taken = 0;
  let given = 0;
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      taken += chunk.length;
      done(null, chunk);
    },
  });
  const guard = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      given += chunk.length;
      if (given <= harmless || given <= taken * mostRatio) done(null, chunk);
      else done(new TooLarge(`${what} unpacks to more than ${mostRatio} times its size, and was not read`));
    },
  });
  // any failure destroys the last stream with its error, which the reader of that stream gets
  pipeline(packed, count, createGunzip(), guard, () => undefined);
  return guard;
}
