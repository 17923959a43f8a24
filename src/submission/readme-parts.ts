/** The parts of a README that describe one run, in order: everything that the vendor does not write. */
export type PartName = "cluster" | "tool" | "run" | "results";

export type Parts = Readonly<Record<PartName, string>>;

/** The content of a part before there was a run; a submission's check refuses it. */
export const notRunYet = "Not run yet: `run` and `submission package` write this.";

/** A part between its markers, which are invisible on the rendered page: by them the next run finds its own parts. */
export function marked(name: PartName, text: string): string {
  return `${beginOf(name)}\n\n${text}\n\n${endOf(name)}`;
}

/** The text with the result of `write` in place of each part; undefined leaves a part unchanged. Everything else stays, byte for byte. */
export function replaceParts(
  text: string,
  write: (name: PartName, before: string) => string | undefined,
): string {
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  let written = "";
  let kept = 0;
  for (const { name, from, to, inside } of partsOf(text)) {
    const after = write(name, inside.trim());
    if (after === undefined) continue;
    written += text.slice(kept, from) + marked(name, after).replace(/\r?\n/g, eol);
    kept = to;
  }
  return written + text.slice(kept);
}

/** Whether a text has such parts. */
export function hasParts(text: string): boolean {
  return partsOf(text).length > 0;
}

function beginOf(name: string): string {
  return `<!-- kubectl-conformance writes this anew: ${name} -->`;
}

function endOf(name: string): string {
  return `<!-- kubectl-conformance: end of ${name} -->`;
}

interface Part {
  readonly name: PartName;
  /** Where it begins and ends in the text, including its markers. */
  readonly from: number;
  readonly to: number;
  readonly inside: string;
}

const names: readonly PartName[] = ["cluster", "tool", "run", "results"];

/** A part ends at the first end marker of its name; one that does not end is not a part. */
function partsOf(text: string): readonly Part[] {
  const parts: Part[] = [];
  // do not look again for a marker that was not found: that keeps the time linear in the text's length
  const endless = new Set<PartName>();
  const begin = /<!-- kubectl-conformance writes this anew: (\w+) -->/g;
  for (let mark = begin.exec(text); mark !== null; mark = begin.exec(text)) {
    const name = names.find((one) => one === mark?.[1]);
    if (name === undefined || endless.has(name)) continue;
    const end = text.indexOf(endOf(name), begin.lastIndex);
    if (end < 0) {
      endless.add(name);
      continue;
    }
    const to = end + endOf(name).length;
    parts.push({ name, from: mark.index, to, inside: text.slice(begin.lastIndex, end) });
    begin.lastIndex = to;
  }
  return parts;
}
