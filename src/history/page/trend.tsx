import { took } from "../../report/page/words.ts";
import type { Cell } from "../grid/cell.ts";

const height = 60;
const width = 600;

/** How long a test took in each build that it passed in, the newest on the left. */
export function Trend({ cells }: { readonly cells: readonly (Cell | undefined)[] }) {
  const most = Math.max(...cells.map((cell) => cell?.seconds ?? 0), 0.1);
  const step = width / Math.max(1, cells.length - 1);
  const points = cells.flatMap((cell, at) =>
    cell === undefined || cell.state === "failed"
      ? []
      : [{ x: at * step, y: height - 2 - (cell.seconds / most) * (height - 4), seconds: cell.seconds }],
  );
  const [newest] = points;
  const oldest = points.at(-1);
  if (newest === undefined || oldest === undefined || points.length < 2) return null;
  return (
    <figure class="trend">
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
        <polyline points={points.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ")} />
      </svg>
      <figcaption class="note">
        Passed in {took(newest.seconds)} in the newest and in {took(oldest.seconds)} in the oldest of these
        builds; the longest took {took(most)}.
      </figcaption>
    </figure>
  );
}
