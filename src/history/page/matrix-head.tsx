import { Cursor } from "./cursor.tsx";
import { cellHeight, labelled, leftOf, marks, type Places, pathsOf } from "./places.ts";

/** What is above the columns of a matrix. */
export interface HeadData {
  /** A mark for each column. */
  readonly codes: string;
  /** Whether something changed from the column on the right to this one. */
  readonly changed: readonly boolean[];
  /** A short word for each column; those that have room are shown. */
  readonly labels: readonly string[];
  /** What each group is called; nothing is written above a single one. */
  readonly groups: readonly string[];
}

// pixels that a label takes
const labelWidth = 56;

/** The head of a matrix, which stays in sight: names of groups, dates, what changed, and a row of marks. */
export function Head({
  head,
  places,
  width,
  cursor,
}: {
  readonly head: HeadData;
  readonly places: Places;
  readonly width: number;
  readonly cursor: number | undefined;
}) {
  const { codes, changed, labels, groups } = head;
  const top = groups.length > 1 ? 18 : 0;
  const height = top + 26;
  return (
    <div class="head">
      <div class="corner" />
      <div>
        <svg class="labels" width={width} height={height} aria-hidden="true">
          {groups.length > 1
            ? places.groups.map((group, index) =>
                group.to > group.from ? (
                  <text key={group.from} class="group" x={leftOf(places, group.from)} y={13}>
                    {groups[index]}
                  </text>
                ) : null,
              )
            : null}
          {labelled(places, labelWidth).map((column) => (
            <text key={column} x={leftOf(places, column)} y={top + 12}>
              {labels[column]}
            </text>
          ))}
          <path
            class="change"
            d={changed
              .map((is, column) =>
                is ? `M${leftOf(places, column) + places.size / 2 - 4} ${top + 17}h8l-4 7z` : "",
              )
              .join("")}
          />
        </svg>
        <svg width={width} height={cellHeight} data-row={-1} aria-hidden="true">
          {[...pathsOf(places, codes)].map(([code, path]) => (
            <path key={code} class={marks[code]?.tone ?? ""} d={path} />
          ))}
          {cursor === undefined ? null : <Cursor places={places} column={cursor} />}
        </svg>
      </div>
    </div>
  );
}
