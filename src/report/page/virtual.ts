import { observeWindowOffset, observeWindowRect, Virtualizer, windowScroll } from "@tanstack/virtual-core";
import { useLayoutEffect, useReducer, useState } from "preact/hooks";

/** Rows of a long list, of which only the visible ones are in the document. */
export function useRows(
  count: number,
  options: { readonly height: number; readonly above: number },
): Virtualizer<Window, HTMLElement> {
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  const settings = {
    count,
    estimateSize: () => options.height,
    scrollMargin: options.above,
    overscan: 8,
    getScrollElement: () => window,
    observeElementRect: observeWindowRect,
    observeElementOffset: observeWindowOffset,
    scrollToFn: windowScroll,
    initialOffset: () => window.scrollY,
    onChange: () => redraw(undefined),
  };
  const [rows] = useState(() => new Virtualizer<Window, HTMLElement>(settings));
  rows.setOptions(settings);
  useLayoutEffect(() => rows._didMount(), [rows]);
  useLayoutEffect(() => rows._willUpdate());
  return rows;
}
