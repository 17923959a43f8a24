import type { ComponentChildren } from "preact";
import { useMemo, useRef, useState } from "preact/hooks";
import { Cursor } from "./cursor.tsx";
import { Head, type HeadData } from "./matrix-head.tsx";
import { useView } from "./matrix-view.ts";
import { cellHeight, columnAt, leftOf, marks, type Places, pathsOf, widthOf } from "./places.ts";

/** A row of a matrix. */
export interface MatrixRow {
  readonly key: string;
  readonly name: string;
  readonly codes: string;
  /** A word beside the name. */
  readonly note: string;
}

/** A place in a matrix; without a row, the column's head. */
export interface At {
  readonly row: number | undefined;
  readonly column: number;
}

/** What is said of a place. */
export interface Said {
  readonly code: string;
  readonly title: string;
  readonly note: string;
}

interface Props {
  readonly label: string;
  readonly rows: readonly MatrixRow[];
  readonly places: Places;
  readonly head: HeadData;
  readonly say: (at: At) => Said;
  readonly hrefOf: (at: At) => string;
}

/** Rows by columns, of which only the visible rows are in the document; walked with the arrow keys. */
export function Matrix({ label, rows, places, head, say, hrefOf }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [cursor, setCursor] = useState<At>();
  const [hovered, setHovered] = useState<At>();
  const view = useView(box, rows.length);
  const width = widthOf(places);
  const { first, end, rowHeight, isWhole } = view;
  const paths = useMemo(() => new WeakMap<MatrixRow, ReadonlyMap<string, string>>(), [places]);
  const pathsFor = (row: MatrixRow) => {
    const known = paths.get(row) ?? pathsOf(places, row.codes);
    paths.set(row, known);
    return known;
  };
  const last = (places.groups.at(-1)?.to ?? 0) - 1;
  const walk = (rowBy: number, columnBy: number) => {
    const from = cursor ?? { row: undefined, column: 0 };
    const row = Math.min(rows.length - 1, Math.max(-1, (from.row ?? -1) + rowBy));
    const column = Math.min(last, Math.max(0, from.column + columnBy));
    setCursor({ row: row < 0 ? undefined : row, column });
    view.show(row, leftOf(places, column), places.size);
  };
  const keys: Readonly<Record<string, () => void>> = {
    ArrowUp: () => walk(-1, 0),
    ArrowDown: () => walk(1, 0),
    ArrowLeft: () => walk(0, -1),
    ArrowRight: () => walk(0, 1),
    PageUp: () => walk(-10, 0),
    PageDown: () => walk(10, 0),
    Home: () => walk(0, -last),
    End: () => walk(0, last),
    Escape: () => setCursor(undefined),
    Enter: () => {
      if (cursor !== undefined) location.hash = hrefOf(cursor);
    },
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const work = keys[event.key];
    if (work === undefined || event.ctrlKey || event.metaKey || event.altKey || last < 0) return;
    event.preventDefault();
    work();
  };
  const under = (event: MouseEvent): At | undefined => {
    const svg = event.target instanceof Element ? event.target.closest("svg[data-row]") : null;
    if (!(svg instanceof SVGElement)) return undefined;
    const column = columnAt(places, event.clientX - svg.getBoundingClientRect().left);
    const row = Number(svg.dataset.row);
    return column === undefined ? undefined : { row: row < 0 ? undefined : row, column };
  };
  // a row's elements are made once, so that neither scrolling nor pointing at a cell is work for the others
  const made = useMemo(
    () => new Map<number, ComponentChildren>(),
    [rows, isWhole, rowHeight, places, cursor],
  );
  const lineAt = (at: number, row: MatrixRow): ComponentChildren => {
    const known = made.get(at) ?? (
      <div key={row.key} class="line" style={isWhole ? {} : { top: `${at * rowHeight}px` }}>
        <div class="label">
          <a class="name" href={hrefOf({ row: at, column: 0 })} tabIndex={-1} title={row.name}>
            {row.name}
          </a>
          <span class="rate">{row.note}</span>
        </div>
        <Cells paths={pathsFor(row)} width={width} row={at}>
          {cursor?.row === at ? <Cursor places={places} column={cursor.column} /> : null}
        </Cells>
      </div>
    );
    made.set(at, known);
    return known;
  };
  const from = isWhole ? 0 : first;
  return (
    <>
      <Readout said={say} at={hovered ?? cursor} cursor={cursor} />
      <div
        ref={box}
        class={`matrix${isWhole ? " whole" : ""}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it is an application, and takes keys of its own
        tabIndex={0}
        role="application"
        aria-roledescription="grid"
        aria-label={`${label}. Arrow keys go from cell to cell, Enter opens what the cell is about.`}
        onKeyDown={onKeyDown}
        onMouseMove={(event) => {
          const at = under(event);
          setHovered((before) => (at?.row === before?.row && at?.column === before?.column ? before : at));
        }}
        onMouseLeave={() => setHovered(undefined)}
        onClick={(event) => {
          const at = under(event);
          if (at === undefined) return;
          setCursor(at);
          location.hash = hrefOf(at);
        }}
      >
        <Head
          head={head}
          places={places}
          width={width}
          cursor={cursor !== undefined && cursor.row === undefined ? cursor.column : undefined}
        />
        <div class="body" style={isWhole ? {} : { height: `${rows.length * rowHeight}px` }}>
          {rows.slice(from, isWhole ? rows.length : end).map((row, index) => lineAt(from + index, row))}
        </div>
      </div>
    </>
  );
}

function Cells({
  paths,
  width,
  row,
  children,
}: {
  readonly paths: ReadonlyMap<string, string>;
  readonly width: number;
  readonly row: number;
  readonly children: ComponentChildren;
}) {
  return (
    <svg width={width} height={cellHeight} data-row={row} aria-hidden="true">
      {[...paths].map(([code, path]) => (
        <path key={code} class={marks[code]?.tone ?? ""} d={path} />
      ))}
      {children}
    </svg>
  );
}

function Readout({
  said,
  at,
  cursor,
}: {
  readonly said: (at: At) => Said;
  readonly at: At | undefined;
  readonly cursor: At | undefined;
}) {
  const now = at === undefined ? undefined : said(at);
  const spoken = cursor === undefined ? undefined : said(cursor);
  const wordOf = ({ code }: Said) => marks[code]?.word ?? "did not run";
  return (
    <div class="readout">
      {now === undefined ? (
        <p class="note">The newest is on the left. Point at a cell, or use the arrow keys.</p>
      ) : (
        <p>
          <span class={marks[now.code]?.tone ?? "none"}>{wordOf(now)}</span> <b>{now.title}</b>{" "}
          <span class="note">{now.note}</span>
        </p>
      )}
      <p class="hidden" aria-live="polite">
        {spoken === undefined ? "" : `${wordOf(spoken)}, ${spoken.title}, ${spoken.note}`}
      </p>
    </div>
  );
}
