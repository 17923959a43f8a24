import type { LiveMessage } from "../../report/live/message.ts";

/** Characters of pod rows that are kept for browsers that come late or read slowly. */
const mostOfRows = 16 * 2 ** 20;
/** Characters of one write. */
const chunk = 65_536;

/** Where a reader of the feed gets it. */
export interface Reader {
  /** Writes a part; returns false if nothing more should be written until `resume`. */
  write(text: string): boolean;
}

/**
 * What was sent about a run, for readers that come at any time, each at its own speed: a reader that is slow falls behind, and holds nobody
 * up. Only the newest progress is kept, and of the pod rows the newest ones, within a limit. In the form of server-sent events; the number of
 * each is its id.
 */
export class Feed {
  /** By number, from 0; empty where a message is not kept any more. */
  readonly #texts: string[] = [];
  readonly #readers = new Map<Reader, { next: number; isFull: boolean }>();
  /** The numbers of pod rows that are kept. */
  #rows: number[] = [];
  #sizeOfRows = 0;
  #progress: number | undefined;

  get readers(): number {
    return this.#readers.size;
  }

  push(message: LiveMessage): void {
    const number = this.#texts.length;
    const text = `id: ${number}\ndata: ${JSON.stringify(message)}\n\n`;
    this.#texts.push(text);
    if (message.kind === "progress") {
      if (this.#progress !== undefined) this.#texts[this.#progress] = "";
      this.#progress = number;
    }
    if (message.kind === "pod") this.#keepRow(number, text);
  }

  /** Adds a reader, which has got everything up to the message with this number; undefined if nothing. */
  add(reader: Reader, last: number | undefined): void {
    const next = last === undefined || last >= this.#texts.length ? 0 : last + 1;
    this.#readers.set(reader, { next, isFull: false });
    this.#send(reader);
  }

  remove(reader: Reader): void {
    this.#readers.delete(reader);
  }

  /** Sends what is new to those who can take it. */
  flush(): void {
    for (const reader of this.#readers.keys()) this.#send(reader);
  }

  /** A reader can take more. */
  resume(reader: Reader): void {
    const place = this.#readers.get(reader);
    if (place === undefined) return;
    place.isFull = false;
    this.#send(reader);
  }

  #send(reader: Reader): void {
    const place = this.#readers.get(reader);
    while (place !== undefined && !place.isFull && place.next < this.#texts.length) {
      let text = "";
      while (place.next < this.#texts.length && text.length < chunk) text += this.#texts[place.next++] ?? "";
      if (text !== "") place.isFull = !reader.write(text);
    }
  }

  #keepRow(number: number, text: string): void {
    this.#rows.push(number);
    this.#sizeOfRows += text.length;
    if (this.#sizeOfRows <= mostOfRows) return;
    // the older half at once, so that it happens seldom
    const half = Math.ceil(this.#rows.length / 2);
    for (const old of this.#rows.slice(0, half)) {
      this.#sizeOfRows -= this.#texts[old]?.length ?? 0;
      this.#texts[old] = "";
    }
    this.#rows = this.#rows.slice(half);
  }
}
