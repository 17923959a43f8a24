import type { Seen } from "./judge.ts";

/** One fault's line of the table. */
export interface Row {
  readonly fault: string;
  readonly seen: readonly Seen[];
  /** Why it was left out. */
  readonly leftOut?: string;
}

const head = ["fault", "injected", "verdict right", "bytes lost", "objects left", "longest wait", "on"];

/** The table as Markdown. */
export function table(rows: readonly Row[], day: string): string {
  return tableOf(rows.map((row) => cellsOf(row, day)));
}

/** An earlier table with the lines of `rows` in place of the earlier ones, in the order of `names`. */
export function renewed(
  earlier: string,
  rows: readonly Row[],
  names: readonly string[],
  day: string,
): string {
  const lines = new Map(
    earlier
      .split("\n")
      .filter((line) => line.startsWith("| "))
      .slice(2)
      .map((line) => line.slice(2, -2).split(" | "))
      .map((cells) => [cells[0] ?? "", cells]),
  );
  for (const row of rows) lines.set(row.fault, cellsOf(row, day));
  return tableOf(names.flatMap((name) => [lines.get(name) ?? []]).filter((cells) => cells.length > 0));
}

function cellsOf({ fault, seen, leftOut }: Row, day: string): string[] {
  if (leftOut !== undefined) return [fault, "0", `not run: ${leftOut}`, "", "", "", day];
  const right = seen.filter(({ wrong }) => wrong.length === 0).length;
  const sum = (of: (one: Seen) => number) => String(seen.reduce((total, one) => total + of(one), 0));
  return [
    fault,
    String(seen.length),
    right === seen.length ? "yes" : `${right} of ${seen.length}`,
    sum((one) => one.bytesLost),
    sum((one) => one.left.length),
    `${Math.ceil(Math.max(...seen.map((one) => one.wait)) / 1000)} s`,
    day,
  ];
}

function tableOf(lines: readonly (readonly string[])[]): string {
  const cells = [head, head.map((_, column) => (column === 0 ? "---" : "---:")), ...lines];
  return cells.map((line) => `| ${line.join(" | ")} |`).join("\n");
}

/** Whether no fault was followed by anything wrong, lost without a word, or left behind. */
export function allRight(rows: readonly Row[]): boolean {
  return rows.every(({ seen }) => seen.every(({ wrong, left }) => wrong.length === 0 && left.length === 0));
}
