import { YamlFault } from "./fault.ts";

/** The characters of a file, as far as it can be read. */
export interface Characters {
  readonly text: string;
  /** What is wrong with the bytes, and the first character that cannot be read because of it. */
  readonly bad?: undefined | { readonly from: number; readonly fault: YamlFault };
}

// go-yaml reads the file in blocks: one bad byte spoils its whole block, but no earlier one
const blockBytes = 512;

/** Decodes UTF-8, or UTF-16 with a byte order mark, and finds the first character that YAML does not allow. */
export function charactersOf(bytes: Uint8Array): Characters {
  const [first, second, third] = bytes;
  if (first === 0xff && second === 0xfe) return decode(bytes, 2, "utf-16le");
  if (first === 0xfe && second === 0xff) return decode(swapped(bytes), 2, "utf-16le");
  return decode(bytes, first === 0xef && second === 0xbb && third === 0xbf ? 3 : 0, "utf-8");
}

function decode(bytes: Uint8Array, from: number, encoding: "utf-8" | "utf-16le"): Characters {
  const content = bytes.subarray(from);
  const text = new TextDecoder(encoding, { ignoreBOM: true }).decode(content);
  const encoded = Buffer.from(text, encoding === "utf-8" ? "utf8" : "utf16le");
  // invalid bytes are decoded to a replacement character, which is encoded as other bytes
  const differs = encoded.equals(content) ? -1 : firstDifference(encoded, content);
  const isWhole = differs < 0;
  const readable = isWhole
    ? text
    : new TextDecoder(encoding, { ignoreBOM: true }).decode(content.subarray(0, differs));
  const forbidden = readable.search(notAllowed);
  if (forbidden >= 0) {
    const code = readable.codePointAt(forbidden) ?? 0;
    const why =
      code === 0xfeff
        ? "the file starts with two byte order marks"
        : `the character U+${code.toString(16).toUpperCase().padStart(4, "0")} is not allowed in YAML`;
    return { text, bad: bad(text, forbidden, why, encoding) };
  }
  if (isWhole) return { text };
  return {
    text,
    bad: bad(text, readable.length, `it is not valid ${encoding === "utf-8" ? "UTF-8" : "UTF-16"}`, encoding),
  };
}

function bad(text: string, at: number, why: string, encoding: "utf-8" | "utf-16le"): Characters["bad"] {
  const size = (part: string) => (encoding === "utf-8" ? Buffer.byteLength(part) : part.length * 2);
  const bytesBefore = size(text.slice(0, at));
  const block = bytesBefore - (bytesBefore % blockBytes);
  let from = at;
  for (let bytes = bytesBefore; from > 0 && bytes > block; from--) bytes -= size(text.charAt(from - 1));
  return { from, fault: new YamlFault(why, lineAt(text, at)) };
}

/** The line, from 1, of a position in a text; YAML has more line breaks than most. */
export function lineAt(text: string, at: number): number {
  return (text.slice(0, at).match(/\r\n|[\r\n\u0085\u2028\u2029]/g)?.length ?? 0) + 1;
}

function firstDifference(one: Uint8Array, other: Uint8Array): number {
  const at = one.findIndex((byte, index) => byte !== other[index]);
  return at < 0 ? Math.min(one.length, other.length) : at;
}

function swapped(bytes: Uint8Array): Uint8Array {
  const copy = Buffer.from(bytes.subarray(0, bytes.length - (bytes.length % 2)));
  copy.swap16();
  // half a character at the end is as invalid as one in the middle
  return bytes.length % 2 === 0 ? copy : Buffer.concat([copy, bytes.subarray(-1)]);
}

const notAllowed = /^\uFEFF|[^\t\n\r\u0020-\u007e\u0085\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;
