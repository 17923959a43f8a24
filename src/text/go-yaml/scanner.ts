import type { Characters } from "./characters.ts";
import { Cursor, isBlank, isBlankOrEnd, isBreak, type Mark } from "./cursor.ts";
import { YamlFault } from "./fault.ts";
import { blockText, plainText, quotedText } from "./scalars.ts";
import { anchorName, type Directive, directive, type TagName, tagName } from "./tags.ts";

/** The style of a string. */
export type ScalarStyle = "plain" | "quoted" | "block";

/** A part of the YAML, and its position in the text. */
export type Token = {
  readonly line: number;
  readonly start: number;
  readonly end: number;
} & (
  | { readonly kind: Sign }
  | { readonly kind: "scalar"; readonly value: string; readonly style: ScalarStyle }
  | { readonly kind: "anchor" | "alias"; readonly name: string }
  | { readonly kind: "tag"; readonly tag: TagName }
  | { readonly kind: "directive"; readonly directive: Directive }
);

type Sign =
  | "end"
  | "document-start"
  | "document-end"
  | "block-sequence"
  | "block-mapping"
  | "block-end"
  | "["
  | "]"
  | "{"
  | "}"
  | ","
  | "entry"
  | "key"
  | "value";

/** A token that may turn out to be a key, if a colon follows it. */
interface PossibleKey {
  readonly number: number;
  readonly mark: Mark;
  /** At the indentation of a mapping, only a key may appear. */
  readonly isRequired: boolean;
}

// libyaml's limits: a key without `?` is on one line, and not longer
const longestKey = 1024;
const mostNesting = 1000;

/**
 * Cuts YAML 1.1 into its tokens as libyaml does, and go-yaml after it (yaml/pyyaml, «scanner.py» explains the method): a
 * key is recognized only when its colon comes, so tokens wait in a queue until then.
 */
export class Scanner {
  readonly #cursor: Cursor;
  readonly #queue: Token[] = [];
  /** The number of tokens taken out of the queue. */
  #taken = 0;
  #indent = -1;
  readonly #indents: number[] = [];
  /** One for the block, and one for each open flow collection. */
  readonly #keys: (PossibleKey | undefined)[] = [undefined];
  #isKeyAllowed = true;
  #isAtEnd = false;

  readonly #isV3: boolean;

  constructor(characters: Characters, isV3 = false) {
    this.#cursor = new Cursor(characters);
    this.#isV3 = isV3;
  }

  /** Reads at least so many tokens, which are not taken, unless the file ends. */
  readAhead(tokens: number): void {
    while (this.#queue.length < tokens && !this.#isAtEnd) this.#fetch();
  }

  /** The next token, without taking it. */
  peek(): Token {
    for (;;) {
      const [head] = this.#queue;
      if (head !== undefined && !this.#isPossibleKey(this.#taken)) return head;
      this.#fetch();
    }
  }

  next(): Token {
    const token = this.peek();
    if (token.kind !== "end") {
      this.#queue.shift();
      this.#taken++;
    }
    return token;
  }

  get #isInFlow(): boolean {
    return this.#keys.length > 1;
  }

  #isPossibleKey(number: number): boolean {
    const depth = this.#keys.findIndex((key) => key?.number === number);
    return depth >= 0 && this.#validKey(depth) !== undefined;
  }

  /** The key that is still possible at this depth: on one line, and not too far away. */
  #validKey(depth: number): PossibleKey | undefined {
    const key = this.#keys[depth];
    if (key === undefined) return undefined;
    const { line, at } = this.#cursor;
    if (key.mark.line === line && key.mark.at + longestKey >= at) return key;
    this.#dropKey(depth);
    return undefined;
  }

  #dropKey(depth: number): void {
    const key = this.#keys[depth];
    if (key?.isRequired === true)
      throw new YamlFault("there is no colon after the name of a field", key.mark.line);
    this.#keys[depth] = undefined;
  }

  #dropLastKey(): void {
    this.#dropKey(this.#keys.length - 1);
  }

  #saveKey(): void {
    if (!this.#isKeyAllowed) return;
    const { mark } = this.#cursor;
    this.#dropLastKey();
    const isRequired = !this.#isInFlow && this.#indent === mark.column;
    this.#keys[this.#keys.length - 1] = { number: this.#taken + this.#queue.length, mark, isRequired };
  }

  #sign(kind: Sign, { line, at }: Mark, length = 0): Token {
    return { kind, line, start: at, end: at + length };
  }

  #rollIndent(
    column: number,
    kind: "block-sequence" | "block-mapping",
    mark: Mark,
    at = this.#queue.length,
  ): void {
    if (this.#isInFlow || this.#indent >= column) return;
    if (this.#indents.length >= mostNesting) throw this.#cursor.fault("it is nested too deeply");
    this.#indents.push(this.#indent);
    this.#indent = column;
    this.#queue.splice(at, 0, this.#sign(kind, mark));
  }

  #unrollIndent(column: number): void {
    if (this.#isInFlow) return;
    while (this.#indent > column) {
      this.#queue.push(this.#sign("block-end", this.#cursor.mark));
      this.#indent = this.#indents.pop() ?? -1;
    }
  }

  #fetch(): void {
    if (this.#isAtEnd) throw this.#cursor.fault("the file ends too early");
    const cursor = this.#cursor;
    this.#toNextToken();
    this.#unrollIndent(cursor.column);
    const character = cursor.peek();
    if (character === "") this.#end();
    else if (character === "%" && cursor.column === 0) this.#directive();
    else if (cursor.isAtDocumentMark()) this.#documentMark(character);
    else if (character === "[" || character === "{") this.#openFlow(character);
    else if (character === "]" || character === "}") this.#closeFlow(character);
    else if (character === ",") this.#flowEntry();
    else if (character === "-" && isBlankOrEnd(cursor.peek(1))) this.#blockEntry();
    else if (character === "?" && this.#isIndicator()) this.#explicitKey();
    else if (character === ":" && this.#isIndicator()) this.#value();
    else this.#content(character);
  }

  #isIndicator(): boolean {
    return this.#isInFlow || isBlankOrEnd(this.#cursor.peek(1));
  }

  #toNextToken(): void {
    const cursor = this.#cursor;
    for (;;) {
      while (cursor.peek() === " " || ((this.#isInFlow || !this.#isKeyAllowed) && cursor.peek() === "\t"))
        cursor.skip();
      if (this.#isV3) cursor.skipComments();
      else cursor.skipComment();
      if (!isBreak(cursor.peek())) return;
      cursor.skipBreak();
      if (!this.#isInFlow) this.#isKeyAllowed = true;
    }
  }

  #end(): void {
    this.#unrollIndent(-1);
    this.#dropLastKey();
    this.#isKeyAllowed = false;
    this.#isAtEnd = true;
    this.#queue.push(this.#sign("end", this.#cursor.mark));
  }

  #directive(): void {
    this.#unrollIndent(-1);
    this.#dropLastKey();
    this.#isKeyAllowed = false;
    const { mark } = this.#cursor;
    const found = directive(this.#cursor);
    this.#queue.push({
      kind: "directive",
      directive: found,
      line: mark.line,
      start: mark.at,
      end: this.#cursor.at,
    });
  }

  #documentMark(character: string): void {
    this.#unrollIndent(-1);
    this.#dropLastKey();
    this.#isKeyAllowed = false;
    this.#push(character === "-" ? "document-start" : "document-end", 3);
  }

  #push(kind: Sign, length: number): void {
    this.#queue.push(this.#sign(kind, this.#cursor.mark, length));
    this.#cursor.skip(length);
  }

  #openFlow(character: "[" | "{"): void {
    this.#saveKey();
    if (this.#keys.length > mostNesting) throw this.#cursor.fault("it is nested too deeply");
    this.#keys.push(undefined);
    this.#isKeyAllowed = true;
    this.#push(character, 1);
  }

  #closeFlow(character: "]" | "}"): void {
    this.#dropLastKey();
    if (this.#isInFlow) this.#keys.pop();
    this.#isKeyAllowed = false;
    this.#push(character, 1);
  }

  #flowEntry(): void {
    this.#dropLastKey();
    this.#isKeyAllowed = true;
    this.#push(",", 1);
  }

  #blockEntry(): void {
    if (!this.#isInFlow) {
      if (!this.#isKeyAllowed) throw this.#cursor.fault("a list cannot start here");
      this.#rollIndent(this.#cursor.column, "block-sequence", this.#cursor.mark);
    }
    this.#dropLastKey();
    this.#isKeyAllowed = true;
    this.#push("entry", 1);
  }

  #explicitKey(): void {
    if (!this.#isInFlow) {
      if (!this.#isKeyAllowed) throw this.#cursor.fault("a field cannot start here");
      this.#rollIndent(this.#cursor.column, "block-mapping", this.#cursor.mark);
    }
    this.#dropLastKey();
    this.#isKeyAllowed = !this.#isInFlow;
    this.#push("key", 1);
  }

  #value(): void {
    const depth = this.#keys.length - 1;
    const key = this.#validKey(depth);
    if (key !== undefined) {
      const at = key.number - this.#taken;
      this.#queue.splice(at, 0, this.#sign("key", key.mark));
      this.#rollIndent(key.mark.column, "block-mapping", key.mark, at);
      this.#keys[depth] = undefined;
      this.#isKeyAllowed = false;
    } else {
      if (!this.#isInFlow) {
        if (!this.#isKeyAllowed)
          throw this.#cursor.fault(
            "a colon followed by a space is not allowed in this text: put the text in quotes",
          );
        this.#rollIndent(this.#cursor.column, "block-mapping", this.#cursor.mark);
      }
      this.#isKeyAllowed = !this.#isInFlow;
    }
    this.#push("value", 1);
  }

  /** Anything that is not a structural indicator. */
  #content(character: string): void {
    const cursor = this.#cursor;
    const { at: start, line } = cursor;
    if (character === "|" || character === ">") {
      if (!this.#isInFlow) {
        this.#dropLastKey();
        this.#isKeyAllowed = true;
        const value = blockText(cursor, this.#indent);
        this.#queue.push({ kind: "scalar", style: "block", value, line, start, end: cursor.at });
        return;
      }
    }
    if ("*&!'\"".includes(character)) {
      this.#saveKey();
      this.#isKeyAllowed = false;
      this.#queue.push({ ...this.#marked(character), line, start, end: cursor.at });
      return;
    }
    const next = cursor.peek(1);
    const isText =
      character === "-"
        ? !isBlank(next)
        : character === "?" || character === ":"
          ? !this.#isInFlow && !isBlankOrEnd(next)
          : !isBlankOrEnd(character) && !"#|>%@`".includes(character);
    if (!isText)
      throw cursor.fault(
        character === "\t"
          ? "the line is indented with a tab; YAML allows only spaces"
          : `a value cannot start with ${character}: put it in quotes`,
      );
    this.#saveKey();
    this.#isKeyAllowed = false;
    const { text, end, endsLine } = plainText(cursor, this.#indent, this.#isInFlow);
    if (endsLine) this.#isKeyAllowed = true;
    this.#queue.push({ kind: "scalar", style: "plain", value: text, line, start, end });
  }

  #marked(character: string) {
    const cursor = this.#cursor;
    if (character === "*") return { kind: "alias", name: anchorName(cursor) } as const;
    if (character === "&") return { kind: "anchor", name: anchorName(cursor) } as const;
    if (character === "!") return { kind: "tag", tag: tagName(cursor) } as const;
    return { kind: "scalar", style: "quoted", value: quotedText(cursor) } as const;
  }
}
