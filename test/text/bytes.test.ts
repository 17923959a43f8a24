import { expect, test } from "bun:test";
import { byteWords, parseBytes } from "../../src/text/bytes.ts";

test.each([
  [0, "0 B"],
  [-5, "0 B"],
  [999, "999 B"],
  [1000, "1.0 kB"],
  [99_949, "99.9 kB"],
  [99_951, "100 kB"],
  [999_600, "1.0 MB"],
  [1_234_567_890, "1.2 GB"],
  [5e15, "5000 TB"],
])("%d bytes are %s", (bytes, words) => {
  expect(byteWords(bytes)).toBe(words);
});

test.each([
  ["1048576", 1_048_576],
  ["4GB", 4e9],
  ["4GiB", 4 * 2 ** 30],
  ["1.5k", 1500],
  ["700 MB", 7e8],
  ["12B", 12],
  ["", undefined],
  ["big", undefined],
  ["4iB", undefined],
  ["-1", undefined],
  ["9999999999T", undefined],
])("%j is %p bytes", (text, bytes) => {
  expect(parseBytes(text)).toBe(bytes as never);
});
