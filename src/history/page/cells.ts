import type { Cell } from "../grid/cell.ts";
import type { RowData } from "../grid/page-data.ts";

const states: Readonly<Record<string, Cell["state"]>> = { ".": "passed", F: "failed", "~": "flaked" };

/** The cells of a row, from the compact form in the page's data. */
export function cellsOf(
  { codes, seconds, causes }: RowData,
  texts: readonly string[],
): readonly (Cell | undefined)[] {
  const why = new Map(causes);
  let ran = 0;
  return [...codes].map((code, at): Cell | undefined => {
    const state = states[code];
    if (state === undefined) return undefined;
    const cause = texts[why.get(at) ?? -1];
    return { state, seconds: seconds[ran++] ?? 0, ...(cause !== undefined && { cause }) };
  });
}
