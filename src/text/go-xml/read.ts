import { assertText, decoded, textOf } from "./content.ts";
import { XmlFault } from "./fault.ts";
import { TagReader, type XmlAttribute, type XmlName } from "./tags.ts";

/** Gets the elements of a file, with names without prefixes. Text is checked, and skipped unless there is `text`. */
export interface XmlListener {
  open(name: string, attributes: readonly XmlAttribute[]): void;
  /** Gets a piece of the text of the innermost element: its entities are resolved. */
  text?(text: string): void;
  close(): void;
}

const mostDepth = 10_000;
/** Bytes between two steps. */
const stride = 256 * 1024;

/**
 * Reads XML up to the end of its root as Go's encoding/xml does, which accepts what a strict reader would not: text before
 * the declaration, a DOCTYPE, a duplicate attribute, any bytes in a comment; and which refuses every encoding other than UTF-8.
 * @throws XmlFault
 */
export function* readXml(bytes: Uint8Array, listener: XmlListener): Generator<undefined, undefined> {
  const reader = new Reader(bytes, listener);
  let next = stride;
  while (reader.token()) {
    if (reader.at < next) continue;
    next = reader.at + stride;
    yield;
  }
  return undefined;
}

class Reader {
  readonly #bytes: Uint8Array;
  readonly #listener: XmlListener;
  readonly #open: XmlName[] = [];
  at = 0;

  constructor(bytes: Uint8Array, listener: XmlListener) {
    this.#bytes = bytes;
    this.#listener = listener;
  }

  /** Reads a text or a tag; false if the root has ended. */
  token(): boolean {
    const { at } = this;
    if (at >= this.#bytes.length) {
      const [, ...inner] = this.#open;
      const last = inner.at(-1) ?? this.#open[0];
      throw new XmlFault(
        last === undefined ? "it contains no XML elements" : `it breaks off: <${nameOf(last)}> is not closed`,
        at,
      );
    }
    if (this.#bytes[at] !== 0x3c) return this.#text();
    const next = this.#bytes[at + 1];
    if (next === 0x2f) return this.#close();
    if (next === 0x3f) return this.#instruction();
    if (next === 0x21) return this.#declaration();
    return this.#tag();
  }

  #text(): true {
    const from = this.at;
    const less = this.#bytes.indexOf(0x3c, from);
    const to = less < 0 ? this.#bytes.length : less;
    assertText(this.#bytes, from, to, true);
    this.#listener.text?.(textOf(this.#bytes, from, to));
    for (
      let at = this.#bytes.indexOf(0x5d, from);
      at >= 0 && at < to;
      at = this.#bytes.indexOf(0x5d, at + 1)
    ) {
      if (this.#bytes[at + 1] === 0x5d && this.#bytes[at + 2] === 0x3e && at + 2 < to)
        throw new XmlFault("text contains ]]>; write ]]&gt;", at);
    }
    this.at = to;
    return true;
  }

  #tag(): true | false {
    const tag = new TagReader(this.#bytes, this.at + 1);
    const name = tag.qualified("a < does not start a tag; write &lt; for the character itself");
    const attributes: XmlAttribute[] = [];
    let isEmpty = false;
    for (;;) {
      tag.blanks();
      if (tag.take(">")) break;
      if (tag.take("/")) {
        tag.expect(">", `the tag <${nameOf(name)}> does not end with />`);
        isEmpty = true;
        break;
      }
      attributes.push(tag.attribute());
    }
    this.at = tag.at;
    this.#open.push(name);
    if (this.#open.length > mostDepth) throw new XmlFault("it is nested too deeply", this.at);
    this.#listener.open(name.local, attributes);
    return isEmpty ? this.#end() : true;
  }

  #close(): boolean {
    const from = this.at;
    const tag = new TagReader(this.#bytes, from + 2);
    const name = tag.qualified("a closing tag has no name");
    tag.blanks();
    tag.expect(">", `the tag </${nameOf(name)}> does not end with >`);
    const open = this.#open.at(-1);
    if (open === undefined) throw new XmlFault(`</${nameOf(name)}> closes an element that is not open`, from);
    if (nameOf(open) !== nameOf(name))
      throw new XmlFault(`<${nameOf(open)}> is closed by </${nameOf(name)}>`, from);
    this.at = tag.at;
    return this.#end();
  }

  #end(): boolean {
    this.#open.pop();
    this.#listener.close();
    return this.#open.length > 0;
  }

  /** Skips `<?xml …?>` and the like. */
  #instruction(): true {
    const from = this.at;
    const tag = new TagReader(this.#bytes, from + 2);
    const target = tag.name("a <? does not start an instruction");
    tag.blanks();
    const end = this.#indexOf("?>", tag.at, "it breaks off in an instruction");
    if (target === "xml") {
      const content = decoded(this.#bytes, tag.at, end);
      const version = declared("version", content);
      if (version !== "" && version !== "1.0")
        throw new XmlFault(`its XML version is ${version}, not 1.0`, from);
      const encoding = declared("encoding", content);
      if (encoding !== "" && encoding.toLowerCase() !== "utf-8")
        throw new XmlFault(`its encoding is declared as ${encoding}, not as UTF-8`, from);
    }
    this.at = end + 2;
    return true;
  }

  /** Skips comments, `<![CDATA[` and `<!DOCTYPE>`. */
  #declaration(): true {
    const from = this.at;
    if (this.#startsWith("<!-", from)) {
      if (!this.#startsWith("<!--", from)) throw new XmlFault("a <!- does not start a comment", from);
      const end = this.#indexOf("--", from + 4, "it breaks off in a comment");
      if (this.#bytes[end + 2] !== 0x3e) throw new XmlFault("a comment contains --", end);
      this.at = end + 3;
    } else if (this.#startsWith("<![", from)) {
      if (!this.#startsWith("<![CDATA[", from)) throw new XmlFault("a <![ does not start <![CDATA[", from);
      const end = this.#indexOf("]]>", from + 9, "it breaks off in a <![CDATA[");
      assertText(this.#bytes, from + 9, end, false);
      this.#listener.text?.(decoded(this.#bytes, from + 9, end).replace(/\r\n?/g, "\n"));
      this.at = end + 3;
    } else this.#directive();
    return true;
  }

  /** Ends at the first > that is neither in quotes nor part of an inner tag. */
  #directive(): void {
    let quote: number | undefined;
    let depth = 0;
    for (let at = this.at + 3; at < this.#bytes.length; at++) {
      const byte = this.#bytes[at];
      if (quote !== undefined) {
        if (byte === quote) quote = undefined;
      } else if (byte === 0x22 || byte === 0x27) quote = byte;
      else if (byte === 0x3e) {
        if (depth === 0) {
          this.at = at + 1;
          return;
        }
        depth--;
      } else if (byte === 0x3c && this.#startsWith("<!--", at))
        at = this.#indexOf("-->", at + 4, "it breaks off in a comment") + 2;
      else if (byte === 0x3c) depth++;
    }
    throw new XmlFault("it breaks off in a <!DOCTYPE>", this.#bytes.length);
  }

  #startsWith(text: string, at: number): boolean {
    for (let ahead = 0; ahead < text.length; ahead++)
      if (this.#bytes[at + ahead] !== text.charCodeAt(ahead)) return false;
    return true;
  }

  #indexOf(text: string, from: number, why: string): number {
    const found = Buffer.from(this.#bytes.buffer, this.#bytes.byteOffset, this.#bytes.length).indexOf(
      text,
      from,
      "latin1",
    );
    if (found < 0) throw new XmlFault(why, this.#bytes.length);
    return found;
  }
}

function nameOf({ prefix, local }: XmlName): string {
  return prefix === "" ? local : `${prefix}:${local}`;
}

/** What the declaration says about something: the first place where the word, `=` and a quote follow each other. */
function declared(what: string, content: string): string {
  const found = new RegExp(`${what}=(?:"([^"]*)"|'([^']*)')`).exec(content);
  return found?.[1] ?? found?.[2] ?? "";
}
