import { SaxesParser, type SaxesTagPlain } from "saxes";

/** What is read from an XML file. */
export interface XmlReader {
  open(tag: SaxesTagPlain): void;
  text?(text: string): void;
  close(name: string): void;
  declaration?(declared: {
    readonly version?: string | undefined;
    readonly encoding?: string | undefined;
  }): void;
}

// A junit file has five levels, eight attributes, and some megabytes of output per spec. Anything far beyond was made to fill memory.
const mostDepth = 100;
const mostAttributes = 100;
const longestPart = 16 * 2 ** 20;

/**
 * Reads XML in pieces, whatever its size, with no more than one text or tag of it in memory. `refuse` is called with the problem,
 * and must throw: XML that is not well-formed, a DOCTYPE, or nesting, attributes or lengths beyond reason.
 */
export class BoundedXml {
  readonly #parser = new SaxesParser();
  readonly #refuse: (why: string, cause?: unknown) => never;
  #depth = 0;
  #attributes = 0;
  /** Characters since the end of the last part. */
  #pending = 0;

  constructor(reader: XmlReader, refuse: (why: string, cause?: unknown) => never) {
    this.#refuse = refuse;
    const parser = this.#parser;
    const part = () => {
      this.#pending = 0;
    };
    parser.on("error", (error) => refuse(`not well-formed XML at ${error.message}`, error));
    parser.on("doctype", () => refuse("it has a DOCTYPE, which no junit file of the suite has"));
    parser.on("xmldecl", ({ version, encoding }) => reader.declaration?.({ version, encoding }));
    parser.on("attribute", () => {
      if (++this.#attributes > mostAttributes)
        refuse(`it has a tag with more than ${mostAttributes} attributes`);
    });
    parser.on("opentag", (tag) => {
      part();
      this.#attributes = 0;
      if (++this.#depth > mostDepth) refuse(`it is nested deeper than ${mostDepth} elements`);
      reader.open(tag);
    });
    parser.on("closetag", (tag) => {
      part();
      this.#depth--;
      reader.close(tag.name);
    });
    const text = (found: string) => {
      part();
      reader.text?.(found);
    };
    parser.on("text", text);
    parser.on("cdata", text);
    parser.on("comment", part);
    parser.on("processinginstruction", part);
  }

  push(text: string): void {
    this.#pending += text.length;
    if (this.#pending > longestPart + text.length) {
      this.#refuse(`it has a text or tag of more than ${longestPart / 2 ** 20} MiB`);
    }
    this.#parser.write(text);
  }

  /** @throws what `refuse` throws if the XML breaks off */
  end(): void {
    this.#parser.close();
  }
}
