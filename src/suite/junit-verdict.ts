import { FailureReader, keptOfMessage, readOldFailure } from "./failure.ts";

/** Characters kept of a text for what Ginkgo v1 writes: its message is at the beginning. */
const keptOfText = 256 * 1024;

/** How a case ended, according to its own element in the junit: `<failure>`, `<error>`, `<skipped>`. */
export class Verdict {
  readonly element: "failure" | "error" | "skipped";
  /** `failed`, `timedout`; for Ginkgo v1 `Failure`, `Panic`, `Timeout`. */
  readonly type: string;
  readonly message: string;
  readonly #reader = new FailureReader();
  /** An unfinished line, and the text from its beginning; of both, no more than is kept. */
  #line = "";
  #head = "";

  constructor(element: "failure" | "error" | "skipped", type: string, message: string) {
    this.element = element;
    this.type = type;
    this.message = message;
  }

  /** Takes the next piece of the element's text. */
  text(text: string): void {
    if (this.#head.length < keptOfText) this.#head += text.slice(0, keptOfText);
    if (this.#reader.isWhole) return;
    let from = 0;
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", from)) {
      this.#take(text.slice(from, at));
      this.#reader.line(this.#line);
      this.#line = "";
      if (this.#reader.isWhole) return;
      from = at + 1;
    }
    this.#take(text.slice(from));
  }

  /** Message and place: from the text, which only the Kubernetes suite fills, otherwise from the attribute. */
  words(): { message?: string; location?: string } {
    if (!this.#reader.isWhole) this.#reader.line(this.#line);
    const read =
      this.#reader.failure() ??
      (this.message === "" ? readOldFailure(this.#head.slice(0, keptOfText).split("\n")) : undefined);
    if (read !== undefined) {
      const location = read.location === undefined ? {} : { location: read.location };
      return { message: read.message, ...location };
    }
    const message = this.message.replace(/^(?:skipped - |skipped$|pending$)/, "").slice(0, keptOfMessage);
    return message === "" ? {} : { message };
  }

  #take(part: string): void {
    if (this.#line.length < keptOfMessage) this.#line += part.slice(0, keptOfMessage);
  }
}
