import type { Cell, PodEvent } from "../run/events.ts";
import { safe } from "./safe.ts";

const minWidth = 6;
const padding = 3;

/**
 * The lines of `kubectl get pod -A -w`. Columns are as wide as their widest cell so far: they only grow, and lines
 * already given keep theirs (kubectl's tabwriter with `RememberWidths`).
 */
export class PodTable {
  readonly #widths: number[] = [];
  #header = "";

  /** The lines of rows that kubectl prints at once: the whole first list, later each event by itself. */
  block(events: readonly PodEvent[]): readonly string[] {
    const rows = events.flatMap((event) => [
      ...this.#headerFor(event),
      [event.namespace, ...event.cells].map(cellText),
    ]);
    for (const row of rows) this.#grow(row);
    return rows.map((row) => this.#line(row));
  }

  /** The header comes with the first row, and again only when the server's columns change. */
  #headerFor(event: PodEvent): readonly string[][] {
    const cells = ["Namespace", ...event.columns].map((name) => cellText(name.toUpperCase()));
    const header = cells.join("\t");
    if (header === this.#header) return [];
    this.#header = header;
    return [cells];
  }

  #grow(row: readonly string[]): void {
    row.slice(0, -1).forEach((cell, column) => {
      this.#widths[column] = Math.max(this.#widths[column] ?? minWidth, runes(cell) + padding);
    });
  }

  #line(row: readonly string[]): string {
    return row
      .map((cell, column) =>
        column === row.length - 1 ? cell : cell + " ".repeat((this.#widths[column] ?? 0) - runes(cell)),
      )
      .join("");
  }
}

/** A cell's text: its first line, `...` where more follows, nothing for null (kubectl's table printer). */
function cellText(cell: Cell): string {
  const text = cell === null ? "" : String(cell);
  const end = text.search(/[\f\n\r]/);
  return end === -1 ? safe(text) : `${safe(text.slice(0, end))}...`;
}

function runes(text: string): number {
  return [...text].length;
}
