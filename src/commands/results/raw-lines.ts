import { safe } from "../../text/safe.ts";

const longest = 300;

/**
 * Untrusted lines, each after a bar, so that none of them is mistaken for a workflow command or for this program's output; at most `most`, and
 * a last one that says how many were left out.
 */
export function rawLines(text: string, most = Number.POSITIVE_INFINITY): string[] {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  const left = lines.length - most;
  const shown = lines.slice(0, left > 0 ? most : undefined).map((line) => `| ${safe(clip(line))}`);
  return left > 0 ? [...shown, `| … ${left} more ${left === 1 ? "line" : "lines"}`] : shown;
}

function clip(line: string): string {
  const even = line.replaceAll("\t", "    ");
  return even.length > longest ? `${even.slice(0, longest)}…` : even;
}
