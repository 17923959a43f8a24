import type { Verdict } from "../results/run-record.ts";
import { certifiableWords, countWords } from "../results/words.ts";
import { safe } from "../text/safe.ts";
import type { Style } from "./style.ts";

/** How a run ended and what to do now. */
export interface Closing {
  readonly verdict: Verdict;
  readonly certifiable: boolean;
  readonly passed: number;
  readonly failed: number;
  /** Specs that were to run; undefined if the suite never said. */
  readonly total: number | undefined;
  /** How long it took, in words: `27m02s`. */
  readonly took: string;
  /** Why it cannot certify; empty if it can. */
  readonly deviations: readonly string[];
  /** The folder to look into. */
  readonly folder: string | undefined;
  /** The command to type next. */
  readonly next: string | undefined;
}

const labelWidth = 11;

/** The closing block, without a line end: the verdict, the folder, the next step. */
export function closingBlock(closing: Closing, style: Style): string {
  const paint = closing.verdict === "passed" ? style.good : style.bad;
  const lines = [
    paint(style.bold(closing.verdict.padEnd(labelWidth))) + safe(verdictWords(closing, style.signs.dot)),
    ...(closing.folder === undefined ? [] : ["folder".padEnd(labelWidth) + safe(closing.folder)]),
    ...(closing.next === undefined ? [] : ["next".padEnd(labelWidth) + safe(closing.next)]),
  ];
  return lines.join("\n");
}

function verdictWords(closing: Closing, dot: string): string {
  const why = closing.deviations.join("; ");
  const proves =
    closing.verdict === "incomplete" ? `no verdict${why && `: ${why}`}` : certifiableWords(closing);
  return `${countWords(closing, closing.took)} ${dot} ${proves}`;
}
