import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { LogPart } from "../data.ts";
import { Scrolled } from "./scrolled.tsx";
import { counted, shown } from "./words.ts";

/** Lines around a failure that are shown at first of a part that has very many. */
const around = 400;
const manyLines = 1500;
/** Characters of a line that are shown at first. */
const longLine = 2000;
/** Lines that the browser lays out together, when they come into view. */
const block = 200;

// as Ginkgo 2 and 1 head the words of a failure; the line that heads the whole spec counts where there is no other
const failing = /^\s*\[(?:FAILED|PANICKED|TIMEDOUT|INTERRUPTED)\] |: FAIL: |: Failed inside E2E framework:/;
const heading = /^• (?:Failure|\[(?:FAILED|PANICKED|TIMEDOUT|INTERRUPTED)\])/;

/** The indexes of the lines that report a failure. */
export function failureLines(lines: readonly string[]): readonly number[] {
  const matching = (pattern: RegExp) => lines.flatMap((line, index) => (pattern.test(line) ? [index] : []));
  const found = matching(failing);
  return found.length > 0 ? found : matching(heading);
}

/** A test's part of e2e.log, with the numbers that its lines have there; of one that failed the place of the failure is shown. */
export function Log({
  text,
  part,
  name,
  isFailed,
}: {
  readonly text: string;
  readonly part: LogPart;
  readonly name: string;
  readonly isFailed: boolean;
}) {
  const lines = useMemo(() => text.slice(part.from, part.to).replace(/\n$/, "").split("\n"), [text, part]);
  const marks = useMemo(() => failureLines(lines), [lines]);
  const [whole, setWhole] = useState(lines.length <= manyLines);
  const [place, setPlace] = useState(isFailed ? (marks[0] ?? -1) : -1);
  const box = useRef<HTMLElement>(null);
  const middle = Math.max(place, 0);
  const [from, to] = whole
    ? [0, lines.length]
    : [Math.max(0, middle - around), Math.min(lines.length, middle + around)];
  useEffect(() => {
    const line = box.current?.querySelector(`[data-at="${place}"]`);
    if (line instanceof HTMLElement && box.current !== null)
      box.current.scrollTop +=
        line.getBoundingClientRect().top - box.current.getBoundingClientRect().top - 60;
  }, [place, whole]);
  const blocks: number[] = [];
  for (let at = from; at < to; at += block) blocks.push(at);
  const number = (index: number) =>
    part.line + index + (part.left !== undefined && index >= part.left.after ? part.left.lines : 0);
  return (
    <div class="log">
      <p class="note">
        Line {number(0).toLocaleString("en")} to {number(lines.length - 1).toLocaleString("en")} of{" "}
        {shown(name)}
        {part.left === undefined ? "" : `; ${counted(part.left.lines, "line")} left out here`}
        {marks.length === 0 ? null : (
          <>
            {" · "}
            {marks.slice(0, 8).map((mark) => (
              <button
                type="button"
                class="link"
                key={mark}
                aria-pressed={mark === place}
                onClick={() => setPlace(mark)}
              >
                failure at line {number(mark).toLocaleString("en")}
              </button>
            ))}
          </>
        )}
        {whole ? null : (
          <button type="button" class="link" onClick={() => setWhole(true)}>
            show all {counted(lines.length, "line")}
          </button>
        )}
      </p>
      <Scrolled place={box} label="The test's part of the log">
        {blocks.map((at) => (
          <div class="block" key={at}>
            {lines.slice(at, Math.min(at + block, to)).map((line, index) => (
              <Line
                key={at + index}
                at={at + index}
                number={number(at + index)}
                text={line}
                isMarked={marks.includes(at + index)}
              />
            ))}
          </div>
        ))}
      </Scrolled>
    </div>
  );
}

function Line({
  at,
  number,
  text,
  isMarked,
}: {
  readonly at: number;
  readonly number: number;
  readonly text: string;
  readonly isMarked: boolean;
}) {
  const [whole, setWhole] = useState(text.length <= longLine);
  return (
    <div class={isMarked ? "line marked" : "line"} data-at={at} data-number={number}>
      {shown(whole ? text : text.slice(0, longLine))}
      {whole ? null : (
        <button type="button" class="link" onClick={() => setWhole(true)}>
          … {counted(text.length - longLine, "more character")}
        </button>
      )}
      {"\n"}
    </div>
  );
}
