/** Columns that belong together: `from` to before `to`. */
export interface Group {
  readonly from: number;
  readonly to: number;
}

/** Where columns are, in pixels from the first one's left edge. */
export interface Places {
  readonly size: number;
  readonly groups: readonly Group[];
}

const gap = 14;
// with more columns than these, they are narrow
const few = 60;

/** The places of columns in groups, such as the builds of several jobs. */
export function placesOf(groups: readonly Group[]): Places {
  const count = groups.at(-1)?.to ?? 0;
  return { size: count > few ? 11 : 18, groups };
}

/** The left edge of a column. */
export function leftOf({ size, groups }: Places, column: number): number {
  const before = groups.filter(({ to }) => to <= column).length;
  return column * size + before * gap;
}

export function widthOf(places: Places): number {
  const last = places.groups.at(-1)?.to ?? 0;
  return last === 0 ? 0 : leftOf(places, last - 1) + places.size;
}

/** The column at a place, if there is one. */
export function columnAt(places: Places, x: number): number | undefined {
  const { size, groups } = places;
  for (const { from, to } of groups) {
    const left = leftOf(places, from);
    if (to > from && x >= left && x < left + (to - from) * size) return from + Math.floor((x - left) / size);
  }
  return undefined;
}

/** Height of the cells of a row. */
export const cellHeight = 18;

/**
 * What draws the cells of a row: for each mark, one SVG path with all cells that have it. Their shapes differ, so that they can be told apart
 * without their colours.
 */
export function pathsOf(places: Places, codes: string): ReadonlyMap<string, string> {
  const paths = new Map<string, string>();
  for (let column = 0; column < codes.length; column++) {
    const code = codes.charAt(column);
    const shape = shapes[code];
    if (shape === undefined) continue;
    const left = leftOf(places, column);
    paths.set(code, (paths.get(code) ?? "") + shape(left, places.size - 1));
  }
  return paths;
}

const shapes: Readonly<Record<string, (left: number, width: number) => string>> = {
  ".": (left, width) => `M${left} 4h${width}v10h${-width}z`,
  F: (left, width) => `M${left} 0h${width}v18h${-width}z`,
  "~": (left, width) => `M${left} 14h${width}v-14z`,
  // hollow
  "?": (left, width) => `M${left} 4h${width}v10h${-width}zM${left + 2} 6v6h${width - 4}v-6z`,
};

/** The class of the style for each mark, and what it is called. */
export const marks: Readonly<Record<string, { readonly tone: string; readonly word: string }>> = {
  ".": { tone: "good", word: "passed" },
  F: { tone: "bad", word: "failed" },
  "~": { tone: "flaky", word: "flaky" },
  "?": { tone: "none", word: "no verdict" },
};

/** Which columns have their label above them, so that none covers the next: the first of each group, then each that has room. */
export function labelled(places: Places, width: number): readonly number[] {
  const step = Math.max(1, Math.ceil(width / places.size));
  return places.groups.flatMap(({ from, to }) =>
    Array.from({ length: Math.ceil((to - from) / step) }, (_, index) => from + index * step),
  );
}
