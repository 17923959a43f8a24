import { type Cursor, isBlank, isBlankOrEnd, isBreak, isWordCharacter } from "./cursor.ts";

/** A tag as it is written: `!!int` is the handle `!!` and the suffix `int`. */
export interface TagName {
  readonly handle: string;
  readonly suffix: string;
}

/** Reads the name of an anchor or alias, with the cursor on its `&` or `*`. */
export function anchorName(cursor: Cursor): string {
  const sign = cursor.take();
  const name = cursor.takeWhile(isWordCharacter);
  const next = cursor.peek();
  if (name === "" || !(isBlankOrEnd(next) || "?:,]}%@`".includes(next)))
    throw cursor.fault(
      sign === "*"
        ? "a value that starts with * is a reference to an anchor; put it in quotes if it is text"
        : "a value that starts with & is an anchor; put it in quotes if it is text",
    );
  return name;
}

/** Reads a tag, with the cursor on its `!`. */
export function tagName(cursor: Cursor): TagName {
  const found = cursor.peek(1) === "<" ? verbatim(cursor) : shorthand(cursor);
  if (!isBlankOrEnd(cursor.peek()))
    throw cursor.fault("a value that starts with ! is a tag; put it in quotes if it is text");
  return found;
}

function verbatim(cursor: Cursor): TagName {
  cursor.skip(2);
  const suffix = uri(cursor, "");
  if (cursor.peek() !== ">") throw cursor.fault("the tag has no closing >");
  cursor.skip();
  return { handle: "", suffix };
}

function shorthand(cursor: Cursor): TagName {
  const handle = tagHandle(cursor);
  if (handle.length > 1 && handle.endsWith("!")) return { handle, suffix: uri(cursor, "") };
  const suffix = uri(cursor, handle);
  return suffix === "" ? { handle: "", suffix: "!" } : { handle: "!", suffix };
}

function tagHandle(cursor: Cursor): string {
  if (cursor.peek() !== "!") throw cursor.fault("a tag starts with !");
  const handle = cursor.take() + cursor.takeWhile(isWordCharacter);
  return cursor.peek() === "!" ? handle + cursor.take() : handle;
}

function uri(cursor: Cursor, head: string): string {
  let found = head.slice(1);
  let isEmpty = head === "";
  for (;;) {
    const next = cursor.peek();
    if (next === "%") found += escapedOctets(cursor);
    else if (isWordCharacter(next) || (next !== "" && ";/?:@&=+$,.!~*'()[]".includes(next)))
      found += cursor.take();
    else break;
    isEmpty = false;
  }
  if (isEmpty) throw cursor.fault("the tag has no name");
  return found;
}

/** One character, written as the bytes of its UTF-8. */
function escapedOctets(cursor: Cursor): string {
  const octets: number[] = [];
  let left = 1;
  while (left > 0) {
    const digits = cursor.peek(1) + cursor.peek(2);
    if (cursor.peek() !== "%" || !/^[0-9A-Fa-f]{2}$/.test(digits))
      throw cursor.fault("a % in a tag starts an octet");
    const octet = Number.parseInt(digits, 16);
    if (octets.length === 0) left = octetsOf(octet);
    const isRight = octets.length === 0 ? left > 0 : (octet & 0xc0) === 0x80;
    if (!isRight) throw cursor.fault("an octet in a tag is not valid UTF-8");
    octets.push(octet);
    cursor.skip(3);
    left--;
  }
  return new TextDecoder().decode(new Uint8Array(octets));
}

function octetsOf(first: number): number {
  if ((first & 0x80) === 0) return 1;
  if ((first & 0xe0) === 0xc0) return 2;
  if ((first & 0xf0) === 0xe0) return 3;
  return (first & 0xf8) === 0xf0 ? 4 : 0;
}

/** A line that starts with `%`. */
export type Directive =
  | { readonly kind: "version"; readonly version: string }
  | { readonly kind: "tag"; readonly handle: string; readonly prefix: string };

/** Reads a directive, with the cursor on its `%`. */
export function directive(cursor: Cursor): Directive {
  cursor.skip();
  const name = cursor.takeWhile(isWordCharacter);
  if (!isBlankOrEnd(cursor.peek()) || (name !== "YAML" && name !== "TAG"))
    throw cursor.fault("a line that starts with % is a directive; put the value in quotes if it is text");
  cursor.skipBlanks();
  const found = name === "YAML" ? version(cursor) : tagDirective(cursor);
  cursor.skipBlanks();
  cursor.skipComment();
  if (!isBlankOrEnd(cursor.peek())) throw cursor.fault(`something follows the %${name} directive`);
  if (isBreak(cursor.peek())) cursor.skipBreak();
  return found;
}

function version(cursor: Cursor): Directive {
  const number = () => {
    const digits = cursor.takeWhile((character) => /^\d$/.test(character));
    if (digits === "" || digits.length > 2)
      throw cursor.fault("the %YAML directive has no version such as 1.1");
    return Number(digits);
  };
  const major = number();
  if (cursor.peek() !== ".") throw cursor.fault("the %YAML directive has no version such as 1.1");
  cursor.skip();
  return { kind: "version", version: `${major}.${number()}` };
}

function tagDirective(cursor: Cursor): Directive {
  const handle = tagHandle(cursor);
  if (handle !== "!" && !handle.endsWith("!"))
    throw cursor.fault("the handle of a %TAG directive ends with !");
  if (!isBlank(cursor.peek())) throw cursor.fault("the %TAG directive has no prefix");
  cursor.skipBlanks();
  const prefix = uri(cursor, "");
  if (!isBlankOrEnd(cursor.peek())) throw cursor.fault("something follows the %TAG directive");
  return { kind: "tag", handle, prefix };
}
