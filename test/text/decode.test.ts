import { expect, test } from "bun:test";
import { decodeText } from "../../src/text/decode.ts";

const text = "name: café\n";
const utf16 = Buffer.from(text, "utf16le");

test.each<[string, Uint8Array]>([
  ["UTF-8", Buffer.from(text)],
  ["UTF-8 with a mark", Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(text)])],
  ["UTF-16, low byte first", Buffer.concat([Buffer.from([0xff, 0xfe]), utf16])],
  ["UTF-16, high byte first", Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(utf16).swap16()])],
  [
    "UTF-16 that is cut off",
    Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(utf16).swap16(), Buffer.from([0])]),
  ],
])("%s is read", (_, bytes) => {
  expect(decodeText(bytes)).toBe(text);
});

test.each<[string, Uint8Array, string]>([
  ["Latin-1", Buffer.from(text, "latin1"), "it is not UTF-8 text"],
  ["UTF-16 without a mark", Buffer.from("name: a\n", "utf16le"), "it has NUL characters"],
  ["a program", Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 0]), "it has NUL characters"],
])("%s is refused", (_, bytes, words) => {
  expect(() => decodeText(bytes)).toThrow(words);
});
