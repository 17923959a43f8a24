import { pipeline, Readable } from "node:stream";
import { createZstdDecompress } from "node:zlib";

/** The stream ended within a frame. */
export class CutOff extends Error {
  constructor() {
    super("unexpected end of file");
  }
}

/**
 * The content of a zstd stream of any number of frames. The runtimes' decoder takes a stream that was cut off for whole, and may stop after
 * the first frame, so the frames are found here (RFC 8878, section 3) and decoded one by one.
 * @throws CutOff after the content of a stream that was cut off; the decoder's error for one that is damaged
 */
export async function* unzstd(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  const frames = new Frames(packed[Symbol.asyncIterator]());
  while (await frames.hasMore()) {
    const decoder = createZstdDecompress({ chunkSize: 256 * 1024 });
    // a failure destroys the decoder with its error, which its reader gets
    pipeline(Readable.from(frames.next()), decoder, () => undefined);
    for await (const chunk of decoder) yield chunk;
    if (frames.isCutOff) throw new CutOff();
  }
}

const magic = 0xfd2fb528;
const skippable = 0x184d2a50;

class Frames {
  isCutOff = false;
  readonly #source: AsyncIterator<Uint8Array>;
  #bytes: Uint8Array = new Uint8Array();

  constructor(source: AsyncIterator<Uint8Array>) {
    this.#source = source;
  }

  async hasMore(): Promise<boolean> {
    return this.#fill(1);
  }

  /** The bytes of the next frame. */
  async *next(): AsyncGenerator<Uint8Array, void> {
    const start = await this.#take(4);
    if (start === undefined) return;
    yield start;
    const word = new DataView(start.buffer, start.byteOffset).getUint32(0, true);
    if (word === magic) yield* this.#blocks();
    else if ((word & 0xfffffff0) >>> 0 === skippable) yield* this.#skipped();
    else throw new Error("not a zstd frame");
  }

  async *#blocks(): AsyncGenerator<Uint8Array, void> {
    const descriptor = await this.#take(1);
    if (descriptor === undefined) return;
    yield descriptor;
    const [flags = 0] = descriptor;
    const isSingle = (flags & 0x20) !== 0;
    const dictionary = [0, 1, 2, 4][flags & 3] ?? 0;
    const size = [isSingle ? 1 : 0, 2, 4, 8][flags >> 6] ?? 0;
    yield* this.#pass((isSingle ? 0 : 1) + dictionary + size);
    for (;;) {
      const header = await this.#take(3);
      if (header === undefined) return;
      yield header;
      const [low = 0, middle = 0, high = 0] = header;
      const length = (low | (middle << 8) | (high << 16)) >>> 3;
      const isRepeated = ((low >> 1) & 3) === 1;
      yield* this.#pass(isRepeated ? 1 : length);
      if (this.isCutOff) return;
      if ((low & 1) === 1) break;
    }
    if ((flags & 4) !== 0) yield* this.#pass(4);
  }

  async *#skipped(): AsyncGenerator<Uint8Array, void> {
    const size = await this.#take(4);
    if (size === undefined) return;
    yield size;
    yield* this.#pass(new DataView(size.buffer, size.byteOffset).getUint32(0, true));
  }

  /** So many bytes, in the pieces in which they come. */
  async *#pass(count: number): AsyncGenerator<Uint8Array, void> {
    let rest = count;
    while (rest > 0) {
      if (!(await this.#fill(1))) {
        this.isCutOff = true;
        return;
      }
      const piece = this.#bytes.subarray(0, rest);
      this.#bytes = this.#bytes.subarray(piece.length);
      rest -= piece.length;
      yield piece;
    }
  }

  async #take(count: number): Promise<Uint8Array | undefined> {
    if (!(await this.#fill(count))) {
      this.isCutOff = true;
      return undefined;
    }
    const taken = this.#bytes.slice(0, count);
    this.#bytes = this.#bytes.subarray(count);
    return taken;
  }

  /** Whether so many bytes are there, or came. */
  async #fill(count: number): Promise<boolean> {
    while (this.#bytes.length < count) {
      const { done, value } = await this.#source.next();
      if (done === true) return false;
      this.#bytes = this.#bytes.length === 0 ? value : Buffer.concat([this.#bytes, value]);
    }
    return true;
  }
}
