import type { TestData } from "../../data.ts";

/** Where things are drawn, in CSS pixels from the canvas's top left corner. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  /** Room for labels at the left. */
  readonly gutter: number;
  readonly axis: number;
  /** The row of failures and warnings. */
  readonly marks: { readonly top: number; readonly height: number };
  readonly lanes: { readonly top: number; readonly height: number; readonly pitch: number };
  /** The pods of the whole cluster; the height is 0 if none are known. */
  readonly pods: { readonly top: number; readonly height: number };
  /** The pods of the selected test, one row each. */
  readonly rows: { readonly top: number; readonly pitch: number };
}

/** Lays the timeline out. */
export function layoutOf(
  width: number,
  lanes: number,
  has: { readonly pods: boolean; readonly rows: number },
): Layout {
  const axis = 24;
  const marks = { top: axis, height: 16 };
  const pitch = lanes === 1 ? 28 : lanes <= 16 ? 18 : lanes <= 40 ? 11 : 6;
  const top = marks.top + marks.height + 4;
  const bottom = top + pitch * Math.max(lanes, 1);
  const pods = { top: bottom + 18, height: has.pods ? 72 : 0 };
  const rowsTop = has.pods ? pods.top + pods.height + 18 : bottom + 10;
  const rows = { top: rowsTop, pitch: 14 };
  return {
    width,
    height: Math.ceil(
      has.rows > 0
        ? rows.top + has.rows * rows.pitch + 6
        : has.pods
          ? pods.top + pods.height + 6
          : bottom + 6,
    ),
    gutter: width < 560 ? 30 : 64,
    axis,
    marks,
    lanes: { top, pitch, height: Math.max(2, pitch - (pitch > 8 ? 4 : 1)) },
    pods,
    rows,
  };
}

/** From moments to pixels and back. */
export interface Axis {
  x(at: number): number;
  at(x: number): number;
}

/** The test at a position, or the nearest within a few pixels; failed ones first, because they may be thin. */
export function testAt(
  tests: readonly TestData[],
  { lanes }: Layout,
  axis: Axis,
  place: { readonly x: number; readonly y: number },
): number | undefined {
  const lane = Math.floor((place.y - lanes.top) / lanes.pitch);
  const reach = 4;
  let best: number | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const [index, test] of tests.entries()) {
    if (test.lane !== lane || test.began === undefined || test.ended === undefined) continue;
    const [left, right] = [axis.x(test.began), axis.x(test.ended)];
    const away = Math.max(left - place.x, place.x - right, 0);
    if (away > reach || away >= least) continue;
    best = index;
    least = away;
  }
  return best;
}

/** The next test in a direction: in its lane, or in a lane above or below at the same time. */
export function nextTest(
  tests: readonly TestData[],
  from: number | undefined,
  key: string,
): number | undefined {
  const placed = tests.map((test, index) => ({ ...test, index })).filter(({ began }) => began !== undefined);
  const now = placed.find(({ index }) => index === from);
  const ordered = placed.toSorted((a, b) => (a.began ?? 0) - (b.began ?? 0));
  if (now === undefined) return ordered[0]?.index;
  const lane = ordered.filter((test) => test.lane === now.lane);
  switch (key) {
    case "ArrowRight":
      return lane[lane.findIndex(({ index }) => index === from) + 1]?.index ?? from;
    case "ArrowLeft":
      return lane[lane.findIndex(({ index }) => index === from) - 1]?.index ?? from;
    default: {
      const other = (now.lane ?? 0) + (key === "ArrowDown" ? 1 : -1);
      const near = ordered.filter((test) => test.lane === other);
      const away = (test: TestData) =>
        Math.max((test.began ?? 0) - (now.began ?? 0), (now.began ?? 0) - (test.ended ?? 0), 0);
      return near.toSorted((a, b) => away(a) - away(b))[0]?.index ?? from;
    }
  }
}
