import { Random } from "./random.ts";

/** The input with this number: a seed that was changed in a few places. The same numbers give the same bytes. */
export function inputOf(
  seeds: readonly [Uint8Array, ...Uint8Array[]],
  words: readonly [string, ...string[]],
  seed: number,
  index: number,
): Uint8Array {
  const random = new Random(seed, index);
  let bytes = random.pick(seeds);
  const times = 1 + random.below(random.pick([1, 2, 8, 32]));
  for (let time = 0; time < times; time++) bytes = change(bytes, random, seeds, words);
  return bytes;
}

const longest = 4_000_000;

function change(
  bytes: Uint8Array,
  random: Random,
  seeds: readonly [Uint8Array, ...Uint8Array[]],
  words: readonly [string, ...string[]],
): Uint8Array {
  const at = random.below(bytes.length + 1);
  const size = 1 + random.below(random.pick([1, 4, 64, 2048]));
  const put = (what: Uint8Array, over = 0) =>
    Buffer.concat([bytes.subarray(0, at), what, bytes.subarray(Math.min(bytes.length, at + over))]);
  switch (random.below(9)) {
    case 0:
      return put(Buffer.from([random.below(256)]), 1);
    case 1:
      return put(Buffer.from(random.pick(words)));
    case 2:
      return put(Buffer.from(random.pick(words)), size);
    case 3:
      return put(Buffer.alloc(0), size);
    case 4:
      return put(bytes.subarray(at, at + size));
    case 5:
      return bytes.subarray(0, at);
    case 6: {
      const other = random.pick(seeds);
      const from = random.below(other.length);
      return put(other.subarray(from, from + size), size);
    }
    case 7: {
      const part = random.below(2) === 0 ? Buffer.from(random.pick(words)) : bytes.subarray(at, at + size);
      const times = random.pick([10, 1000, 50_000]);
      return part.length * times > longest
        ? bytes
        : put(Buffer.concat(Array.from({ length: times }, () => part)));
    }
    default:
      return put(Buffer.from([bytes[at] ?? 0].map((byte) => byte ^ (1 << random.below(8)))), 1);
  }
}
