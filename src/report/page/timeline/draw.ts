import { type PodData, podStates, type ReportData } from "../../data.ts";
import { isFailed, isRunning } from "../find.ts";
import { shown } from "../words.ts";
import type { Axis, Layout } from "./layout.ts";
import type { PodCounts } from "./pod-counts.ts";

/** What to draw, and from where to where. */
export interface Picture {
  readonly data: ReportData;
  readonly counts: PodCounts;
  /** The tests that the end waited for. */
  readonly chain: ReadonlySet<number>;
  readonly ticks: readonly { readonly x: number; readonly label: string }[];
  readonly selected: number | undefined;
  readonly hovered: number | undefined;
  /** The pods of the selected test. */
  readonly rows: readonly PodData[];
}

/** Colors, by the names of the style's variables. */
export type Paint = (name: string) => string;

/** Draws the timeline. */
export function draw(
  canvas: CanvasRenderingContext2D,
  layout: Layout,
  axis: Axis,
  picture: Picture,
  paint: Paint,
): void {
  const { width, height, gutter } = layout;
  canvas.clearRect(0, 0, width, height);
  canvas.font = `11px ${paint("--sans")}`;
  canvas.textBaseline = "middle";
  drawAxis(canvas, layout, picture, paint);
  canvas.save();
  canvas.beginPath();
  canvas.rect(gutter, layout.axis, width - gutter, height);
  canvas.clip();
  drawSilences(canvas, layout, axis, picture, paint);
  drawTests(canvas, layout, axis, picture, paint);
  if (layout.pods.height > 0) drawPods(canvas, layout, axis, picture, paint);
  drawRows(canvas, layout, axis, picture, paint);
  drawMarks(canvas, layout, axis, picture, paint);
  canvas.restore();
  drawLabels(canvas, layout, picture, paint);
}

function drawAxis(
  canvas: CanvasRenderingContext2D,
  { axis, height, gutter, width }: Layout,
  { ticks }: Picture,
  paint: Paint,
): void {
  canvas.textAlign = "center";
  for (const { x, label } of ticks) {
    if (x < gutter - 1 || x > width) continue;
    canvas.fillStyle = paint("--line");
    canvas.fillRect(Math.round(x), axis, 1, height - axis);
    canvas.fillStyle = paint("--muted");
    const half = canvas.measureText(label).width / 2;
    canvas.fillText(label, Math.min(Math.max(x, gutter + half), width - half), axis / 2);
  }
}

function drawSilences(
  canvas: CanvasRenderingContext2D,
  { axis: top, height }: Layout,
  axis: Axis,
  { data }: Picture,
  paint: Paint,
): void {
  canvas.fillStyle = paint("--silence");
  for (const [from, to] of data.silences)
    canvas.fillRect(axis.x(from), top, Math.max(2, axis.x(to) - axis.x(from)), height - top);
}

function drawTests(
  canvas: CanvasRenderingContext2D,
  { lanes, width, gutter }: Layout,
  axis: Axis,
  picture: Picture,
  paint: Paint,
): void {
  const { data, chain, selected, hovered } = picture;
  const [good, bad, accent, ink, now] = ["--bar", "--bad", "--accent", "--ink", "--now"].map(paint);
  // failures over passes, and the selection over everything
  const rank = (index: number) => (index === selected ? 2 : isFailed(data.tests[index] ?? noTest) ? 1 : 0);
  const order = data.tests.map((_, index) => index).sort((a, b) => rank(a) - rank(b));
  for (const index of order) {
    const test = data.tests[index];
    if (test?.began === undefined || test.ended === undefined || test.lane === undefined) continue;
    const left = axis.x(test.began);
    const right = axis.x(test.ended);
    if (right < gutter || left > width) continue;
    const failed = isFailed(test);
    const y = lanes.top + test.lane * lanes.pitch;
    const size = Math.max(failed ? 3 : 1, right - left - (right - left > 3 ? 1 : 0));
    canvas.fillStyle = (failed ? bad : isRunning(test) ? now : good) ?? "";
    canvas.globalAlpha = index === hovered ? 0.75 : 1;
    canvas.fillRect(left, y, size, lanes.height);
    canvas.globalAlpha = 1;
    if (chain.has(index) && lanes.pitch > 8) {
      canvas.fillStyle = accent ?? "";
      canvas.fillRect(left, y + lanes.height, size, 2);
    }
    if (index === selected) {
      canvas.strokeStyle = ink ?? "";
      canvas.lineWidth = 2;
      canvas.strokeRect(left - 1, y - 1, size + 2, lanes.height + 2);
    }
    if (size > 60 && lanes.height >= 12)
      drawName(
        canvas,
        test.name,
        { left: Math.max(left, gutter), right: left + size, y: y + lanes.height / 2 },
        paint(failed ? "--on-bad" : "--on-bar"),
      );
  }
}

const noTest = { state: "skipped", id: "", name: "", seconds: 0 } as const;

function drawName(
  canvas: CanvasRenderingContext2D,
  name: string,
  { left, right, y }: { left: number; right: number; y: number },
  colour: string,
): void {
  const room = right - left - 8;
  if (room < 40) return;
  const words = shown(name.replaceAll(/\[[^[\]]*\]\s*/g, "").trim());
  canvas.save();
  canvas.beginPath();
  canvas.rect(left + 4, y - 10, room, 20);
  canvas.clip();
  canvas.fillStyle = colour;
  canvas.textAlign = "left";
  canvas.fillText(words.slice(0, Math.ceil(room / 4)), left + 4, y + 0.5);
  canvas.restore();
}

/** A stack of the pods in each state, one column per pixel: the maximum in the pixel's period, so that a short problem is visible. */
function drawPods(
  canvas: CanvasRenderingContext2D,
  { pods, gutter, width }: Layout,
  axis: Axis,
  { counts }: Picture,
  paint: Paint,
): void {
  const colours = podStates.map((state) => paint(`--pod-${state}`));
  const unit = pods.height / Math.max(1, counts.most);
  let next = 0;
  let now: readonly number[] = podStates.map(() => 0);
  for (let x = gutter; x < width; x++) {
    const until = axis.at(x + 1);
    let most = now;
    for (; next < counts.times.length && (counts.times[next] ?? 0) < until; next++) {
      now = counts.counts[next] ?? now;
      if (sum(now) > sum(most) || (now[failing] ?? 0) > (most[failing] ?? 0)) most = now;
    }
    let y = pods.top + pods.height;
    for (const state of stack) {
      const size = (most[state] ?? 0) * unit;
      canvas.fillStyle = colours[state] ?? "";
      canvas.fillRect(x, y - size, 1, size);
      y -= size;
    }
  }
}

const failing = podStates.indexOf("failing");
const stack = (["failing", "running", "waiting", "completed", "terminating"] as const).map((state) =>
  podStates.indexOf(state),
);

function sum(counts: readonly number[]): number {
  return counts.reduce((all, count) => all + count, 0);
}

function drawRows(
  canvas: CanvasRenderingContext2D,
  layout: Layout,
  axis: Axis,
  { rows, data }: Picture,
  paint: Paint,
): void {
  canvas.textAlign = "left";
  for (const [index, pod] of rows.entries()) {
    const y = layout.rows.top + index * layout.rows.pitch;
    for (const [step, [at, state]] of pod.states.entries()) {
      const until = pod.states[step + 1]?.[0] ?? pod.ended ?? data.span;
      canvas.fillStyle = paint(`--pod-${podStates[state] ?? "waiting"}`);
      canvas.fillRect(axis.x(at), y, Math.max(1, axis.x(until) - axis.x(at)), layout.rows.pitch - 4);
    }
    const name = shown(pod.name);
    const room = canvas.measureText(name).width + 6;
    const [left, right] = [axis.x(pod.states[0]?.[0] ?? 0), axis.x(pod.ended ?? data.span)];
    const outside =
      right + room < layout.width ? right + 6 : left - room > layout.gutter ? left - room : undefined;
    canvas.fillStyle = paint(outside === undefined ? "--ink" : "--muted");
    canvas.fillText(name, outside ?? Math.max(left, layout.gutter) + 6, y + 5);
  }
}

function drawMarks(
  canvas: CanvasRenderingContext2D,
  { marks }: Layout,
  axis: Axis,
  { data }: Picture,
  paint: Paint,
): void {
  const middle = marks.top + marks.height / 2;
  for (const { at, level } of data.notices) {
    const x = axis.x(at);
    canvas.fillStyle = paint(level === "warning" ? "--warn" : "--muted");
    canvas.beginPath();
    canvas.moveTo(x, middle - 5);
    canvas.lineTo(x + 5, middle + 4);
    canvas.lineTo(x - 5, middle + 4);
    canvas.fill();
  }
  canvas.strokeStyle = paint("--bad");
  canvas.lineWidth = 2;
  for (const test of data.tests) {
    if (test.ended === undefined || !isFailed(test)) continue;
    const x = axis.x(test.ended);
    canvas.beginPath();
    canvas.moveTo(x - 4, middle - 4);
    canvas.lineTo(x + 4, middle + 4);
    canvas.moveTo(x + 4, middle - 4);
    canvas.lineTo(x - 4, middle + 4);
    canvas.stroke();
  }
}

function drawLabels(
  canvas: CanvasRenderingContext2D,
  layout: Layout,
  { data, counts, rows }: Picture,
  paint: Paint,
): void {
  const { lanes, pods, gutter } = layout;
  const isNarrow = gutter < 40;
  canvas.fillStyle = paint("--muted");
  canvas.textAlign = "right";
  if (lanes.pitch > 8)
    for (let lane = 0; lane < data.lanes; lane++)
      canvas.fillText(String(lane + 1), gutter - 8, lanes.top + lane * lanes.pitch + lanes.height / 2);
  if (!isNarrow) {
    canvas.textAlign = "left";
    canvas.fillText("lane", 0, lanes.top + lanes.height / 2);
  }
  if (pods.height > 0) {
    canvas.textAlign = isNarrow ? "right" : "left";
    if (!isNarrow) canvas.fillText("pods", 0, pods.top + 6);
    canvas.textAlign = "right";
    canvas.fillText(String(counts.most), gutter - 8, pods.top + 6);
    canvas.fillText("0", gutter - 8, pods.top + pods.height - 4);
  }
  if (rows.length > 0 && !isNarrow) {
    canvas.textAlign = "left";
    canvas.fillText("its pods", 0, layout.rows.top + 5);
  }
}
