const segments = 256;
/** Enough for a full run of the suite without growing. */
const fewest = 512;

/** One of the tables of the set: 48 bits of each id, in open addressing. */
interface Segment {
  high: Uint32Array;
  low: Uint16Array;
  count: number;
}

/**
 * The ids that were seen, by 56 bits of a hash: seven to eleven bytes each. Of ten million ids the chance that any two are taken for the same is
 * one in a thousand.
 */
export class IdSet {
  readonly #segments: Segment[] = Array.from({ length: segments }, () => newSegment(fewest));

  /** Adds an id; whether it is new. */
  add(id: string): boolean {
    const hash = new Uint32Array(2);
    hashInto(hash, 0, id);
    return this.addHash(hash[0] ?? 0, hash[1] ?? 0);
  }

  /** Adds an id by its hash, of which 32 and the lower 24 bits count; whether it is new. */
  addHash(high: number, low: number): boolean {
    const segment = this.#segments[(low >>> 16) & 0xff];
    if (segment === undefined) return false;
    if (segment.count > segment.high.length * 0.85) grow(segment);
    return put(segment, high >>> 0, low & 0xffff);
  }
}

/** Writes the hash of an id as two words at a place of an array, as `addHash` takes it. */
export function hashInto(words: Uint32Array, at: number, id: string): void {
  let a = 0x9e3779b1;
  let b = 0x85ebca6b;
  for (let index = 0; index < id.length; index++) {
    const code = id.charCodeAt(index);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul((b << 5) ^ (b >>> 27) ^ code, 0xc2b2ae35);
  }
  words[at] = mixed(a ^ (b >>> 11));
  words[at + 1] = mixed(b + 0x7f4a7c15);
}

/** A place is empty where both parts are 0; the one hash that is all zeros counts as another. */
function put(segment: Segment, high: number, low: number): boolean {
  const { high: highs, low: lows } = segment;
  const key = high === 0 && low === 0 ? 1 : low;
  const size = highs.length;
  let at = Math.floor((high / 2 ** 32) * size);
  for (;;) {
    const there = highs[at];
    if (there === high && lows[at] === key) return false;
    if (there === 0 && lows[at] === 0) break;
    at = at + 1 === size ? 0 : at + 1;
  }
  highs[at] = high;
  lows[at] = key;
  segment.count++;
  return true;
}

/** By half at a time, since a doubled table would be half empty. */
function grow(segment: Segment): void {
  const { high, low } = segment;
  const larger = newSegment(Math.ceil(high.length * 1.5));
  for (let at = 0; at < high.length; at++) {
    const [above = 0, below = 0] = [high[at], low[at]];
    if (above !== 0 || below !== 0) put(larger, above, below);
  }
  segment.high = larger.high;
  segment.low = larger.low;
}

function newSegment(size: number): Segment {
  return { high: new Uint32Array(size), low: new Uint16Array(size), count: 0 };
}

/** The last step of MurmurHash3: each bit of the result depends on each bit given. */
function mixed(given: number): number {
  let hash = given ^ (given >>> 16);
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
