import { expect, test } from "bun:test";
import { StatusLine } from "../../src/display/status-line.ts";

function shown(isTTY: boolean): string[] {
  const written: string[] = [];
  const write = (text: string | Uint8Array) => void written.push(String(text));
  const line = new StatusLine({ stderr: { isTTY, columns: 10, write } }, () => "12 of 3456 images", 60_000);
  line.show();
  line.show();
  line.erase();
  line.end();
  return written;
}

test("a line on a terminal replaces the one before, is cut to the terminal, and is gone at the end", () => {
  expect(shown(true)).toEqual(["12 of 345", "\r\u001b[K", "12 of 345", "\r\u001b[K"]);
});

test("without a terminal there are whole lines, and nothing that moves a cursor", () => {
  expect(shown(false)).toEqual(["12 of 3456 images\n", "12 of 3456 images\n"]);
});
