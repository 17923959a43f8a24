import { useMemo } from "preact/hooks";
import { counted, shown, took } from "../../report/page/words.ts";
import { startedWords } from "../build/time.ts";
import { changesBetween, changeWords } from "../compare/changes.ts";
import type { Cell } from "../grid/cell.ts";
import type { GridData, RowData } from "../grid/page-data.ts";
import { type Story, storyOf } from "../grid/story.ts";
import { cellsOf } from "./cells.ts";
import { Dialog, Facts } from "./dialog.tsx";
import { Trend } from "./trend.tsx";

interface Props {
  readonly data: GridData;
  readonly row: RowData;
  readonly openBuild: (column: number) => void;
  readonly onClose: () => void;
}

/** One test in all builds: since when it fails and what changed then, how long it takes, each failure. */
export function TestDetail({ data, row, openBuild, onClose }: Props) {
  const { jobs, causes } = data;
  const cells = useMemo(() => cellsOf(row, causes), [data, row]);
  const stories = jobs.map(({ from, to }) => storyOf(cells, from, to));
  const isFlaky = row.flakeRate > 0;
  const state = row.isFailing ? "fails now" : isFlaky ? "flaky" : "passes";
  return (
    <Dialog
      title={shown(row.name)}
      state={state}
      tone={row.isFailing ? "bad" : isFlaky ? "flaky" : "good"}
      onClose={onClose}
    >
      {jobs.map(({ name, from, to }, index) => {
        const story = stories[index];
        if (story === undefined || story.ran === 0) return null;
        return (
          <section key={name} aria-label={shown(name)}>
            {jobs.length > 1 ? <h3>{shown(name)}</h3> : null}
            <Facts facts={factsOf(story)} />
            <Breakage data={data} story={story} openBuild={openBuild} />
            <Trend cells={cells.slice(from, to)} />
            <Failures data={data} cells={cells} from={from} to={to} openBuild={openBuild} />
          </section>
        );
      })}
    </Dialog>
  );
}

function factsOf({ ran, failed, flakes, failing, slower }: Story) {
  return [
    ["Failed", failed === 0 ? "never" : `in ${failed} of ${counted(ran, "build")}`],
    ["Flaky", flakes.length === 0 ? "" : `in ${counted(flakes.length, "build")}`],
    ["Failing for", failing === undefined ? "" : counted(failing.builds, "build")],
    ["Takes", slower === undefined ? "" : `${slower.toFixed(1)} times as long as before`],
  ] as const;
}

function Breakage({
  data: { columns },
  story: { failing },
  openBuild,
}: {
  readonly data: GridData;
  readonly story: Story;
  readonly openBuild: (column: number) => void;
}) {
  if (failing === undefined) return null;
  const first = columns[failing.first];
  const passed = failing.passed === undefined ? undefined : columns[failing.passed];
  if (first === undefined) return null;
  const changes = passed === undefined ? [] : changesBetween(passed.facts, first.facts);
  return (
    <div class="failure">
      <p>
        Fails since{" "}
        <button type="button" class="link" onClick={() => openBuild(failing.first)}>
          build {first.head.build}
        </button>{" "}
        ({startedWords(first.head)}).
        {passed === undefined
          ? " No build before it is known in which it passed."
          : changes.length === 0
            ? ` Nothing is known to have changed since it passed in build ${passed.head.build}.`
            : ` Changed since it passed in build ${passed.head.build}:`}
      </p>
      <ul class="changes">
        {changes.map((change) => (
          <li key={change.what}>{shown(changeWords(change))}</li>
        ))}
      </ul>
    </div>
  );
}

function Failures({
  data: { columns },
  cells,
  from,
  to,
  openBuild,
}: {
  readonly data: GridData;
  readonly cells: readonly (Cell | undefined)[];
  readonly from: number;
  readonly to: number;
  readonly openBuild: (column: number) => void;
}) {
  const failed = cells.flatMap((cell, at) =>
    cell !== undefined && cell.state !== "passed" && at >= from && at < to ? [{ cell, at }] : [],
  );
  if (failed.length === 0) return null;
  return (
    <ol class="runs">
      {failed.map(({ cell, at }) => {
        const head = columns[at]?.head;
        if (head === undefined) return null;
        return (
          <li key={at}>
            <button type="button" class="link" onClick={() => openBuild(at)}>
              {startedWords(head) || head.build}
            </button>
            <span class="note">{took(cell.seconds)}</span>
            <span>
              {cell.state === "flaked"
                ? "passed at a further attempt"
                : shown(cell.cause ?? "failed without a message")}
            </span>
          </li>
        );
      })}
    </ol>
  );
}
