import type { ProgressEvent } from "../../run/events.ts";
import { clock } from "../../text/duration.ts";
import { safe } from "../../text/safe.ts";
import { done, elapsedAt, leftAt, longest, noContact } from "../progress.ts";
import type { Style } from "../style.ts";
import { shortTimeLeft } from "../time-left.ts";
import { cells, clip } from "./width.ts";

/** A line of known width, in cells; its text may contain colors. */
export interface Line {
  readonly text: string;
  readonly cells: number;
}

interface Layout {
  /** The bar's smallest width; 0 means no bar. */
  readonly bar: number;
  readonly passed: boolean;
  readonly running: "named" | "longest" | "count" | "none";
  readonly time: "both" | "left" | "none";
}

/** From the most detailed text to the shortest; the first that fits is used. */
const layouts: readonly Layout[] = [
  { bar: 10, passed: true, running: "named", time: "both" },
  { bar: 10, passed: true, running: "longest", time: "both" },
  { bar: 10, passed: true, running: "count", time: "both" },
  { bar: 8, passed: true, running: "none", time: "both" },
  { bar: 8, passed: true, running: "none", time: "left" },
  { bar: 8, passed: false, running: "none", time: "left" },
  { bar: 0, passed: false, running: "none", time: "none" },
];

const maxBar = 40;
const minName = 20;
const leastBar = 8;
const gap = "   ";
/** Spaces before and after the bar. */
const frame = 1 + 2;

/**
 * The progress bar at `now`, narrower than the terminal's `columns` by at least a cell, so that it never wraps. `cause` is what keeps specs
 * from running, which then takes the place of the longest-running one.
 */
export function barLine(
  progress: ProgressEvent,
  now: number,
  columns: number,
  style: Style,
  cause?: string,
): Line {
  const room = Math.max(0, columns - 1);
  const lost = noContact(progress, now);
  if (lost !== undefined) return lostLine(lost, progress, room, style);
  for (const layout of layouts) {
    const line = fit(layout, progress, now, room, style, cause);
    if (line !== undefined) return line;
  }
  return plain(count(progress).slice(0, room));
}

/** The bar while the API server is not heard from: the last known state, and no time left. */
function lostLine(lost: string, progress: ProgressEvent, room: number, style: Style): Line {
  const { passed, failed, running } = progress;
  const known = `; last known: ${count(progress)}`;
  const words = [`${passed} passed`, `${failed} failed`, `${running.length} running`];
  const short = lost.replace(" with the API server", "");
  const tails = [
    [lost, [known, ...words].join(gap)],
    [lost, known],
    [short, known],
    [short, ""],
  ] as const;
  for (const [head, tail] of tails) {
    const said = { text: style.bad(head) + tail, cells: head.length + tail.length };
    const bar = Math.min(maxBar, Math.floor(room / 5), room - said.cells - frame);
    if (bar >= leastBar) return join([drawnBar(bar, progress, style), said], "");
    if (said.cells <= room) return said;
  }
  return plain(short.slice(0, room));
}

function fit(
  layout: Layout,
  progress: ProgressEvent,
  now: number,
  room: number,
  style: Style,
  cause: string | undefined,
): Line | undefined {
  const said = join(pieces(layout, progress, now, style));
  const around = layout.bar === 0 ? 0 : frame;
  const widest = Math.max(layout.bar, Math.min(maxBar, Math.floor(room / 5)));
  const bar = layout.bar === 0 ? 0 : Math.min(widest, room - around - said.cells);
  if (bar < layout.bar || around + said.cells > room) return undefined;
  const line = bar === 0 ? said : join([drawnBar(bar, progress, style), said], "");
  if (layout.running !== "named" || (progress.running.length === 0 && cause === undefined)) return line;
  const left = room - line.cells - gap.length;
  const name = cause === undefined ? longestName(progress, now, left, style) : causeWords(cause, left, style);
  return name && join([line, name]);
}

function pieces(layout: Layout, progress: ProgressEvent, now: number, style: Style): readonly Line[] {
  const { failed, passed } = progress;
  const texts: Line[] = [plain(count(progress))];
  if (layout.passed) texts.push(plain(`${passed} passed`));
  texts.push(plain(`${failed} failed`, failed === 0 ? undefined : (text) => style.bold(style.bad(text))));
  if (layout.running !== "none" && progress.running.length > 0) {
    const time = layout.running === "longest" ? `, ${longestTime(progress, now)}` : "";
    texts.push(plain(`${progress.running.length} running${time}`));
  }
  const time = timeWords(layout.time, progress, now);
  if (time !== "") texts.push(plain(time));
  return texts;
}

/** `16m12s, ~11m left`: how long it has taken, and how long it will still take. */
function timeWords(which: Layout["time"], progress: ProgressEvent, now: number): string {
  if (which === "none") return "";
  const elapsed = which === "both" ? elapsedAt(progress, now) : undefined;
  const left = leftAt(progress, now);
  return [
    ...(elapsed === undefined ? [] : [clock(elapsed)]),
    ...(left === undefined ? [] : [`${shortTimeLeft(left)} left`]),
  ].join(", ");
}

function count(progress: ProgressEvent): string {
  return `${done(progress)}/${progress.total}`;
}

function longestTime(progress: ProgressEvent, now: number): string {
  return `${progress.running.length === 1 ? "" : "longest "}${clock(longest(progress, now) ?? 0)}`;
}

/** Time and name of the longest-running spec; undefined if too little of the name would be left. */
function longestName(progress: ProgressEvent, now: number, room: number, style: Style): Line | undefined {
  const time = `${longestTime(progress, now)} `;
  const whole = safe(progress.running[0]?.name ?? "");
  const name = clip(whole, room - time.length, style.signs.ellipsis);
  return cells(name) < Math.min(minName, cells(whole))
    ? undefined
    : { text: time + name, cells: time.length + cells(name) };
}

/** What keeps specs from running; undefined if too little of it would be left. */
function causeWords(cause: string, room: number, style: Style): Line | undefined {
  const whole = safe(cause);
  const words = clip(whole, room, style.signs.ellipsis);
  return cells(words) < Math.min(minName, cells(whole))
    ? undefined
    : { text: style.bad(words), cells: cells(words) };
}

function drawnBar(width: number, progress: ProgressEvent, style: Style): Line {
  return { text: ` ${blocks(width, progress, style)}  `, cells: width + frame };
}

/** The bar itself; failures take their share of it, and at least a cell. */
export function blocks(width: number, progress: ProgressEvent, style: Style): string {
  const share = (specs: number) => (progress.total === 0 ? 0 : Math.floor((specs / progress.total) * width));
  const failed = progress.failed === 0 ? 0 : Math.max(1, share(progress.failed));
  const full = Math.max(failed, share(done(progress)));
  const { full: block, empty } = style.signs;
  return (
    style.good(block.repeat(full - failed)) + style.bad(block.repeat(failed)) + empty.repeat(width - full)
  );
}

function plain(text: string, paint: (text: string) => string = (same) => same): Line {
  return { text: paint(text), cells: text.length };
}

function join(lines: readonly Line[], between = gap): Line {
  return {
    text: lines.map((line) => line.text).join(between),
    cells: lines.reduce((sum, line) => sum + line.cells, (lines.length - 1) * between.length),
  };
}
