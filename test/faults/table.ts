import type { Seen } from "./judge.ts";

/** One fault's line of the table. */
export interface Row {
  readonly fault: string;
  readonly seen: readonly Seen[];
  /** Why it was left out. */
  readonly leftOut?: string;
}

/** The table as Markdown. */
export function table(rows: readonly Row[]): string {
  const head = ["fault", "injected", "verdict right", "bytes lost", "objects left", "longest wait"];
  const lines = rows.map(({ fault, seen, leftOut }) => {
    if (leftOut !== undefined) return [fault, "0", `not run: ${leftOut}`, "", "", ""];
    const right = seen.filter(({ wrong }) => wrong.length === 0).length;
    const sum = (of: (one: Seen) => number) => String(seen.reduce((total, one) => total + of(one), 0));
    return [
      fault,
      String(seen.length),
      right === seen.length ? "yes" : `${right} of ${seen.length}`,
      sum((one) => one.bytesLost),
      sum((one) => one.left.length),
      `${Math.ceil(Math.max(...seen.map((one) => one.wait)) / 1000)} s`,
    ];
  });
  const cells = [head, head.map((_, column) => (column === 0 ? "---" : "---:")), ...lines];
  return cells.map((line) => `| ${line.join(" | ")} |`).join("\n");
}

/** Whether no fault was followed by anything wrong, lost without a word, or left behind. */
export function allRight(rows: readonly Row[]): boolean {
  return rows.every(({ seen }) => seen.every(({ wrong, left }) => wrong.length === 0 && left.length === 0));
}
