/** How a run's following is ended before its time, weakest first: each word outranks those before it. */
export type Ending = "stop" | "abort" | "detach";

/** Who ends it: a person or their signal, or `--timeout`. */
export type EndedBy = "person" | "deadline";

export interface Said {
  readonly word: Ending;
  readonly by: EndedBy;
}

const order: readonly Ending[] = ["stop", "abort", "detach"];

/** The reason with which a phase's signal is aborted. */
export class Ended extends Error {
  override readonly name = "Ended";
  readonly word: Ending;
  constructor(word: Ending) {
    super(word);
    this.word = word;
  }
}

/**
 * The words that end a run: stop, then abort, then detach. A later word that outranks the last one is heard while that one is still
 * being carried out; one that does not is dropped. Each phase of a run has a signal of its own.
 */
export class Endings {
  #said: Said | undefined;
  readonly #above = new Map<Ending | undefined, AbortController>();
  readonly #listeners = new Set<(said: Said) => void>();

  /** The strongest word said so far. */
  get said(): Said | undefined {
    return this.#said;
  }

  /** Says a word; gives whether it counts. */
  say(word: Ending, by: EndedBy = "person"): boolean {
    if (!outranks(word, this.#said?.word)) return false;
    const said = { word, by };
    this.#said = said;
    for (const [above, controller] of this.#above)
      if (outranks(word, above)) controller.abort(new Ended(word));
    for (const listener of this.#listeners) listener(said);
    return true;
  }

  /** Aborted, with `Ended` as its reason, by any word that outranks `carriedOut`; by any word at all without it. */
  signal(carriedOut?: Ending): AbortSignal {
    const controller = this.#above.get(carriedOut) ?? new AbortController();
    this.#above.set(carriedOut, controller);
    if (this.#said !== undefined && outranks(this.#said.word, carriedOut) && !controller.signal.aborted)
      controller.abort(new Ended(this.#said.word));
    return controller.signal;
  }

  /** Calls with each word that counts, and with the one already said; gives what ends the calls. */
  listen(listener: (said: Said) => void): () => void {
    this.#listeners.add(listener);
    if (this.#said !== undefined) listener(this.#said);
    return () => this.#listeners.delete(listener);
  }
}

function outranks(word: Ending, other: Ending | undefined): boolean {
  return other === undefined || order.indexOf(word) > order.indexOf(other);
}
