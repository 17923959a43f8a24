import { select } from "d3-selection";
import { type D3ZoomEvent, type ZoomTransform, zoom, zoomIdentity } from "d3-zoom";
import type { RefObject } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import type { Axis, Layout } from "./layout.ts";

/** Milliseconds that fill the width at the closest zoom. */
const closest = 2000;

/** The visible part of the timeline, and how to change it. */
export interface Zoom {
  readonly axis: Axis;
  readonly isWhole: boolean;
  /** Zooms in or out, around a moment, or the middle of the visible part. */
  by(factor: number, about?: number): void;
  /** Moves a moment into view if it is not visible. */
  show(at: number): void;
  /** Shows a period, or everything. */
  to(while_: { readonly from: number; readonly to: number } | undefined): void;
}

/** Zooms and pans a canvas along its time axis: by dragging, pinching, Ctrl and the wheel. */
export function useZoom(canvas: RefObject<HTMLCanvasElement | null>, layout: Layout, span: number): Zoom {
  const [transform, setTransform] = useState<ZoomTransform>(zoomIdentity);
  const behaviour = useMemo(() => zoom<HTMLCanvasElement, unknown>(), []);
  const { gutter, width, height } = layout;
  const most = Math.max(1, span / closest);
  useEffect(() => {
    const element = canvas.current;
    if (element === null || width === 0) return;
    const whole: [[number, number], [number, number]] = [
      [gutter, 0],
      [width, height],
    ];
    behaviour
      .scaleExtent([1, most])
      .extent(whole)
      .translateExtent(whole)
      .filter((event: Event) => isMeant(event, element))
      .on("zoom", (event: D3ZoomEvent<HTMLCanvasElement, unknown>) => setTransform(event.transform));
    select(element).call(behaviour).on("dblclick.zoom", null);
  }, [canvas, behaviour, gutter, width, height, most]);
  const room = Math.max(1, width - gutter);
  const base = (at: number) => gutter + (at / Math.max(1, span)) * room;
  const on = (work: (element: HTMLCanvasElement) => void) => {
    if (canvas.current !== null) work(canvas.current);
  };
  return {
    axis: {
      x: (at) => transform.applyX(base(at)),
      at: (x) => ((transform.invertX(x) - gutter) / room) * span,
    },
    isWhole: transform.k === 1,
    by: (factor, about) =>
      on((element) => {
        const x = about === undefined ? -1 : transform.applyX(base(about));
        const point: [number, number] | undefined = x >= gutter && x <= width ? [x, 0] : undefined;
        select(element).call(behaviour.scaleBy, factor, point);
      }),
    show: (at) =>
      on((element) => {
        const x = transform.applyX(base(at));
        if (x < gutter || x > width) select(element).call(behaviour.translateTo, base(at), 0);
      }),
    to: (while_) =>
      on((element) => {
        const { from, to } = while_ ?? { from: 0, to: span };
        const k = Math.min(most, Math.max(1, span / Math.max(1, to - from)));
        const next = zoomIdentity.translate(gutter - base(from) * k, 0).scale(k);
        select(element).call(behaviour.transform, while_ === undefined ? zoomIdentity : next);
      }),
  };
}

/** A wheel scrolls the page, as everywhere, unless Ctrl is held, which is also how pinching a trackpad arrives; and so does a finger if nothing can be moved. */
function isMeant(event: Event, element: HTMLCanvasElement): boolean {
  if (event instanceof WheelEvent) return event.ctrlKey || event.metaKey;
  if ("touches" in event && event.touches instanceof TouchList)
    return event.touches.length > 1 || scaleOf(element) > 1;
  return !(event instanceof MouseEvent) || event.button === 0;
}

/** As d3-zoom keeps it. */
function scaleOf(element: HTMLCanvasElement & { __zoom?: ZoomTransform }): number {
  return element.__zoom?.k ?? 1;
}
