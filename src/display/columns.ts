import { safe } from "../text/safe.ts";

/** Rows as kubectl prints a table: a header in capitals, columns three spaces apart, the last one not padded. */
export function columns(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [header, ...rows.map((row) => row.map((cell) => safe(cell === "" ? "<none>" : cell)))];
  const widths = header.map((_, index) => Math.max(...all.map((row) => (row[index] ?? "").length)) + 3);
  return all
    .map((row) =>
      row.map((cell, index) => (index === row.length - 1 ? cell : cell.padEnd(widths[index] ?? 0))).join(""),
    )
    .map((line) => `${line}\n`)
    .join("");
}
