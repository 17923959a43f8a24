import { isUtf8 } from "node:buffer";
import { XmlFault } from "./fault.ts";

const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", apos: "'", quot: '"' };
const ampersand = 0x26;

/** The text between two positions, with its entities resolved and its line ends as `\n`; `<![CDATA[` has no entities. */
export function textOf(bytes: Uint8Array, from: number, to: number): string {
  assertText(bytes, from, to, true);
  return decoded(bytes, from, to)
    .replace(/\r\n?/g, "\n")
    .replace(/&([^;]*);/g, (_, name: string) => entityText(name) ?? "");
}

/**
 * Whether Go's encoding/xml accepts a text: valid UTF-8, only XML characters, and only the five named entities
 * and numeric ones.
 * @throws XmlFault
 */
export function assertText(bytes: Uint8Array, from: number, to: number, hasEntities: boolean): void {
  let isAscii = true;
  for (let at = from; at < to; at++) {
    const byte = bytes[at] ?? 0;
    if (byte >= 0x80) {
      isAscii = false;
      if (byte === 0xef && bytes[at + 1] === 0xbf && (bytes[at + 2] ?? 0) >= 0xbe && at + 2 < to)
        throw illegal(0xff00 + (bytes[at + 2] ?? 0) + 0x40, at);
    } else if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) throw illegal(byte, at);
    else if (hasEntities && byte === ampersand) at = assertEntity(bytes, at, to);
  }
  if (!isAscii && !isUtf8(bytes.subarray(from, to))) throw new XmlFault("it is not valid UTF-8", from);
}

/** Where the entity ends. */
function assertEntity(bytes: Uint8Array, at: number, to: number): number {
  let end = at + 1;
  while (end < to && bytes[end] !== 0x3b && end - at < 100) end++;
  const name = decoded(bytes, at + 1, end);
  const text = bytes[end] === 0x3b && end < to ? entityText(name) : undefined;
  if (text === undefined)
    throw new XmlFault(
      "an & does not start an entity such as &amp; or &#39;; write &amp; for the character itself",
      at,
    );
  const code = text.codePointAt(0) ?? 0;
  if ((code < 0x20 && !"\t\n\r".includes(text)) || code === 0xfffe || code === 0xffff)
    throw illegal(code, at);
  return end;
}

/** The character of an entity; Go replaces half of a surrogate pair with the replacement character. */
function entityText(name: string): string | undefined {
  if (Object.hasOwn(entities, name)) return entities[name];
  const digits = /^#(?:x[0-9A-Fa-f]+|[0-9]+)$/.test(name) ? name.slice(1) : undefined;
  if (digits === undefined) return undefined;
  const code = Number(digits.replace(/^x/, "0x"));
  if (code > 0x10ffff) return undefined;
  return code >= 0xd800 && code <= 0xdfff ? "\ufffd" : String.fromCodePoint(code);
}

function illegal(code: number, at: number): XmlFault {
  const words = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
  return new XmlFault(`the character ${words} is not allowed in XML`, at);
}

export function decoded(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString();
}
