import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { FrameError, FrameReader, type Piece, pong } from "../../src/net/frames.ts";

/** A frame as a server sends it. */
function frame(op: number, payload: Buffer, isFinal = true): Buffer {
  const { length } = payload;
  const head = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
  head[0] = (isFinal ? 0x80 : 0) | op;
  if (length < 126) head[1] = length;
  else if (length < 65_536) {
    head[1] = 126;
    head.writeUInt16BE(length, 2);
  } else {
    head[1] = 127;
    head.writeBigUInt64BE(BigInt(length), 2);
  }
  return Buffer.concat([head, payload]);
}

/** The messages that come of these chunks, pieces joined. */
function messages(...chunks: readonly Buffer[]): string[] {
  const reader = new FrameReader();
  const seen: string[] = [];
  for (const chunk of chunks) {
    for (const piece of reader.push(chunk)) {
      if (piece.kind !== "data")
        seen.push(piece.kind === "close" ? `close ${piece.code} ${piece.reason}` : piece.kind);
      else if (piece.first) seen.push(piece.bytes.toString());
      else seen.push(`${seen.pop()}${piece.bytes}`);
    }
  }
  return seen;
}

test("a message is the same wherever its bytes are cut, and in however many frames it comes", () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.integer({ min: 0, max: 70_000 }), { minLength: 1, maxLength: 3 }), {
        maxLength: 4,
      }),
      fc.array(fc.integer({ min: 1, max: 50_000 }), { minLength: 1 }),
      (shapes, cuts) => {
        const wanted: string[] = [];
        const frames = shapes.flatMap((lengths, number) => {
          const parts = lengths.map((length) => Buffer.alloc(length, String(number)));
          wanted.push(Buffer.concat(parts).toString());
          return parts.map((part, index) => frame(index === 0 ? 2 : 0, part, index === parts.length - 1));
        });
        const bytes = Buffer.concat(frames);
        const chunks: Buffer[] = [];
        for (let from = 0, turn = 0; from < bytes.length; turn++) {
          const size = cuts[turn % cuts.length] ?? 1;
          chunks.push(bytes.subarray(from, from + size));
          from += size;
        }
        expect(messages(...chunks)).toEqual(wanted);
      },
    ),
    { numRuns: 100 },
  );
});

test("a large message is handed on in parts: its length is not what is held", () => {
  const reader = new FrameReader();
  const head = Buffer.of(0x82, 127, 0, 0, 0, 1, 0, 0, 0, 0);
  expect([...reader.push(head)]).toEqual([]);
  const part = Buffer.alloc(1000);
  for (let turn = 0; turn < 3; turn++) {
    const pieces: Piece[] = [...reader.push(part)];
    expect(pieces).toMatchObject([{ kind: "data", first: turn === 0, last: false }]);
  }
});

test("a ping may come between the frames of a message, and a close with its reason", () => {
  const close = Buffer.concat([Buffer.of(0x03, 0xf3), Buffer.from("restarting")]);
  expect(
    messages(
      frame(2, Buffer.from("a"), false),
      frame(9, Buffer.from("?")),
      frame(0, Buffer.from("b")),
      frame(8, close),
    ),
  ).toEqual(["a", "pingb", "close 1011 restarting"]);
});

describe("what is not of the protocol is an error", () => {
  test.each([
    ["an extension's bit", Buffer.of(0xc2, 0)],
    ["an unknown code", Buffer.of(0x83, 0)],
    ["a masked frame", Buffer.of(0x82, 0x80, 0, 0, 0, 0)],
    ["a ping in parts", Buffer.of(0x09, 0)],
    ["a long ping", Buffer.of(0x89, 126, 0, 200)],
    ["a continuation of nothing", Buffer.of(0x80, 0)],
    [
      "a message within another",
      Buffer.concat([frame(2, Buffer.from("a"), false), frame(2, Buffer.from("b"))]),
    ],
    ["an impossible length", Buffer.of(0x82, 127, 255, 255, 255, 255, 255, 255, 255, 255)],
    ["a page", Buffer.from("<html>no</html>")],
  ])("%s", (_what, bytes) => {
    expect(() => messages(bytes)).toThrow(FrameError);
  });

  test("and no bytes whatever are more than an error", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 })), (chunks) => {
        try {
          messages(...chunks.map((chunk) => Buffer.from(chunk)));
        } catch (error) {
          expect(error).toBeInstanceOf(FrameError);
        }
      }),
    );
  });
});

test("the answer to a ping is masked, and holds the same bytes", () => {
  const answer = pong(Buffer.from("abc"));
  expect(answer[0]).toBe(0x8a);
  expect(answer[1]).toBe(0x80 | 3);
  const mask = answer.subarray(2, 6);
  expect(Buffer.from(answer.subarray(6).map((byte, index) => byte ^ (mask[index % 4] ?? 0))).toString()).toBe(
    "abc",
  );
});
