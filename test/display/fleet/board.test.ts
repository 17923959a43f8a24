import { expect, test } from "bun:test";
import { createBoard } from "../../../src/display/fleet/board.ts";
import { newRow, type Row } from "../../../src/display/fleet/row.ts";
import { FakeClock } from "../fakes.ts";
import { Screen } from "../screen.ts";

function shown(begun: readonly Row[]) {
  const clock = new FakeClock();
  const screen = new Screen(80);
  const rows = [...begun];
  const io = { stdout: screen, stderr: screen, env: { LANG: "C.UTF-8", NO_COLOR: "1" }, now: clock.now };
  const board = createBoard(io, () => rows, clock);
  return { clock, screen, rows, board, lines: board.above(screen) };
}

test("lasting lines scroll above the rows, which stand once and change in place", () => {
  const { clock, screen, rows, board, lines } = shown([newRow("one"), newRow("two")]);
  board.changed();
  for (const n of [1, 2, 3]) {
    lines.write(`line ${n}\n`);
    clock.pass(150);
  }
  rows[1] = { ...newRow("two"), phase: "starting", words: "Pulling" };
  board.changed();
  clock.pass(150);
  expect(screen.lines).toEqual(["line 1", "line 2", "line 3", "one  preflight", "two  starting    Pulling"]);
});

test("nothing is drawn while a question is open, and all of it after", () => {
  const { clock, screen, board, lines } = shown([newRow("one"), newRow("two")]);
  board.changed();
  board.pause();
  board.pause();
  lines.write("late\n");
  clock.pass(2000);
  board.resume();
  clock.pass(2000);
  expect(screen.lines).toEqual([]);
  board.resume();
  expect(screen.lines).toEqual(["late", "one  preflight", "two  preflight"]);
});

test("more clusters than a terminal has rows: those under way are shown", () => {
  const many = Array.from(
    { length: 40 },
    (_, n): Row => ({
      ...newRow(`cluster-${n}`),
      phase: n < 30 ? "passed" : "running",
    }),
  );
  const { screen, board } = shown(many);
  board.changed();
  expect(screen.lines).toHaveLength(20);
  expect(screen.lines.filter((line) => line.includes("running"))).toHaveLength(10);
  expect(screen.lines.at(-1)).toBe("… of 40 clusters, 10 in progress");
});

test.each([
  [4, ["one  preflight", "two  preflight", "six  preflight"]],
  [3, ["one  preflight", "… of 3 clusters, 3 in progress"]],
  [2, ["… of 3 clusters, 3 in progress"]],
  [1, ["… of 3 clusters, 3 in progress"]],
])(
  "a terminal of %d rows is not overrun, which would leave rows behind that nobody takes away",
  (rows, drawn) => {
    const { screen, board } = shown([newRow("one"), newRow("two"), newRow("six")]);
    screen.rows = rows;
    board.changed();
    expect(screen.lines).toEqual(drawn);
  },
);

test("closing writes what is held back and takes the rows away", () => {
  const { screen, board, lines } = shown([newRow("one")]);
  board.changed();
  lines.write("last\n");
  board.close();
  expect(screen.lines).toEqual(["last"]);
});
