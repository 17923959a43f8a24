import { stripVTControlCharacters } from "node:util";
import type { Sink } from "../../process/io.ts";
import { cells } from "./width.ts";

/** What is meant to be copied stays in one piece: a command at the end of a hint. */
const pieces = /(?:(?<=^|: | {2})kubectl[ -]\S+(?: \S+)*|\S+)/g;

/** Text of whole lines for a sink: on a terminal, lines that are too long for it are broken at spaces. */
export function wrapFor(sink: Pick<Sink, "isTTY" | "columns">, text: string): string {
  const { columns } = sink;
  if (!sink.isTTY || !columns) return text;
  return text
    .split("\n")
    .flatMap((line) => wrapLine(line, columns))
    .join("\n");
}

/** A line, which may contain colors, as lines of at most `columns` cells, as far as its words allow it. */
export function wrapLine(line: string, columns: number): readonly string[] {
  const width = (text: string) => cells(stripVTControlCharacters(text));
  if (width(line) <= columns) return [line];
  const indent = " ".repeat(hanging(stripVTControlCharacters(line), columns));
  const lines: string[] = [];
  let here = "";
  let end = 0;
  for (const { 0: word, index } of line.matchAll(pieces)) {
    const blanks = line.slice(end, index);
    end = index + word.length;
    if (here.trim() !== "" && width(here + blanks + word) > columns) {
      lines.push(here);
      here = indent + word;
    } else here += blanks + word;
  }
  return [...lines, here];
}

/** Where the lines below the first begin: below its words, after its label. */
function hanging(line: string, columns: number): number {
  const [label = ""] = /^ *(?:\S+ {2,})*/.exec(line) ?? [];
  return label === "" || label.length > columns / 2 ? 2 : label.length;
}
