import type { Io } from "../../process/io.ts";
import type { ResultsView, ViewedSpec } from "../../results/view.ts";

/** What a format prints results from. */
export interface Printed {
  readonly view: ResultsView;
  /** The chosen tests, in order. */
  readonly chosen: readonly ViewedSpec[];
  /** Whether only some of the tests were requested. */
  readonly isChosen: boolean;
  /** How the program was called. */
  readonly name: string;
  readonly io: Pick<Io, "stdout" | "env" | "cwd" | "signal">;
}

/** A format for results, in pieces that are written one after another. */
export type Format = (printed: Printed) => Iterable<string> | Promise<Iterable<string>>;
