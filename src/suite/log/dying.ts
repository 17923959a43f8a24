import { stripVTControlCharacters } from "node:util";
import { safe } from "../../text/safe.ts";

// characters
const longest = 300;

/**
 * What a suite says that dies instead of ending: of one that never began the first thing in its log (`flag provided but not defined: -x`,
 * before pages of help), of one that crashed the runtime's own words.
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
    // klog's notes of what goes well
    if (this.#hasBegun || words === "" || /^[IW]\d{4} /.test(words)) return;
    // Ginkgo's own program says which of its commands failed before it says why
    this.#wantsNext = this.#first === undefined && /^ginkgo \w+ failed$/.test(words);
    this.#first = this.#first === undefined ? words : `${this.#first}: ${words}`;
  }

  /** The suite is at its specs, so that its beginning is not what this log begins with. */
  began(): void {
    this.#hasBegun = true;
  }

  /** Undefined where nothing speaks of an end before its time. */
  get words(): string | undefined {
    return this.#crash ?? (this.#hasBegun ? undefined : this.#first);
  }
}

function shown(text: string): string {
  return safe(stripVTControlCharacters(text.slice(0, 4 * longest)))
    .trim()
    .slice(0, longest);
}
