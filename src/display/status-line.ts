import type { Io } from "../process/io.ts";

// milliseconds between two states of the line on a terminal
const onTerminal = 200;

/** How far something is, on stderr: a line that changes on a terminal, a line now and then elsewhere. */
export class StatusLine {
  readonly #stderr: Io["stderr"];
  readonly #text: () => string;
  readonly #timer: ReturnType<typeof setInterval>;
  #drawn = false;

  /** @param elsewhere milliseconds between two lines without a terminal */
  constructor({ stderr }: Pick<Io, "stderr">, text: () => string, elsewhere: number) {
    this.#stderr = stderr;
    this.#text = text;
    this.#timer = setInterval(() => this.show(), stderr.isTTY ? onTerminal : elsewhere);
    this.#timer.unref();
  }

  show(): void {
    const text = this.#text();
    if (!this.#stderr.isTTY) {
      this.#stderr.write(`${text}\n`);
      return;
    }
    this.erase();
    this.#stderr.write(text.slice(0, Math.max(0, (this.#stderr.columns ?? 80) - 1)));
    this.#drawn = true;
  }

  /** Makes room for another line. */
  erase(): void {
    if (this.#drawn) this.#stderr.write("\r\u001b[K");
    this.#drawn = false;
  }

  end(): void {
    clearInterval(this.#timer);
    this.erase();
  }
}
