/** The grammar of JSON, for text of which each character is a byte (latin1). */
const plain = "[ !#-[\\]-\\xff]";
const content = `${plain}*(?:\\\\(?:["\\\\/bfnrt]|u[0-9a-fA-F]{4})${plain}*)*`;
const string = `"${content}"`;
const strings = `\\[${string}(?:,${string})*\\]`;
const stringMap = `\\{(?:${string}:${string}(?:,${string}:${string})*)?\\}`;
const user = `\\{"username":${string}(?:,"uid":${string})?(?:,"groups":${strings})?(?:,"extra":\\{${string}:${strings}(?:,${string}:${strings})*\\})?\\}`;

/** The parts of a line at level Metadata as the API server writes it (k8s.io/apiserver, `audit.Event`), up to the four that vary freely. */
const start =
  '\\{"kind":"Event","apiVersion":"audit\\.k8s\\.io/v1","level":"Metadata","auditID":"([!#-[\\]-~]+)","stage":"[A-Za-z]+",';
const head = new RegExp(`${start}"requestURI":"(${content})","verb":"([a-z]*)",`, "y");
const sender = new RegExp(
  `"user":${user}(?:,"impersonatedUser":${user})?,"sourceIPs":${strings}(?:,"userAgent":"(${content})")?`,
  "y",
);
const status = `\\{"metadata":\\{\\}(?:,"status":${string})?(?:,"message":${string})?(?:,"reason":${string})?(?:,"details":${stringMap})?,"code":[1-9][0-9]{0,3}\\}`;
const outcome = new RegExp(
  `(?:,"objectRef":${stringMap})?(?:,"responseStatus":${status})?,"requestReceivedTimestamp":${string},"stageTimestamp":"${plain}*"`,
  "y",
);
const annotations = new RegExp(`(?:,"annotations":${stringMap})?\\}\\r?\\n`, "y");

/**
 * Finds the fields of audit events in whole lines of text, each character a byte, without making values of them. Its expressions describe
 * all of a line: where one matches, `JSON.parse` gives an object with exactly these fields. Lines that look different are left to a parser.
 */
export class EventScanner<Sender> {
  /** The fields of the last event found: free of escapes, except in the URI. */
  auditId = "";
  verb = "";
  requestUri = "";
  #sender: Sender | undefined;
  // where the last event is, for what is asked for rarely
  #text = "";
  #stageEnd = 0;
  readonly #senders: SeenParts<Sender>;
  readonly #annotations = new SeenParts(annotations, () => undefined);

  /** @param senderOf what is to be known of a client, by its user agent with its escapes; asked once for many events */
  constructor(senderOf: (userAgent: string | undefined) => Sender) {
    this.#senders = new SeenParts(sender, senderOf);
  }

  /** The sender of the last event found. */
  get sender(): Sender | undefined {
    return this.#sender;
  }

  /** When the stage of the last event found was reached, as it is in the log. */
  get stageTimestamp(): string {
    const end = this.#stageEnd - 1;
    return this.#text.slice(this.#text.lastIndexOf('"', end - 1) + 1, end);
  }

  /** The place after the line that begins at `from`, with its line end, if it is an event beyond doubt; -1 otherwise. */
  scan(text: string, from: number): number {
    head.lastIndex = from;
    const found = head.exec(text);
    if (found === null) return -1;
    const sent = this.#senders.match(text, head.lastIndex);
    if (sent === undefined) return -1;
    outcome.lastIndex = head.lastIndex + sent.length;
    if (!outcome.test(text)) return -1;
    const last = this.#annotations.match(text, outcome.lastIndex);
    if (last === undefined) return -1;
    this.#text = text;
    this.#stageEnd = outcome.lastIndex;
    this.auditId = found[1] ?? "";
    this.requestUri = found[2] ?? "";
    this.verb = found[3] ?? "";
    this.#sender = sent.value;
    return outcome.lastIndex + last.length;
  }
}

interface Seen<Value> {
  readonly text: string;
  readonly length: number;
  readonly value: Value;
}

const most = 8;

/** What an expression matched before: neighbouring events share long parts, which are faster to compare than to match again. */
class SeenParts<Value> {
  readonly #expression: RegExp;
  readonly #read: (group: string | undefined) => Value;
  readonly #seen: Seen<Value>[] = [];

  constructor(expression: RegExp, read: (group: string | undefined) => Value) {
    this.#expression = expression;
    this.#read = read;
  }

  match(text: string, at: number): Seen<Value> | undefined {
    const seen = this.#seen;
    for (let index = 0; index < seen.length; index++) {
      const one = seen[index];
      if (one === undefined || !text.startsWith(one.text, at)) continue;
      if (index > 0) {
        seen.copyWithin(1, 0, index);
        seen[0] = one;
      }
      return one;
    }
    this.#expression.lastIndex = at;
    const found = this.#expression.exec(text);
    if (found === null) return undefined;
    const part = detached(found[0]);
    const group = found[1];
    const value = this.#read(group === undefined ? undefined : detached(group));
    seen.unshift({ text: part, length: part.length, value });
    if (seen.length > most) seen.pop();
    return seen[0];
  }
}

/** The same text, which does not keep the large one alive that it is a part of. */
export function detached(text: string): string {
  return Buffer.from(text).toString();
}

/** What a string of JSON means whose content is given, each character a byte. */
export function unescaped(raw: string): string {
  if (!/[\\\x80-\xff]/.test(raw)) return raw;
  // by far the most frequent
  const simple = raw.replaceAll("\\u0026", "&");
  if (!/[\\\x80-\xff]/.test(simple)) return simple;
  return JSON.parse(`"${Buffer.from(raw, "latin1").toString("utf8")}"`);
}
