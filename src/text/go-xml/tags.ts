import { assertText, decoded, textOf } from "./content.ts";
import { XmlFault } from "./fault.ts";

/** A name with its prefix, which is empty if there is none. */
export interface XmlName {
  readonly prefix: string;
  readonly local: string;
}

/** An attribute as written; attribute prefixes are left out, because Go's decoder ignores them. */
export interface XmlAttribute {
  readonly name: string;
  readonly value: string;
}

const quotes: readonly (number | undefined)[] = [0x22, 0x27];

/** Reads the bytes of a tag. */
export class TagReader {
  readonly #bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.at = at;
  }

  /** Skips what is expected. */
  expect(character: string, why: string): void {
    if (!this.take(character)) throw this.fault(why);
  }

  /** Skips a character if it is the next one. */
  take(character: string): boolean {
    if (this.#bytes[this.at] !== character.charCodeAt(0)) return false;
    this.at++;
    return true;
  }

  blanks(): void {
    for (;;) {
      const byte = this.#bytes[this.at];
      if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) return;
      this.at++;
    }
  }

  /** A name with or without a colon. */
  qualified(why: string): XmlName {
    const name = this.name(why);
    const [prefix = "", local = "", ...more] = name.split(":");
    if (more.length > 0) throw this.fault(why);
    return prefix === "" || local === "" ? { prefix: "", local: name } : { prefix, local };
  }

  name(why: string): string {
    const from = this.at;
    while (isNameByte(this.#bytes[this.at])) this.at++;
    const name = decoded(this.#bytes, from, this.at);
    if (
      !/^[A-Za-z_:\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff][\w.:\-\u00b7\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff]*$/.test(
        name,
      )
    )
      throw new XmlFault(why, from);
    return name;
  }

  attribute(): XmlAttribute {
    const { local } = this.qualified("a tag contains something that is not an attribute");
    this.blanks();
    this.expect("=", `the attribute ${local} has no value`);
    this.blanks();
    const quote = this.#bytes[this.at];
    if (!quotes.includes(quote)) throw this.fault(`the value of the attribute ${local} is not in quotes`);
    const from = this.at + 1;
    const to = this.#bytes.indexOf(quote ?? 0, from);
    if (to < 0) throw this.fault("the file ends in the middle of a tag");
    const less = this.#bytes.subarray(from, to).indexOf(0x3c);
    if (less >= 0) {
      assertText(this.#bytes, from, from + less, true);
      throw new XmlFault(`the value of the attribute ${local} contains a <; write &lt;`, from + less);
    }
    this.at = to + 1;
    return { name: local, value: textOf(this.#bytes, from, to) };
  }

  fault(why: string): XmlFault {
    return new XmlFault(
      this.at >= this.#bytes.length ? "the file ends in the middle of a tag" : why,
      this.at,
    );
  }
}

/** Names beyond ASCII are checked once they are complete. */
function isNameByte(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  return (
    byte >= 0x80 ||
    (byte >= 0x61 && byte <= 0x7a) ||
    (byte >= 0x41 && byte <= 0x5a) ||
    (byte >= 0x2d && byte <= 0x3a && byte !== 0x2f) ||
    byte === 0x5f
  );
}
