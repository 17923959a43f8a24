import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { ReportData, TestData } from "../../data.ts";
import { isFailed } from "../find.ts";
import { podsOf } from "../relations.ts";
import { counted, shown, timeOfDay, took } from "../words.ts";
import { draw } from "./draw.ts";
import { layoutOf, nextTest, testAt } from "./layout.ts";
import { Legend, Notices } from "./legend.tsx";
import { podCounts } from "./pod-counts.ts";
import { ticksBetween } from "./ticks.ts";
import { useZoom } from "./use-zoom.ts";

const mostRows = 24;

/** A wish to see a test; `turn` differs with each. */
export interface Wish {
  readonly index: number;
  readonly turn: number;
}

interface Props {
  readonly data: ReportData;
  /** A test, as an index of them. */
  readonly selected: number | undefined;
  readonly select: (index: number | undefined) => void;
  readonly open: (test: TestData) => void;
  readonly wish: Wish | undefined;
}

/** What ran when, on one axis: a lane a process, the pods beneath, failures and warnings above. */
export function Timeline({ data, selected, select, open, wish }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { width, turn } = useCanvas(canvas);
  const [hovered, setHovered] = useState<number>();
  const { zero = 0, span, tests, lanes } = data;
  const counts = useMemo(() => podCounts(data.pods), [data]);
  const chain = useMemo(() => new Set(data.path?.tests ?? []), [data]);
  const test = selected === undefined ? undefined : tests[selected];
  const rows = useMemo(
    () => (test === undefined ? [] : podsOf(test, data.pods).slice(0, mostRows)),
    [test, data],
  );
  const layout = layoutOf(width, lanes, { pods: counts.most > 0, rows: rows.length });
  const zoom = useZoom(canvas, layout, span);
  const { axis } = zoom;

  useEffect(() => {
    const wished = wish === undefined ? undefined : tests[wish.index];
    if (wished?.began === undefined || wished.ended === undefined || width === 0) return;
    const margin = Math.max(20_000, (wished.ended - wished.began) / 2);
    zoom.to({ from: Math.max(0, wished.began - margin), to: Math.min(span, wished.ended + margin) });
    canvas.current?.scrollIntoView({ block: "center" });
    canvas.current?.focus({ preventScroll: true });
  }, [wish]);

  useLayoutEffect(() => {
    const context = prepared(canvas.current, width, layout.height);
    if (context === undefined) return;
    const style = getComputedStyle(context.canvas);
    const [from, to] = [zero + axis.at(layout.gutter), zero + axis.at(width)];
    const ticks = ticksBetween(from, to, (width - layout.gutter) / 80);
    draw(
      context,
      layout,
      axis,
      {
        data,
        counts,
        chain,
        ticks: ticks.map(({ time, label }) => ({ x: axis.x(time - zero), label })),
        selected,
        hovered,
        rows,
      },
      (name) => style.getPropertyValue(name),
    );
  }, [data, axis.x(0), axis.x(span), width, layout.height, selected, hovered, turn, rows]);

  const middle = test?.began === undefined ? undefined : (test.began + (test.ended ?? test.began)) / 2;
  const walk = (key: string) => {
    const index = nextTest(tests, selected, key);
    select(index);
    const next = tests[index ?? -1];
    if (next?.began !== undefined) zoom.show((next.began + (next.ended ?? next.began)) / 2);
  };
  const keys: Readonly<Record<string, () => void>> = {
    Enter: () => test !== undefined && open(test),
    Escape: () => select(undefined),
    "+": () => zoom.by(2, middle),
    "=": () => zoom.by(2, middle),
    "-": () => zoom.by(0.5, middle),
    "0": () => zoom.to(undefined),
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const work = event.key.startsWith("Arrow") ? () => walk(event.key) : keys[event.key];
    if (work === undefined) return;
    event.preventDefault();
    work();
  };
  const under = ({ offsetX: x, offsetY: y }: MouseEvent) => testAt(tests, layout, axis, { x, y });
  const placed = counted(tests.filter(({ began }) => began !== undefined).length, "test");
  return (
    <section id="timeline" aria-labelledby="timeline-title">
      <div class="heading">
        <h2 id="timeline-title">Timeline</h2>
        <div class="tools">
          <button type="button" onClick={() => zoom.by(2)} aria-label="Zoom in">
            +
          </button>
          <button type="button" onClick={() => zoom.by(0.5)} aria-label="Zoom out">
            −
          </button>
          <button type="button" onClick={() => zoom.to(undefined)} disabled={zoom.isWhole}>
            Whole run
          </button>
        </div>
      </div>
      <Legend data={data} />
      <div class="canvas">
        {/* biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: it is one, and takes keys of its own */}
        <canvas
          ref={canvas}
          tabIndex={0}
          role="application"
          aria-roledescription="timeline"
          aria-label={`${placed} in ${counted(lanes, "lane")}. Arrow keys go from test to test, Enter opens one, plus and minus zoom, 0 shows the whole run.`}
          onKeyDown={onKeyDown}
          onMouseMove={(event) => setHovered(event.buttons === 0 ? under(event) : undefined)}
          onMouseLeave={() => setHovered(undefined)}
          onClick={(event) => select(under(event))}
          onDblClick={(event) => {
            const hit = tests[under(event) ?? -1];
            if (hit !== undefined) open(hit);
          }}
        />
      </div>
      <Readout pointed={tests[hovered ?? selected ?? -1]} test={test} zero={zero} open={open} />
      <LanesNote data={data} />
      <Notices data={data} />
    </section>
  );
}

function Readout({
  pointed,
  test,
  zero,
  open,
}: {
  readonly pointed: TestData | undefined;
  /** The one that is selected. */
  readonly test: TestData | undefined;
  readonly zero: number;
  readonly open: (test: TestData) => void;
}) {
  return (
    <div class="readout">
      {pointed === undefined ? (
        <p class="note">
          Times are UTC. Select a test with a click or the arrow keys; drag to move, Ctrl and the wheel to
          zoom.
        </p>
      ) : (
        <p>
          <span class={isFailed(pointed) ? "bad" : "good"}>{pointed.state}</span> <b>{shown(pointed.name)}</b>{" "}
          <span class="note">
            {timeOfDay(zero + (pointed.began ?? 0))}, {took(pointed.seconds)}
          </span>
        </p>
      )}
      {test === undefined ? null : (
        <button type="button" onClick={() => open(test)}>
          Open
        </button>
      )}
      <p class="hidden" aria-live="polite">
        {test === undefined
          ? ""
          : `${test.state}, ${shown(test.name)}, ${took(test.seconds)}, lane ${(test.lane ?? 0) + 1}`}
      </p>
    </div>
  );
}

/** What a lane is, and how that is known. */
function LanesNote({ data: { lanes, lanesKnown, processes, isLive } }: { readonly data: ReportData }) {
  if (lanes < 2) return null;
  if (isLive === true)
    return (
      <p class="note">
        Until the run has ended, the lanes are derived from the times, which are those of the machine that
        follows it.
      </p>
    );
  if (lanesKnown)
    return <p class="note">A lane is a Ginkgo process, identified by the process ID in the log's lines.</p>;
  return (
    <p class="note">
      {processes === undefined || processes === lanes
        ? "The log does not say which Ginkgo process ran every test. The lanes are derived from the times: a process takes its next test as soon as it is done with the last."
        : `The log does not say which of the ${processes} Ginkgo processes ran every test; by their times the tests fit in ${lanes} lanes.`}
    </p>
  );
}

/** The width that a canvas has, and a number that differs when it is to be drawn anew. */
function useCanvas(canvas: { readonly current: HTMLCanvasElement | null }): { width: number; turn: number } {
  const [width, setWidth] = useState(0);
  const [turn, setTurn] = useState(0);
  useLayoutEffect(() => {
    const parent = canvas.current?.parentElement;
    if (parent === null || parent === undefined) return;
    const measure = () => setWidth(Math.floor(parent.clientWidth));
    const again = () => setTurn((n) => n + 1);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(parent);
    const schemes = [matchMedia("(prefers-color-scheme: dark)"), matchMedia("print")];
    for (const scheme of schemes) scheme.addEventListener("change", again);
    return () => {
      observer.disconnect();
      for (const scheme of schemes) scheme.removeEventListener("change", again);
    };
  }, [canvas]);
  return { width, turn };
}

/** A canvas with as many dots as the screen has. */
function prepared(
  canvas: HTMLCanvasElement | null,
  width: number,
  height: number,
): CanvasRenderingContext2D | undefined {
  const context = canvas?.getContext("2d");
  if (canvas === null || context === null || context === undefined || width === 0) return undefined;
  const dots = window.devicePixelRatio;
  canvas.width = Math.round(width * dots);
  canvas.height = Math.round(height * dots);
  canvas.style.height = `${height}px`;
  context.setTransform(dots, 0, 0, dots, 0, 0);
  return context;
}
