import { type Characters, charactersOf } from "./characters.ts";
import { YamlFault } from "./fault.ts";
import { type ScalarStyle, Scanner, type Token } from "./scanner.ts";

/** A value of a YAML file. Lines count from 1; positions are in the decoded text. */
export type YamlNode = { readonly line: number } & (
  | {
      readonly kind: "scalar";
      readonly value: string;
      readonly style: ScalarStyle;
      /** In full: `tag:yaml.org,2002:int`; empty if it has none. */
      readonly tag: string;
      readonly start: number;
      readonly end: number;
    }
  | { readonly kind: "mapping"; readonly pairs: readonly (readonly [key: YamlNode, value: YamlNode])[] }
  | { readonly kind: "sequence"; readonly items: readonly YamlNode[] }
  | { readonly kind: "alias"; readonly name: string; readonly target: YamlNode }
);

/**
 * Reads the first document of a YAML file with the grammar of libyaml, which go-yaml v2 uses and which differs from YAML 1.2:
 * a quoted string may continue at the start of a line, `\'` is an escape, U+2028 ends a line. Anything after the document is
 * ignored. Undefined if the file has no document.
 * @throws YamlFault
 */
export function readNodes(bytes: Uint8Array): YamlNode | undefined {
  return new Parser(charactersOf(bytes)).document();
}

/** Like `readNodes`, with the grammar of go-yaml v3: it looks two tokens ahead, also beyond the document. */
export function readNodesV3(bytes: Uint8Array): YamlNode | undefined {
  return new Parser(charactersOf(bytes), true).document();
}

const defaultTags: readonly (readonly [string, string])[] = [
  ["!", "!"],
  ["!!", "tag:yaml.org,2002:"],
];

class Parser {
  readonly #scanner: Scanner;
  readonly #tags = new Map<string, string>();
  readonly #anchors = new Map<string, YamlNode>();

  readonly #isV3: boolean;

  constructor(characters: Characters, isV3 = false) {
    this.#scanner = new Scanner(characters, isV3);
    this.#isV3 = isV3;
  }

  document(): YamlNode | undefined {
    const hasDirectives = this.#directives();
    const { kind } = this.#scanner.peek();
    if (kind === "end" && !hasDirectives) return undefined;
    const isExplicit = kind === "document-start";
    if (hasDirectives && !isExplicit) throw this.#fault("directives are followed by a line of ---");
    if (isExplicit) this.#scanner.next();
    const next = this.#scanner.peek();
    const isEmpty = isExplicit && ["directive", "document-start", "document-end", "end"].includes(next.kind);
    const node = isEmpty ? this.#empty(next.line) : this.#node({ isBlock: true, isIndentless: false });
    this.#scanner.peek();
    if (this.#isV3) this.#scanner.readAhead(3);
    return node;
  }

  #directives(): boolean {
    let version = false;
    for (;;) {
      const token = this.#scanner.peek();
      if (token.kind !== "directive") break;
      const { directive } = token;
      if (directive.kind === "version") {
        if (version) throw this.#fault("there are two %YAML directives");
        if (directive.version !== "1.1") throw this.#fault("the %YAML directive is not of version 1.1");
        version = true;
      } else {
        if (this.#tags.has(directive.handle)) throw this.#fault("two %TAG directives have the same handle");
        this.#tags.set(directive.handle, directive.prefix);
      }
      this.#scanner.next();
    }
    const isAny = version || this.#tags.size > 0;
    for (const [handle, prefix] of defaultTags) {
      if (!this.#tags.has(handle)) this.#tags.set(handle, prefix);
    }
    return isAny;
  }

  #fault(why: string, line = this.#scanner.peek().line): YamlFault {
    return new YamlFault(why, line);
  }

  #empty(line: number, start = this.#scanner.peek().start): YamlNode {
    return { kind: "scalar", value: "", style: "plain", tag: "", line, start, end: start };
  }

  #node({ isBlock, isIndentless }: { readonly isBlock: boolean; readonly isIndentless: boolean }): YamlNode {
    const first = this.#scanner.peek();
    if (first.kind === "alias") {
      this.#scanner.next();
      const target = this.#anchors.get(first.name);
      if (target === undefined)
        throw this.#fault(
          `*${first.name} is a reference to an anchor that does not exist; put it in quotes if it is text`,
          first.line,
        );
      return { kind: "alias", name: first.name, target, line: first.line };
    }
    const { anchor, tag } = this.#properties();
    const token = this.#scanner.peek();
    const { line } = first;
    const node = (found: YamlNode): YamlNode => {
      if (anchor !== undefined) this.#anchors.set(anchor, found);
      return found;
    };
    if (isIndentless && token.kind === "entry") {
      const items: YamlNode[] = [];
      const list = node({ kind: "sequence", items, line });
      this.#entries(items, ["entry", "key", "value", "block-end"]);
      return list;
    }
    if (token.kind === "scalar") {
      this.#scanner.next();
      const { value, style, start, end } = token;
      return node({ kind: "scalar", value, style, tag: tag ?? "", line, start, end });
    }
    if (token.kind === "[") {
      const items: YamlNode[] = [];
      const list = node({ kind: "sequence", items, line });
      this.#flowSequence(items);
      return list;
    }
    if (token.kind === "{") {
      const pairs: (readonly [YamlNode, YamlNode])[] = [];
      const mapping = node({ kind: "mapping", pairs, line });
      this.#flowMapping(pairs);
      return mapping;
    }
    if (isBlock && token.kind === "block-sequence") {
      const items: YamlNode[] = [];
      const list = node({ kind: "sequence", items, line });
      this.#scanner.next();
      this.#entries(items, ["entry", "block-end"]);
      this.#blockEnd("the lines of a list do not start in the same column");
      return list;
    }
    if (isBlock && token.kind === "block-mapping") {
      const pairs: (readonly [YamlNode, YamlNode])[] = [];
      const mapping = node({ kind: "mapping", pairs, line });
      this.#blockMapping(pairs);
      return mapping;
    }
    if (anchor !== undefined || tag !== undefined)
      return node({
        kind: "scalar",
        value: "",
        style: "plain",
        tag: tag ?? "",
        line,
        start: token.start,
        end: token.start,
      });
    throw this.#fault("a value is missing or not allowed here", token.line);
  }

  #properties(): { anchor: string | undefined; tag: string | undefined } {
    let anchor: string | undefined;
    let tag: string | undefined;
    for (;;) {
      const token = this.#scanner.peek();
      if (token.kind === "anchor" && anchor === undefined) anchor = token.name;
      else if (token.kind === "tag" && tag === undefined) tag = this.#tag(token);
      else return { anchor, tag };
      this.#scanner.next();
    }
  }

  #tag({ tag: { handle, suffix }, line }: Extract<Token, { kind: "tag" }>): string {
    if (handle === "") return suffix;
    const prefix = this.#tags.get(handle);
    if (prefix === undefined || prefix + suffix === "")
      throw this.#fault(`${handle} is not a known tag; put the value in quotes if it is text`, line);
    return prefix + suffix;
  }

  /** The entries of a list in block style; an entry before one of `ends` is empty. */
  #entries(items: YamlNode[], ends: readonly Token["kind"][]): void {
    while (this.#scanner.peek().kind === "entry") {
      const { line, end } = this.#scanner.next();
      const isEmpty = ends.includes(this.#scanner.peek().kind);
      items.push(isEmpty ? this.#empty(line, end) : this.#node({ isBlock: true, isIndentless: false }));
    }
  }

  #blockEnd(why: string): void {
    if (this.#scanner.peek().kind !== "block-end") throw this.#fault(why);
    this.#scanner.next();
  }

  #blockMapping(pairs: (readonly [YamlNode, YamlNode])[]): void {
    this.#scanner.next();
    while (this.#scanner.peek().kind !== "block-end") {
      if (this.#scanner.peek().kind !== "key")
        throw this.#fault(
          "the line is not a field such as «vendor: ACME», or does not start in the column of the others",
        );
      const key = this.#blockPart();
      const value = this.#scanner.peek().kind === "value" ? this.#blockPart() : this.#empty(key.line);
      pairs.push([key, value]);
    }
    this.#scanner.next();
  }

  /** A key after its indicator, or a value after its colon. */
  #blockPart(): YamlNode {
    const { line, end } = this.#scanner.next();
    const { kind } = this.#scanner.peek();
    const isEmpty = kind === "key" || kind === "value" || kind === "block-end";
    return isEmpty ? this.#empty(line, end) : this.#node({ isBlock: true, isIndentless: true });
  }

  #flowSequence(items: YamlNode[]): void {
    this.#flow("]", () => {
      if (this.#scanner.peek().kind !== "key") {
        items.push(this.#node({ isBlock: false, isIndentless: false }));
        return;
      }
      const { line } = this.#scanner.next();
      const key = this.#flowPart(["value", ",", "]"]);
      // go-yaml ignores whatever follows an empty key here
      if (key === undefined) this.#scanner.next();
      const value = this.#flowValue("]");
      items.push({ kind: "mapping", pairs: [[key ?? this.#empty(line), value]], line });
    });
  }

  #flowMapping(pairs: (readonly [YamlNode, YamlNode])[]): void {
    this.#flow("}", () => {
      if (this.#scanner.peek().kind !== "key") {
        const key = this.#node({ isBlock: false, isIndentless: false });
        pairs.push([key, this.#empty(key.line)]);
        return;
      }
      const { line } = this.#scanner.next();
      const key = this.#flowPart(["value", ",", "}"]) ?? this.#empty(line);
      pairs.push([key, this.#flowValue("}")]);
    });
  }

  /** The entries between brackets, separated by commas. */
  #flow(close: "]" | "}", part: () => void): void {
    this.#scanner.next();
    for (let isFirst = true; this.#scanner.peek().kind !== close; isFirst = false) {
      if (!isFirst) {
        if (this.#scanner.peek().kind !== ",")
          throw this.#fault(`there is no , or ${close} where one is expected`);
        this.#scanner.next();
        if (this.#scanner.peek().kind === close) break;
      }
      part();
    }
    this.#scanner.next();
  }

  #flowPart(ends: readonly Token["kind"][]): YamlNode | undefined {
    return ends.includes(this.#scanner.peek().kind)
      ? undefined
      : this.#node({ isBlock: false, isIndentless: false });
  }

  #flowValue(close: "]" | "}"): YamlNode {
    const { kind, line } = this.#scanner.peek();
    if (kind !== "value") return this.#empty(line);
    this.#scanner.next();
    return this.#flowPart([",", close]) ?? this.#empty(line);
  }
}
