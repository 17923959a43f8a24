/** How following a run can be ended early, weakest first: each ending outranks those before it. */
export type Ending = "stop" | "abort" | "detach";

/** Who ends it: a person or a signal, `--timeout`, or `--max-failures`. */
export type EndedBy = "person" | "deadline" | "failures";

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
 * The requests to end a run: stop, then abort, then detach. A later request that outranks the last one takes effect while that one is still
 * being carried out; one that does not is dropped. Each phase of a run has its own signal.
 */
export class Endings {
  #said: Said | undefined;
  readonly #above = new Map<Ending | undefined, AbortController>();
  readonly #listeners = new Set<(said: Said) => void>();

  /** The strongest request so far. */
  get said(): Said | undefined {
    return this.#said;
  }

  /** Makes a request; returns whether it counts. */
  say(word: Ending, by: EndedBy = "person"): boolean {
    if (!outranks(word, this.#said?.word)) return false;
    const said = { word, by };
    this.#said = said;
    for (const [above, controller] of this.#above)
      if (outranks(word, above)) controller.abort(new Ended(word));
    for (const listener of this.#listeners) listener(said);
    return true;
  }

  /** Aborted, with `Ended` as its reason, by any request that outranks `carriedOut`; without it, by any request. */
  signal(carriedOut?: Ending): AbortSignal {
    const controller = this.#above.get(carriedOut) ?? new AbortController();
    this.#above.set(carriedOut, controller);
    if (this.#said !== undefined && outranks(this.#said.word, carriedOut) && !controller.signal.aborted)
      controller.abort(new Ended(this.#said.word));
    return controller.signal;
  }

  /** Calls with each request that counts, and with the one already made; returns a function that ends the calls. */
  listen(listener: (said: Said) => void): () => void {
    this.#listeners.add(listener);
    if (this.#said !== undefined) listener(this.#said);
    return () => this.#listeners.delete(listener);
  }
}

function outranks(word: Ending, other: Ending | undefined): boolean {
  return other === undefined || order.indexOf(word) > order.indexOf(other);
}
