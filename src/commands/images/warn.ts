import type { Outcome } from "../../images/copy-all.ts";
import type { Io } from "../../process/io.ts";

/** Says which images lack an architecture that was asked for. */
export function warnOfMissing(io: Io, outcomes: readonly Outcome[]): void {
  for (const outcome of outcomes)
    if (outcome.kind === "copied" && outcome.copied.missing.length > 0)
      io.stderr.write(
        `warning: ${outcome.job.from} is not published for ${outcome.copied.missing.join(", ")}\n`,
      );
}
