import { stripVTControlCharacters } from "node:util";
import { safe } from "../../text/safe.ts";

// in characters
const longest = 300;

/**
 * The last words of a suite that dies instead of ending: for a suite that never began, the first thing in its log (`flag provided but not defined: -x`,
 * before pages of help); for one that crashed, the runtime's own message.
 */
export class DyingWords {
  #first: string | undefined;
  #wantsNext = false;
  #hasBegun = false;
  #crash: string | undefined;

  line(text: string): void {
    if (/^(?:panic: |fatal error: |runtime: |SIG[A-Z]+: |F\d{4} \d\d:\d\d)/.test(text))
      this.#crash ??= shown(text);
    if (this.#hasBegun || (this.#first !== undefined && !this.#wantsNext)) return;
    if (text.startsWith("Running Suite: ")) this.#hasBegun = true;
    const words = shown(text);
    // klog's notes on what goes well
    if (this.#hasBegun || words === "" || /^[IW]\d{4} /.test(words)) return;
    // Ginkgo's own program says which of its commands failed before it says why
    this.#wantsNext = this.#first === undefined && /^ginkgo \w+ failed$/.test(words);
    this.#first = this.#first === undefined ? words : `${this.#first}: ${words}`;
  }

  /** The suite has started its specs, so the start of this log is not the start of the suite. */
  began(): void {
    this.#hasBegun = true;
  }

  /** Undefined if nothing suggests a premature end. */
  get words(): string | undefined {
    return this.#crash ?? (this.#hasBegun ? undefined : this.#first);
  }
}

function shown(text: string): string {
  return safe(stripVTControlCharacters(text.slice(0, 4 * longest)))
    .trim()
    .slice(0, longest);
}
