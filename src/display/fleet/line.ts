import type { ProgressEvent } from "../../run/events.ts";
import { clock } from "../../text/duration.ts";
import { safe } from "../../text/safe.ts";
import { done, leftAt } from "../progress.ts";
import type { Style } from "../style.ts";
import { blocks } from "../terminal/bar.ts";
import { cells, clip } from "../terminal/width.ts";
import { shortTimeLeft } from "../time-left.ts";
import type { Row } from "./row.ts";

const phaseWidth = "no verdict".length;
const gap = "  ";
const leftWidth = "27m02s".length;
const leastName = 8;
const leastWords = 4;
const leastBar = 6;
const maxBar = 30;

/** The lines of several clusters at `now`, their columns aligned, each narrower than the terminal's `columns`. */
export function rowLines(
  rows: readonly Row[],
  now: number,
  columns: number,
  style: Style,
): readonly string[] {
  const room = columns - 1;
  const widest = Math.max(0, ...rows.map((row) => cells(safe(row.name))));
  const nameWidth = Math.min(widest, Math.max(leastName, Math.floor(columns / 4)));
  const digits = Math.max(1, ...rows.map((row) => String(row.progress?.total ?? 0).length));
  const rest = room - nameWidth - phaseWidth - 2 * gap.length;
  return rows.map((row) => {
    const name = pad(clipStart(safe(row.name), nameWidth, style.signs.ellipsis), nameWidth);
    if (rest < leastWords)
      return clip(
        `${name}${gap}${isLost(row) ? "no contact" : row.phase}`,
        room,
        style.signs.ellipsis,
      ).trimEnd();
    const phase = painted(row, style);
    const { progress } = row;
    const text =
      progress === undefined
        ? clip(safe(row.words.split("\n", 1)[0] ?? ""), rest, style.signs.ellipsis)
        : progressWords(row, progress, now, rest, digits, style);
    return `${name}${gap}${phase}${gap}${text}`.trimEnd();
  });
}

/** Bar, count, passed, failed and time; what does not fit is left out, in all rows alike. */
function progressWords(
  row: Row,
  progress: ProgressEvent,
  now: number,
  room: number,
  digits: number,
  style: Style,
): string {
  const counted = (value: number, word: string) => `${String(value).padStart(digits)} ${word}`;
  const count = `${String(done(progress)).padStart(digits)}/${progress.total}`;
  const failed = counted(progress.failed, "failed");
  const parts = {
    count: count.padEnd(2 * digits + 1),
    passed: counted(progress.passed, "passed"),
    failed: progress.failed === 0 ? failed : style.bold(style.bad(failed)),
    time: timeOf(row, progress, now),
  };
  const width = { count: 2 * digits + 1, passed: digits + 7, failed: digits + 7, time: leftWidth };
  const layouts = [
    ["count", "passed", "failed", "time"],
    ["count", "failed", "time"],
    ["count", "failed"],
    ["count"],
  ] as const;
  for (const layout of layouts) {
    const needed = layout.reduce((sum, part) => sum + width[part] + gap.length, -gap.length);
    const bar = Math.min(maxBar, room - needed - gap.length);
    const words = layout.map((part) => parts[part]).join(gap);
    if (bar >= leastBar) return `${blocks(bar, progress, style)}${gap}${words}`;
    if (needed <= room && layout.length < 4) return words;
  }
  return "";
}

function timeOf(row: Row, progress: ProgressEvent, now: number): string {
  if (row.seconds !== undefined) return clock(row.seconds * 1000);
  if (isLost(row)) return clock(now - (progress.noContactSince ?? now));
  const left = leftAt(progress, now);
  return left === undefined || row.phase !== "running" ? "" : shortTimeLeft(left);
}

/** Whether its API server has not been heard from; its time is then for how long. */
function isLost(row: Row): boolean {
  return row.phase === "running" && row.progress?.noContactSince !== undefined;
}

function painted(row: Row, style: Style): string {
  if (isLost(row)) return style.bad("no contact".padEnd(phaseWidth));
  const text = row.phase.padEnd(phaseWidth);
  switch (row.phase) {
    case "passed":
      return style.good(text);
    case "failed":
    case "no verdict":
      return style.bad(text);
    default:
      return text;
  }
}

/** The end of a name says more than its beginning: `arn:aws:eks:…:cluster/staging`. */
function clipStart(text: string, room: number, ellipsis: string): string {
  if (cells(text) <= room) return text;
  const chars = [...text];
  while (chars.length > 0 && cells(chars.join("")) + cells(ellipsis) > room) chars.shift();
  return ellipsis + chars.join("");
}

function pad(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - cells(text)));
}
