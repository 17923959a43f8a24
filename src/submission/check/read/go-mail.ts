import { isIpAddress } from "./go-url.ts";

/**
 * Whether Go's `mail.ParseAddress` takes a text: `a@b`, `Jane Doe <a@b>`, comments in parentheses, domains like `[::1]`, and a
 * group of one.
 */
export function isMailAddress(text: string): boolean {
  const parser = new Parser(text);
  try {
    const found = parser.address(true);
    parser.comments();
    return found === 1 && parser.rest === "";
  } catch (error) {
    if (error instanceof NotAnAddress) return false;
    throw error;
  }
}

class NotAnAddress extends Error {}

const specials = '()<>[]:;@\\,"';

class Parser {
  rest: string;

  constructor(text: string) {
    this.rest = text;
  }

  /** Passes over an address or, where it may be one, a group; gives how many addresses these are. */
  address(mayBeGroup: boolean): number {
    this.#blanks();
    if (this.rest === "") throw new NotAnAddress();
    const before = this.rest;
    try {
      this.#spec();
    } catch (error) {
      if (!(error instanceof NotAnAddress)) throw error;
      this.rest = before;
      return this.#named(mayBeGroup);
    }
    this.#blanks();
    if (this.rest.startsWith("(")) {
      const words = this.#comment().split(/[ \t]+/);
      if (words.some((word) => encodedWord(word)?.isKnown === false)) throw new NotAnAddress();
    }
    return 1;
  }

  /** Passes over comments, and blanks around them. */
  comments(): void {
    this.#blanks();
    while (this.rest.startsWith("(")) {
      this.#comment();
      this.#blanks();
    }
  }

  #named(mayBeGroup: boolean): number {
    if (!this.rest.startsWith("<")) this.#phrase();
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
    if (this.rest.startsWith('"')) {
      if (this.#quoted() === "") throw new NotAnAddress();
    } else this.#dotAtom();
    this.#expect("@");
    this.#blanks();
    if (this.rest.startsWith("[")) this.#domainLiteral();
    else this.#dotAtom();
  }

  #dotAtom(): void {
    const atom = this.#atom();
    if (atom.startsWith(".") || atom.endsWith(".") || atom.includes("..")) throw new NotAnAddress();
  }

  #atom(): string {
    const length = [...this.rest].findIndex(
      (character) => specials.includes(character) || !isVisible(character),
    );
    const atom = length < 0 ? this.rest : [...this.rest].slice(0, length).join("");
    if (atom === "") throw new NotAnAddress();
    this.rest = this.rest.slice(atom.length);
    return atom;
  }

  #domainLiteral(): void {
    const found = /^\[([^[\]\\]*)\]/.exec(this.rest);
    if (found === null || !isIpAddress(found[1] ?? "")) throw new NotAnAddress();
    this.rest = this.rest.slice(found[0].length);
  }

  /** Words before an address in angle brackets; what comes after the first of them may be wrong. */
  #phrase(): void {
    let words = 0;
    let isAfterEncoded = false;
    for (;;) {
      if (words > 0) this.comments();
      this.#blanks();
      if (this.rest === "") break;
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

  /** Go joins encoded words that follow each other, and counts them once another kind of word comes. */
  #word(): "plain" | "encoded" | "nothing" {
    if (this.rest.startsWith('"')) {
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
    const found = /^"((?:\\.|[^"\\])*)"/u.exec(this.rest);
    const inner = found?.[1] ?? "";
    if (found === null || [...inner].some((character) => !isVisible(character) && !" \t".includes(character)))
      throw new NotAnAddress();
    this.rest = this.rest.slice(found[0].length);
    return inner;
  }

  #comment(): string {
    let depth = 0;
    for (let at = 0; at < this.rest.length; at++) {
      const character = this.rest[at];
      if (character === "\\" && at + 1 < this.rest.length) at++;
      else if (character === "(") depth++;
      else if (character === ")" && --depth === 0) {
        const inner = this.rest.slice(1, at);
        this.rest = this.rest.slice(at + 1);
        return inner.replace(/\\(.)/gsu, "$1");
      }
    }
    throw new NotAnAddress();
  }

  #blanks(): void {
    this.rest = this.rest.replace(/^[ \t]+/, "");
  }

  #take(character: string): boolean {
    if (!this.rest.startsWith(character)) return false;
    this.rest = this.rest.slice(character.length);
    return true;
  }

  #expect(character: string): void {
    if (!this.#take(character)) throw new NotAnAddress();
  }
}

function isVisible(character: string): boolean {
  return (character >= "!" && character <= "~") || character >= "\u0080";
}

/** A word that is encoded (RFC 2047), and whether Go's decoder has its character set; undefined of any other. */
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
