/** The first failure of a spec, in the suite's own words. */
export interface Failure {
  readonly message: string;
  readonly location?: string;
  /** The Ginkgo node that failed: `It`, `BeforeEach`, `DeferCleanup (Each)`. */
  readonly node?: string;
}

/** Characters kept of a message; some embed the whole object that was not as expected. */
export const keptOfMessage = 32_768;

const opening = /^\[(?:FAILED|PANICKED|TIMEDOUT|INTERRUPTED|ABORTED|SKIPPED)\] ?(.*)$/;
const place = /^In \[([^\]]+)\] at: (.+?)(?: @ [\d/ :.]+)?$/;

/**
 * Reads, line by line, how Ginkgo v2 prints a failure, in the log (without its indent) and in the junit:
 * `[FAILED] message`, more lines of the message, `In [It] at: place @ time`, and for a panic its own text.
 */
export class FailureReader {
  #message: string | undefined;
  #node: string | undefined;
  #location: string | undefined;
  #panicked = false;

  line(text: string): void {
    if (this.#message === undefined) {
      const message = opening.exec(text)?.[1];
      if (message !== undefined) this.#message = message.slice(0, keptOfMessage);
      this.#panicked = text.startsWith("[PANICKED]");
    } else if (this.#location === undefined) {
      const at = place.exec(text);
      if (at !== null) [, this.#node, this.#location] = at;
      else if (this.#message.length < keptOfMessage) this.#message += `\n${text.slice(0, keptOfMessage)}`;
    } else if (this.#panicked && text !== "") {
      this.#message += `: ${text.slice(0, keptOfMessage)}`;
      this.#panicked = false;
    }
  }

  /** Whether further lines would add nothing. */
  get isWhole(): boolean {
    return this.#location !== undefined && !this.#panicked;
  }

  /** The failure read so far; undefined if there was none. */
  failure(): Failure | undefined {
    if (this.#message === undefined) return undefined;
    return {
      message: plain(this.#message.slice(0, keptOfMessage)).trim(),
      ...(this.#location === undefined ? {} : { location: this.#location }),
      ...(this.#node === undefined ? {} : { node: this.#node }),
    };
  }
}

/**
 * The failure that Ginkgo v1 prints as a message between places, each alone on its line, in log (without its
 * indent) and junit alike.
 */
export function readOldFailure(lines: readonly string[]): Failure | undefined {
  const isPlace = (line: string) => /^\S+\.go:\d+$/.test(line);
  const begin = lines.findIndex((line) => line !== "" && !isPlace(line));
  if (begin < 0) return undefined;
  const end = lines.findIndex((line, index) => index > begin && isPlace(line));
  const words = lines.slice(begin, end < 0 ? undefined : end).join("\n");
  const panic = lines.find((line) => line.startsWith("Panic: "));
  // The framework put the time before the message.
  const message = words
    .replace(/^[A-Z][a-z]{2} +\d+ \d\d:\d\d:\d\d\.\d+: /, "")
    .replace("Test Panicked\n", "Test Panicked: ")
    .trim();
  const location = lines[end];
  return {
    message: plain(panic === undefined ? message : `${message}: ${panic.slice("Panic: ".length)}`),
    ...(location === undefined ? {} : { location }),
  };
}

/** `text` without terminal colors, which Ginkgo writes into some of its own messages in spite of --no-color. */
function plain(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: this looks for the escape character
  return text.replace(/\u001b\[[\d;]*m/g, "");
}
