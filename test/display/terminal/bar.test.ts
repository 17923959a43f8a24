import { expect, test } from "bun:test";
import { styleFor } from "../../../src/display/style.ts";
import { barLine } from "../../../src/display/terminal/bar.ts";
import { progress, start } from "../fakes.ts";
import { Screen } from "../screen.ts";

const plain = styleFor(new Screen(80), { LANG: "C.UTF-8", NO_COLOR: "1" });

function drawn(columns: number, now = start): string {
  return barLine(progress(), now, columns, plain).text;
}

test.each([
  [
    200,
    " ██████████████████░░░░░░░░░░░░░░░░░░░░░  214/441   213 passed   1 failed   12 running   12m10s, ~11m left   longest 4m03s [sig-network] Services should serve a basic endpoint from pods",
  ],
  [
    100,
    " ████████░░░░░░░░░  214/441   213 passed   1 failed   12 running, longest 4m03s   12m10s, ~11m left",
  ],
  [80, " █████░░░░░░░  214/441   213 passed   1 failed   12 running   12m10s, ~11m left"],
  [70, " ██████░░░░░░░  214/441   213 passed   1 failed   12m10s, ~11m left"],
  [60, " █████░░░░░░  214/441   213 passed   1 failed   ~11m left"],
  [42, " ███░░░░░  214/441   1 failed   ~11m left"],
  [20, "214/441   1 failed"],
  [10, "214/441"],
  [5, "214/"],
])("at %d columns it sheds the least important first", (columns, line) => {
  expect(drawn(columns)).toBe(line);
});

test("it never reaches the last column, whatever the width, and says its own width", () => {
  for (const each of [progress(), progress({ noContactSince: start })]) {
    for (let columns = 1; columns <= 240; columns++) {
      const { text, cells } = barLine(each, start, columns, plain);
      expect(text.length).toBeLessThan(columns);
      expect(cells).toBe(text.length);
    }
  }
});

test("the times run between two progress events", () => {
  expect(drawn(100, start + 65_000)).toContain("longest 5m08s   13m15s, ~10m left");
});

test("before anything is known it shows only what it knows", () => {
  const { left: _, ...unknown } = progress({
    elapsed: 1000,
    passed: 0,
    failed: 0,
    remaining: 441,
    running: [],
  });
  expect(barLine(unknown, start, 80, plain).text).toBe(" ░░░░░░░░░░░░░░░  0/441   0 passed   0 failed   1s");
});

test("a name of a spec cannot move the cursor, and a wide one does not wrap", () => {
  const running = [{ name: `\x1b[2J${"宽".repeat(80)}`, since: start }];
  const { text, cells } = barLine(progress({ running }), start, 150, plain);
  expect(text).toContain("0s ^[[2J宽");
  expect(Bun.stringWidth(text)).toBeLessThan(150);
  expect(cells).toBe(Bun.stringWidth(text));
});

test("ASCII where the locale is not UTF-8", () => {
  const style = styleFor(new Screen(80), { LC_ALL: "C", LANG: "en_GB.UTF-8", NO_COLOR: "1" });
  expect(barLine(progress(), start, 80, style).text).toStartWith(" #####.......  214/441");
});

test("failures are red in the bar and in words, however few", () => {
  const style = styleFor(new Screen(80), { LANG: "C.UTF-8" });
  const { text } = barLine(progress(), start, 80, style);
  expect(text).toStartWith(" \x1b[32m████\x1b[39m\x1b[31m█\x1b[39m░");
  expect(text).toContain("\x1b[1m\x1b[31m1 failed\x1b[39m\x1b[22m");
  expect(barLine(progress({ failed: 0 }), start, 80, style).text).not.toContain("\x1b[31m");
});

test.each([
  [
    120,
    " ████████░░░░░░░░░░  no contact with the API server for 1m06s; last known: 214/441   213 passed   1 failed   12 running",
  ],
  [90, " ████████░░░░░░░░░  no contact with the API server for 1m06s; last known: 214/441"],
  [80, " ███████░░░░░░░░  no contact with the API server for 1m06s; last known: 214/441"],
  [62, "no contact with the API server for 1m06s; last known: 214/441"],
  [44, "no contact for 1m06s; last known: 214/441"],
  [24, "no contact for 1m06s"],
  [12, "no contact "],
])("without contact it says so at %d columns, and no time left", (columns, line) => {
  const lost = progress({ noContactSince: start - 66_000 });
  expect(barLine(lost, start, columns, plain).text).toBe(line);
});
