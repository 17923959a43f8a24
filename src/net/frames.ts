import { randomBytes } from "node:crypto";

/** What a WebSocket's bytes contain (RFC 6455, 5.2): parts of messages as they arrive, and whole control frames. */
export type Piece =
  | {
      readonly kind: "data";
      readonly isText: boolean;
      /** Whether the message begins with this piece, or ends with it. */
      readonly first: boolean;
      readonly last: boolean;
      readonly bytes: Buffer;
    }
  | { readonly kind: "ping" | "pong"; readonly bytes: Buffer }
  | { readonly kind: "close"; readonly code: number | undefined; readonly reason: string };

/** The peer does not speak the protocol. */
export class FrameError extends Error {
  override readonly name = "FrameError";
}

const opcode = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;
const longestControl = 125;

interface Header {
  readonly op: number;
  readonly isFinal: boolean;
  readonly length: number;
  readonly size: number;
}

/** Reads what a server sends, never holding more of it than one header or control frame. */
export class FrameReader {
  #held = Buffer.alloc(0);
  /** The data frame in progress, and how many of its bytes are still to come. */
  #frame: { readonly isFinal: boolean; rest: number } | undefined;
  /** The message in progress. */
  #message: { readonly isText: boolean; isNew: boolean } | undefined;

  /** @throws FrameError */
  *push(chunk: Buffer): Generator<Piece> {
    let bytes = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    for (;;) {
      if (this.#frame !== undefined) {
        const part = bytes.subarray(0, this.#frame.rest);
        bytes = bytes.subarray(part.length);
        this.#frame.rest -= part.length;
        const ends = this.#frame.rest === 0;
        if (part.length > 0 || ends) yield this.#data(part, ends && this.#frame.isFinal);
        if (!ends) break;
        this.#frame = undefined;
      }
      const header = readHeader(bytes);
      if (header === undefined) break;
      if (header.op >= opcode.close) {
        const end = header.size + header.length;
        if (bytes.length < end) break;
        yield control(header.op, bytes.subarray(header.size, end));
        bytes = bytes.subarray(end);
        continue;
      }
      this.#begin(header);
      bytes = bytes.subarray(header.size);
    }
    // a copy, so that the chunk that ends with it is not kept
    this.#held = Buffer.from(bytes);
  }

  #begin({ op, isFinal, length }: Header): void {
    const continues = op === opcode.continuation;
    if (continues !== (this.#message !== undefined)) throw new FrameError("its frames are out of order");
    this.#message ??= { isText: op === opcode.text, isNew: true };
    this.#frame = { isFinal, rest: length };
  }

  #data(bytes: Buffer, last: boolean): Piece {
    const { isText = false, isNew: first = false } = this.#message ?? {};
    if (last) this.#message = undefined;
    else if (this.#message !== undefined) this.#message.isNew = false;
    return { kind: "data", isText, first, last, bytes };
  }
}

/** The header at the beginning of the bytes; undefined if it is incomplete. */
function readHeader(bytes: Buffer): Header | undefined {
  const [first, second] = bytes;
  if (first === undefined || second === undefined) return undefined;
  const op = first & 0x0f;
  const isFinal = (first & 0x80) !== 0;
  if ((first & 0x70) !== 0)
    throw new FrameError("one of its frames uses an extension that was not agreed on");
  if (!Object.values<number>(opcode).includes(op))
    throw new FrameError(`one of its frames has the unknown code ${op}`);
  if ((second & 0x80) !== 0) throw new FrameError("one of its frames is masked, as only a client's are");
  const short = second & 0x7f;
  if (op >= opcode.close && (!isFinal || short > longestControl)) {
    throw new FrameError("one of its control frames is too long, or fragmented");
  }
  if (short < 126) return { op, isFinal, length: short, size: 2 };
  const size = short === 126 ? 4 : 10;
  if (bytes.length < size) return undefined;
  const length = short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  if (!Number.isSafeInteger(length)) throw new FrameError("one of its frames has an impossible length");
  return { op, isFinal, length, size };
}

function control(op: number, bytes: Buffer): Piece {
  if (op !== opcode.close) return { kind: op === opcode.ping ? "ping" : "pong", bytes: Buffer.from(bytes) };
  const code = bytes.length >= 2 ? bytes.readUInt16BE(0) : undefined;
  return { kind: "close", code, reason: bytes.subarray(2).toString("utf8") };
}

/** The frame that answers a ping; frames from a client are masked. */
export function pong(bytes: Buffer): Buffer {
  const mask = randomBytes(4);
  const masked = bytes.map((byte, index) => byte ^ (mask[index % 4] ?? 0));
  return Buffer.concat([Buffer.of(0x80 | opcode.pong, 0x80 | bytes.length), mask, masked]);
}
