import { expect, test } from "bun:test";
import { LineCutter } from "../../../src/suite/log/line-cutter.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (lines: readonly Uint8Array[]) => lines.map((line) => new TextDecoder().decode(line));

test("cuts wherever the chunks end, and loses no byte", () => {
  const cutter = new LineCutter();
  expect(text(cutter.push(bytes("a\r\nb")))).toEqual(["a\r\n"]);
  expect(text(cutter.push(bytes("")))).toEqual([]);
  expect(text(cutter.push(bytes("c\n\nd")))).toEqual(["bc\n", "\n"]);
  expect(text(cutter.end())).toEqual(["d"]);
  expect(cutter.end()).toEqual([]);
});

test("gives a line without end in parts", () => {
  const cutter = new LineCutter();
  const piece = bytes("x".repeat(600_000));
  expect(cutter.push(piece)).toEqual([]);
  expect(cutter.push(piece).map(({ length }) => length)).toEqual([1_200_000]);
  expect(text(cutter.push(bytes("y\n")))).toEqual(["y\n"]);
});
