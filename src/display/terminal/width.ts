/** Cells that text takes on a terminal, at most: anything that is not ASCII counts as wide. */
export function cells(text: string): number {
  return [...text].reduce((sum, char) => sum + (char <= "~" || char === "…" ? 1 : 2), 0);
}

/** The beginning of text that fits into `room` cells, with an ellipsis if something was cut. */
export function clip(text: string, room: number, ellipsis: string): string {
  if (cells(text) <= room) return text;
  const chars = [...text];
  let kept = "";
  let used = cells(ellipsis);
  for (const char of chars) {
    used += cells(char);
    if (used > room) break;
    kept += char;
  }
  return kept + ellipsis;
}
