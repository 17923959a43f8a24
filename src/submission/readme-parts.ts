/** The parts of a README that tell of one run, in their order: all that the vendor does not write. */
export type PartName = "cluster" | "tool" | "run" | "results";

export type Parts = Readonly<Record<PartName, string>>;

/** What stands in a part before there was a run; a submission's check refuses it. */
export const notRunYet = "Not run yet: `run` and `submission package` write this.";

/** A part between its marks, which no reader of the page sees: by them the next run finds what is its own. */
export function marked(name: PartName, text: string): string {
  return `${beginOf(name)}\n\n${text}\n\n${endOf(name)}`;
}

/** The text with what `write` gives in place of each part; undefined leaves a part as it is. All else stays, byte for byte. */
export function replaceParts(
  text: string,
  write: (name: PartName, before: string) => string | undefined,
): string {
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  return text.replace(anyPart, (whole: string, name: PartName, before: string) => {
    const after = write(name, before.trim());
    return after === undefined ? whole : marked(name, after).replace(/\r?\n/g, eol);
  });
}

/** Whether a text has such parts. */
export function hasParts(text: string): boolean {
  return text.search(anyPart) >= 0;
}

function beginOf(name: string): string {
  return `<!-- kubectl-conformance writes this anew: ${name} -->`;
}

function endOf(name: string): string {
  return `<!-- kubectl-conformance: end of ${name} -->`;
}

const anyPart = new RegExp(`${beginOf("(cluster|tool|run|results)")}([\\s\\S]*?)${endOf("\\1")}`, "g");
