import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useState } from "preact/hooks";

/** Which rows of a scrolled box are in sight. */
export interface View {
  readonly first: number;
  /** The row after the last one. */
  readonly end: number;
  readonly rowHeight: number;
  /** Whether all rows are to be there, because the page is printed. */
  readonly isWhole: boolean;
  /** Scrolls so that a row and a place of it are in sight; row -1 is the head. */
  show(row: number, left: number, width: number): void;
}

const rowHeight = 26;
// the name is above the cells
const narrowRowHeight = 46;
// rows that come into the document at once, so that not each pixel of scrolling is work
const step = 8;
const overscan = 12;

/** Follows how a box with rows of one height is scrolled. */
export function useView(box: RefObject<HTMLDivElement | null>, count: number): View {
  const [steps, setSteps] = useState(0);
  const [height, setHeight] = useState(800);
  const [isNarrow, setNarrow] = useState(false);
  const [isWhole, setWhole] = useState(false);
  const each = isNarrow ? narrowRowHeight : rowHeight;
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const measure = () => {
      setHeight(element.clientHeight);
      setNarrow(matchMedia("(max-width: 40rem)").matches);
    };
    const onScroll = () => setSteps(Math.floor(element.scrollTop / each / step));
    measure();
    onScroll();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    element.addEventListener("scroll", onScroll, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", onScroll);
    };
  }, [each]);
  useEffect(() => {
    const print = matchMedia("print");
    const onPrint = () => setWhole(print.matches);
    print.addEventListener("change", onPrint);
    return () => print.removeEventListener("change", onPrint);
  }, []);
  // a search leaves fewer rows than it was scrolled past
  const first = Math.max(0, Math.min(steps * step, count - 1) - overscan);
  return {
    first,
    end: Math.min(count, (steps + 1) * step + Math.ceil(height / each) + overscan),
    rowHeight: each,
    isWhole,
    show(row, left, width) {
      const element = box.current;
      if (element === null) return;
      const beside = element.querySelector(".corner")?.getBoundingClientRect().width ?? 0;
      const above = element.querySelector(".head")?.getBoundingClientRect().height ?? 0;
      const room = { x: element.clientWidth - beside, y: element.clientHeight - above };
      if (row >= 0) {
        const from = row * each;
        if (from < element.scrollTop) element.scrollTop = from;
        else if (from + each > element.scrollTop + room.y) element.scrollTop = from + each - room.y;
      }
      if (left < element.scrollLeft) element.scrollLeft = left;
      else if (left + width > element.scrollLeft + room.x) element.scrollLeft = left + width - room.x;
    },
  };
}
