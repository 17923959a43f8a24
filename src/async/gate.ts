/** A gate that stays closed until it is opened or the signal is aborted, so nobody waits forever. */
export class Gate {
  readonly #opened = Promise.withResolvers<void>();

  constructor(signal: AbortSignal) {
    if (signal.aborted) this.open();
    else signal.addEventListener("abort", () => this.open(), { once: true });
  }

  open(): void {
    this.#opened.resolve();
  }

  /** Resolves when the gate is open. */
  get opened(): Promise<void> {
    return this.#opened.promise;
  }
}
