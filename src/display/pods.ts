import type { Sink } from "../process/io.ts";
import type { Cell, PodEvent } from "../run/events.ts";
import { safe } from "../text/safe.ts";
import type { Display, Timers } from "./display.ts";
import { clip } from "./terminal/width.ts";

/** How long the first list may wait for its last row. */
const firstListMs = 100;

/** What pod rows need to share a screen with other displays. */
export interface SharedScreen {
  readonly timers: Timers;
  /** The sign for the part that is cut from a row to fit a terminal. */
  readonly ellipsis: string;
}

/**
 * Only pod rows, as `kubectl get pod -A -w` prints them: the first list as one block, so that its columns align, later each row by itself.
 * The first list is recognized by its time: its rows were all seen at once. With other displays (`shared`), it is shown within a
 * tenth of a second, and before anything that comes next; in a file it waits for the next row or the end. On a terminal, a row with nothing new
 * about its pod is left out.
 */
export function createPodsDisplay(sink: Sink, shared?: SharedScreen): Display {
  const table = new PodTable(
    sink.isTTY ? { columns: () => sink.columns, ellipsis: shared?.ellipsis ?? "" } : undefined,
  );
  let first: PodEvent[] | undefined = [];
  let cancel: (() => void) | undefined;

  function print(events: readonly PodEvent[]): void {
    sink.write(`${table.block(events).join("\n")}\n`);
  }

  function flush(): void {
    if (first === undefined || first.length === 0) return;
    cancel?.();
    print(first);
    first = undefined;
  }

  // a file keeps every row
  const news = sink.isTTY ? createNews() : () => true;

  function add(event: PodEvent): void {
    if (!news(event)) return;
    if (first !== undefined && first[0] !== undefined && first[0].at !== event.at) flush();
    if (first === undefined) print([event]);
    else if (first.push(event) === 1) cancel = shared?.timers.after(firstListMs, flush);
  }

  function other(): void {
    if (shared !== undefined) flush();
  }

  return {
    show: (event) => (event.kind === "pod" ? add(event) : other()),
    note: other,
    pause: other,
    resume() {},
    close: flush,
  };
}

/**
 * Whether a row says something about its pod that its last one did not: half of what kubectl prints are rows that differ in nothing, or only in
 * their age.
 */
function createNews(): (event: PodEvent) => boolean {
  const last = new Map<string, string>();
  return ({ change, namespace, name, columns, cells }) => {
    const pod = `${namespace}/${name}`;
    const age = columns.findIndex((column) => column.toLowerCase() === "age");
    const state = JSON.stringify(cells.filter((_, column) => column !== age));
    const isNew = last.get(pod) !== state;
    if (change === "DELETED") last.delete(pod);
    else last.set(pod, state);
    return isNew;
  };
}

const minWidth = 6;
const padding = 3;
/** Between columns if there is little room. */
const narrowPadding = 2;
/** What remains of the shortened columns, in cells, if there is room for that: of names, and of `ContainerCreating`. */
const leastName = 12;
const leastStatus = 17;
/** And if there is not: as much as the headers of the first two take. Then the last columns are left out. */
const leastNarrow = 9;
/** Of the last column, `AGE`: `5m30s`. */
const ageWidth = 5;

/** A terminal that a row must fit. */
export interface Room {
  readonly columns: () => number | undefined;
  readonly ellipsis: string;
}

/**
 * The lines of `kubectl get pod -A -w`. Columns are as wide as their widest cell so far: they only grow, and lines
 * already returned keep theirs (kubectl's tabwriter with `RememberWidths`). With a `room`, names and statuses are shortened so that
 * no row takes a second line; if that is not enough, the last columns are left out.
 */
export class PodTable {
  readonly #widths: number[] = [];
  readonly #room: Room | undefined;
  #header = "";
  #status = -1;

  constructor(room?: Room) {
    this.#room = room;
  }

  /** The lines of rows that kubectl prints at once: the whole first list, later each event by itself. */
  block(events: readonly PodEvent[]): readonly string[] {
    const rows = events.flatMap((event) => [
      ...this.#headerFor(event),
      [event.namespace, ...event.cells].map(cellText),
    ]);
    for (const row of rows) this.#grow(row);
    const columns = this.#room?.columns();
    if (this.#room === undefined || !columns) return rows.map((row) => this.#line(row));
    const { ellipsis } = this.#room;
    return rows.map((row) => this.#fitted(row, columns, ellipsis));
  }

  /** The header comes with the first row, and again only when the server's columns change. */
  #headerFor(event: PodEvent): readonly string[][] {
    const cells = ["Namespace", ...event.columns].map((name) => cellText(name.toUpperCase()));
    const header = cells.join("\t");
    if (header === this.#header) return [];
    this.#header = header;
    this.#status = cells.indexOf("STATUS");
    return [cells];
  }

  #grow(row: readonly string[]): void {
    row.slice(0, -1).forEach((cell, column) => {
      this.#widths[column] = Math.max(this.#widths[column] ?? minWidth, runes(cell) + padding);
    });
  }

  /** The columns' widths if the room is too small for all of them; the widest ones that may be shortened give way. */
  #narrow(columns: number): readonly number[] | undefined {
    const room = columns - 1 - ageWidth;
    if (sum(this.#widths) <= room) return undefined;
    const widths = this.#widths.map((width) => width - padding + narrowPadding);
    for (const least of [this.#least, this.#leastNarrow]) {
      for (let over = sum(widths) - room; over > 0; over--) {
        const slack = widths.map((width, column) => {
          const most = least(column);
          return most === undefined || width - narrowPadding <= most ? 0 : width;
        });
        const widest = slack.indexOf(Math.max(...slack));
        if (slack[widest] === 0) break;
        widths[widest] = (widths[widest] ?? 0) - 1;
      }
    }
    return widths;
  }

  readonly #least = (column: number): number | undefined =>
    column < 2 ? leastName : column === this.#status ? leastStatus : undefined;

  readonly #leastNarrow = (column: number): number | undefined =>
    this.#least(column) === undefined ? undefined : leastNarrow;

  /** A row that fits a room of so many columns. */
  #fitted(row: readonly string[], columns: number, ellipsis: string): string {
    const widths = this.#narrow(columns);
    if (widths === undefined) return clip(this.#line(row), columns - 1, ellipsis);
    // a column that starts beyond the edge would show nothing, and one that is cut might show another number
    const starts = row.map((_, column) => sum(widths.slice(0, column)));
    const ends = row.map((_, column) => (starts[column] ?? 0) + (widths[column] ?? ageWidth + narrowPadding));
    const shown = row.filter((_, column) => column === 0 || (ends[column] ?? 0) - narrowPadding < columns);
    const line = shown
      .map((cell, column) => {
        if (column === row.length - 1) return cell;
        const width = widths[column] ?? 0;
        const text = this.#least(column) === undefined ? cell : clip(cell, width - narrowPadding, ellipsis);
        return text + " ".repeat(Math.max(0, width - runes(text)));
      })
      .join("")
      .trimEnd();
    return clip(line, columns - 1, ellipsis);
  }

  #line(row: readonly string[]): string {
    return row
      .map((cell, column) =>
        column === row.length - 1 ? cell : cell + " ".repeat((this.#widths[column] ?? 0) - runes(cell)),
      )
      .join("");
  }
}

/** A cell's text: its first line, followed by `...` if there is more, nothing for null (kubectl's table printer). */
function cellText(cell: Cell): string {
  const text = cell === null ? "" : String(cell);
  const end = text.search(/[\f\n\r]/);
  return end === -1 ? safe(text) : `${safe(text.slice(0, end))}...`;
}

function runes(text: string): number {
  return [...text].length;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
