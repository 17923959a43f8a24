import { cellHeight, leftOf, type Places } from "./places.ts";

/** The frame around a cell. */
export function Cursor({ places, column }: { readonly places: Places; readonly column: number }) {
  return (
    <rect
      class="cursor"
      x={leftOf(places, column) + 1}
      y={1}
      width={places.size - 3}
      height={cellHeight - 2}
    />
  );
}
