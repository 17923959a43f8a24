import { expect, test } from "bun:test";
import { createScreen } from "../../../src/display/terminal/screen.ts";
import { FakeClock, FakeSink } from "../fakes.ts";
import { Screen } from "../screen.ts";

function shown(stdout?: FakeSink) {
  const clock = new FakeClock();
  const terminal = new Screen(80);
  const state = { drawn: "bar" as string | undefined };
  const screen = createScreen({ stderr: terminal, now: clock.now }, clock, () => state.drawn);
  return {
    clock,
    terminal,
    state,
    screen,
    rows: screen.above(stdout ?? terminal),
    lines: screen.above(terminal),
  };
}

test("what is written to several sinks comes in its order, above what is drawn", () => {
  const file = new FakeSink();
  const { clock, terminal, screen, rows, lines } = shown(file);
  screen.changed();
  lines.write("one\n");
  rows.write("row 1\n");
  rows.write("row 2\n");
  lines.write(new TextEncoder().encode("two\n"));
  expect(terminal.lines).toEqual(["bar"]);
  clock.pass(100);
  expect(terminal.lines).toEqual(["one", "two", "bar"]);
  expect(file.writes).toEqual(["row 1\nrow 2\n"]);
});

test("what is not a terminal is written without touching what is drawn", () => {
  const { clock, terminal, screen, rows } = shown(new FakeSink());
  screen.changed();
  const before = terminal.writes;
  for (let n = 0; n < 5; n++) {
    rows.write("row\n");
    clock.pass(100);
  }
  expect(terminal.writes).toBe(before);
});

test("as long as there is nothing to draw, nothing is drawn", () => {
  const { clock, terminal, state, screen } = shown();
  state.drawn = undefined;
  screen.changed();
  clock.pass(3000);
  expect(terminal.raw).toBe("");
});

test("once closed, what comes is written at once and nothing is drawn again", () => {
  const { clock, terminal, screen, lines } = shown();
  screen.changed();
  screen.pause();
  lines.write("held\n");
  screen.close();
  lines.write("late\n");
  screen.changed();
  clock.pass(3000);
  expect(terminal.lines).toEqual(["held", "late"]);
  expect(clock.waiting).toBe(0);
});
