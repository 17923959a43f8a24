import { expect, test } from "bun:test";
import { atOnce, inPieces, inTurns, type Steps } from "../../src/async/steps.ts";

function* count(to: number): Steps<number> {
  for (let at = 0; at < to; at++) yield;
  return to;
}

test("the result is the same at once and in turns", async () => {
  expect(atOnce(count(3))).toBe(3);
  expect(await inTurns(count(3))).toBe(3);
});

test("between two steps the event loop goes on, and a signal ends it with its reason", async () => {
  const controller = new AbortController();
  const reason = new Error("stopped");
  setImmediate(() => controller.abort(reason));
  await expect(inTurns(count(Number.POSITIVE_INFINITY), controller.signal)).rejects.toBe(reason);
});

test("bytes come whole, in pieces", () => {
  const bytes = new Uint8Array(600_000).map((_, index) => index % 251);
  const pieces: Uint8Array[] = [];
  atOnce(inPieces(bytes, (piece) => pieces.push(piece)));
  expect(pieces.length).toBe(3);
  expect(Buffer.concat(pieces).equals(bytes)).toBe(true);
});
