/** A gate that is closed until it is opened, or until the signal is aborted: nobody waits behind it for ever. */
export class Gate {
  readonly #opened = Promise.withResolvers<void>();

  constructor(signal: AbortSignal) {
    if (signal.aborted) this.open();
    else signal.addEventListener("abort", () => this.open(), { once: true });
  }

  open(): void {
    this.#opened.resolve();
  }

  /** Resolves when it is open. */
  get opened(): Promise<void> {
    return this.#opened.promise;
  }
}
