import { isIpAddress } from "../../../text/go-url.ts";

/**
 * Whether Go's `mail.ParseAddress` accepts a text: `a@b`, `Jane Doe <a@b>`, comments in parentheses, domains like `[::1]`, and a
 * group of one.
 */
export function isMailAddress(text: string): boolean {
  const parser = new Parser(text);
  try {
    const found = parser.address(true);
    parser.comments();
    return found === 1 && parser.isAtEnd;
  } catch (error) {
    if (error instanceof NotAnAddress) return false;
    throw error;
  }
}

class NotAnAddress extends Error {}

class Parser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  /** Skips an address or, where one is allowed, a group; returns how many addresses these are. */
  address(mayBeGroup: boolean): number {
    this.#blanks();
    if (this.isAtEnd) throw new NotAnAddress();
    const before = this.#at;
    try {
      this.#spec();
    } catch (error) {
      if (!(error instanceof NotAnAddress)) throw error;
      this.#at = before;
      return this.#named(mayBeGroup);
    }
    this.#blanks();
    if (this.#text.startsWith("(", this.#at)) {
      const words = this.#comment().split(/[ \t]+/);
      if (words.some((word) => encodedWord(word)?.isKnown === false)) throw new NotAnAddress();
    }
    return 1;
  }

  /** Skips comments, and spaces around them. */
  comments(): void {
    this.#blanks();
    while (this.#text.startsWith("(", this.#at)) {
      this.#comment();
      this.#blanks();
    }
  }

  #named(mayBeGroup: boolean): number {
    if (!this.#text.startsWith("<", this.#at)) this.#phrase();
    this.#blanks();
    if (mayBeGroup && this.#take(":")) return this.#group();
    this.#expect("<");
    this.#spec();
    this.#expect(">");
    return 1;
  }

  #group(): number {
    this.#blanks();
    let members = 0;
    if (!this.#take(";")) {
      for (;;) {
        this.#blanks();
        members += this.address(false);
        this.comments();
        if (this.#take(";")) break;
        this.#expect(",");
      }
    }
    this.comments();
    return members;
  }

  #spec(): void {
    this.#blanks();
    if (this.#text.startsWith('"', this.#at)) {
      if (this.#quoted() === "") throw new NotAnAddress();
    } else this.#dotAtom();
    this.#expect("@");
    this.#blanks();
    if (this.#text.startsWith("[", this.#at)) this.#domainLiteral();
    else this.#dotAtom();
  }

  #dotAtom(): void {
    const atom = this.#atom();
    if (atom.startsWith(".") || atom.endsWith(".") || atom.includes("..")) throw new NotAnAddress();
  }

  #atom(): string {
    const atom = this.#match(/[!#-'*+\-./0-9=?A-Z^-~\u0080-\u{10ffff}]+/uy)?.[0];
    if (atom === undefined) throw new NotAnAddress();
    return atom;
  }

  #domainLiteral(): void {
    const found = this.#match(/\[([^[\]\\]*)\]/y);
    if (!isIpAddress(found?.[1] ?? "")) throw new NotAnAddress();
  }

  /** Words before an address in angle brackets; errors after the first of them are accepted. */
  #phrase(): void {
    let words = 0;
    let isAfterEncoded = false;
    for (;;) {
      if (words > 0) this.comments();
      this.#blanks();
      if (this.isAtEnd) break;
      try {
        const kind = this.#word();
        if (kind === "encoded") isAfterEncoded = true;
        else if (kind === "plain") {
          words += isAfterEncoded ? 2 : 1;
          isAfterEncoded = false;
        }
      } catch (error) {
        if (!(error instanceof NotAnAddress) || (words === 0 && !isAfterEncoded)) throw error;
        break;
      }
    }
  }

  /** Go joins successive encoded words, and counts them once another kind of word comes. */
  #word(): "plain" | "encoded" | "nothing" {
    if (this.#text.startsWith('"', this.#at)) {
      this.#quoted();
      return "plain";
    }
    const atom = this.#atom();
    const word = encodedWord(atom);
    if (word?.isKnown === false) throw new NotAnAddress();
    if (word === undefined) return "plain";
    return word.isEmpty ? "nothing" : "encoded";
  }

  #quoted(): string {
    const inner = this.#match(/"((?:\\[\t -~\u0080-\u{10ffff}]|[\t !#-[\]-~\u0080-\u{10ffff}])*)"/uy)?.[1];
    if (inner === undefined) throw new NotAnAddress();
    return inner;
  }

  #comment(): string {
    let depth = 0;
    for (let at = this.#at; at < this.#text.length; at++) {
      const character = this.#text[at];
      if (character === "\\" && at + 1 < this.#text.length) at++;
      else if (character === "(") depth++;
      else if (character === ")" && --depth === 0) {
        const inner = this.#text.slice(this.#at + 1, at);
        this.#at = at + 1;
        return inner.replace(/\\(.)/gsu, "$1");
      }
    }
    throw new NotAnAddress();
  }

  #blanks(): void {
    this.#match(/[ \t]+/y);
  }

  #take(character: string): boolean {
    if (!this.#text.startsWith(character, this.#at)) return false;
    this.#at += character.length;
    return true;
  }

  /** What a pattern matches right here, which is then skipped. */
  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found === null) return undefined;
    this.#at += found[0].length;
    return found;
  }

  #expect(character: string): void {
    if (!this.#take(character)) throw new NotAnAddress();
  }
}

/** An encoded word (RFC 2047), and whether Go's decoder has its character set; undefined for any other word. */
function encodedWord(word: string): { isKnown: boolean; isEmpty: boolean } | undefined {
  const found = /^=\?([^?]+)\?([bBqQ])\?([^?]*)\?=$/.exec(word);
  if (found === null) return undefined;
  const [, charset = "", encoding = "", content = ""] = found;
  const isRight =
    encoding.toLowerCase() === "b"
      ? /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(content)
      : /^(?:=[0-9A-Fa-f]{2}|[ -<>-~\t\r\n])*$/.test(content);
  if (!isRight) return undefined;
  return { isKnown: /^(?:utf-8|iso-8859-1|us-ascii)$/i.test(charset), isEmpty: content === "" };
}
