import { type Display, showing } from "../../../display/display.ts";
import { createBoard } from "../../../display/fleet/board.ts";
import { nowhere, prefixSink } from "../../../display/fleet/prefix.ts";
import { newRow, type Row, rowAfter } from "../../../display/fleet/row.ts";
import { createJsonlDisplay } from "../../../display/jsonl.ts";
import { createPlainDisplay } from "../../../display/plain.ts";
import type { Shown } from "../../../display/show.ts";
import { type Style, styleFor } from "../../../display/style.ts";
import { endedLines } from "../../../display/terminal/ended-line.ts";
import { eventLines } from "../../../display/terminal/event-lines.ts";
import { columnsOf } from "../../../display/terminal/live-line.ts";
import type { Screen } from "../../../display/terminal/screen.ts";
import { wrapFor } from "../../../display/terminal/wrap.ts";
import { safeLines } from "../../../display/words.ts";
import type { Io } from "../../../process/io.ts";
import { safe } from "../../../text/safe.ts";

/** Shows one of several clusters. */
export interface MemberScreen {
  /** The member's own output: its messages follow its name; pod rows are kept in its folder and not shown. */
  readonly io: Pick<Io, "stdout" | "stderr">;
  displays(): readonly Display[];
}

export interface FleetScreen {
  row(index: number): Row;
  member(index: number): MemberScreen;
  /** Reports how a cluster's run ended. */
  end(index: number, phase: Row["phase"], words: string): void;
  close(): void;
}

/**
 * Shows several clusters: rows that are redrawn in place on a terminal, plain lines elsewhere, JSON lines for `jsonl`. `program` is how this
 * program was called.
 */
export function createFleetScreen(
  output: "table" | "jsonl",
  io: Io,
  begun: readonly Row[],
  program: string,
  shown: Shown,
): FleetScreen {
  const rows = [...begun];
  const row = (index: number) => rows[index] ?? newRow("");
  const board =
    output === "table" && io.stderr.isTTY && io.env.TERM !== "dumb" ? createBoard(io, () => rows) : undefined;
  const style = styleFor(io.stderr, io.env);
  const width = Math.max(0, ...rows.map(({ name }) => safe(name).length));
  board?.changed();
  const change = (index: number, after: (row: Row) => Row) => {
    rows[index] = after(row(index));
    board?.changed();
  };
  return {
    row,
    member(index) {
      const { name } = row(index);
      const prefix = `${safe(name).padEnd(width)} | `;
      const stderr = prefixSink(prefix, board?.above(io.stderr) ?? io.stderr);
      return {
        io: { stdout: nowhere, stderr },
        displays: () => [
          showing((event) => change(index, (before) => rowAfter(before, event))),
          shownOn(output, board, { ...io, stdout: nowhere, stderr }, name, io, style, program, shown),
        ],
      };
    },
    end: (index, phase, words) => change(index, (before) => ({ ...before, phase, words })),
    close: () => board?.close(),
  };
}

function shownOn(
  output: "table" | "jsonl",
  board: Screen | undefined,
  member: Io,
  name: string,
  io: Io,
  style: Style,
  program: string,
  shown: Shown,
): Display {
  if (output === "jsonl") return createJsonlDisplay(io.stdout, shown, name);
  return board === undefined
    ? createPlainDisplay(member, program, shown)
    : boardDisplay(board, member, style, program, shown);
}

/** Lasting lines above the board's rows; what only changes a row is not printed. */
function boardDisplay(
  board: Screen,
  { stderr }: Pick<Io, "stderr">,
  style: Style,
  program: string,
  shown: Shown,
): Display {
  const say = (lines: readonly string[]) => {
    for (const line of lines) stderr.write(wrapFor(stderr, `${line}\n`));
  };
  return {
    show(event) {
      if (event.kind !== "starting") say(eventLines(event, style, program));
      if (shown.tests && event.kind === "spec-finished")
        say(endedLines(event.spec, columnsOf(stderr), style));
    },
    note: (line) => say(safeLines(line)),
    pause: board.pause,
    resume: board.resume,
    close() {},
  };
}
