import type { RowData } from "../grid/page-data.ts";
import type { Shown } from "./address.ts";

const is: Readonly<Record<Shown, (row: RowData) => boolean>> = {
  all: () => true,
  failing: ({ isFailing }) => isFailing,
  flaky: ({ flakeRate }) => flakeRate > 0,
  troubled: ({ codes, flakeRate }) => codes.includes("F") || flakeRate > 0,
};

/** The rows of this kind whose name, or the cause of a failure of them, contains all of the words. */
export function find(
  rows: readonly RowData[],
  causes: readonly string[],
  { query, shown }: { readonly query: string; readonly shown: Shown },
): readonly RowData[] {
  const wanted = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  const wordsOf = ({ name, causes: own }: RowData) =>
    `${name} ${own.map(([, cause]) => causes[cause]).join(" ")}`.toLowerCase();
  return rows.filter((row) => {
    if (!is[shown](row)) return false;
    if (wanted.length === 0) return true;
    const words = wordsOf(row);
    return wanted.every((word) => words.includes(word));
  });
}

/** The number of rows in each filter. */
export function countsOf(rows: readonly RowData[]): Readonly<Record<Shown, number>> {
  const count = (shown: Shown) => rows.filter(is[shown]).length;
  return {
    all: rows.length,
    failing: count("failing"),
    flaky: count("flaky"),
    troubled: count("troubled"),
  };
}
