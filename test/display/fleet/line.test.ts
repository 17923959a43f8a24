import { expect, test } from "bun:test";
import { rowLines } from "../../../src/display/fleet/line.ts";
import { newRow, type Row, rowAfter } from "../../../src/display/fleet/row.ts";
import { styleFor } from "../../../src/display/style.ts";
import { cells } from "../../../src/display/terminal/width.ts";
import type { RunEvent } from "../../../src/run/events.ts";
import { FakeSink, progress, start } from "../fakes.ts";

const style = styleFor(new FakeSink(), { LANG: "C.UTF-8" });
const ascii = styleFor(new FakeSink(), {});

function row(name: string, ...events: readonly RunEvent[]): Row {
  return events.reduce(rowAfter, newRow(name));
}

const started: RunEvent = { kind: "suite-started", at: start, total: 441, of: 7355, processes: 12 };
const over: RunEvent = {
  kind: "suite-finished",
  at: start,
  passed: 441,
  failed: 0,
  skipped: 0,
  seconds: 1622,
};
const ended: RunEvent = {
  kind: "run-finished",
  at: start,
  verdict: "passed",
  certifiable: true,
  deviations: [],
  folder: "out",
};

const rows = [
  row("staging", started, progress()),
  row("production-eu", started, over, ended),
  row("edge", { kind: "starting", at: start, text: "ContainerCreating" }),
  { ...newRow("gone"), phase: "no verdict", words: "refused\u001b[2J" } as const,
];

test("a row each, its columns aligned, at 80 columns", () => {
  expect(rowLines(rows, start, 80, style)).toEqual([
    "staging        running     █████░░░░░░  214/441  213 passed    1 failed  ~11m",
    "production-eu  passed      ███████████  441/441  441 passed    0 failed  27m02s",
    "edge           starting    ContainerCreating",
    "gone           no verdict  refused^[[2J",
  ]);
});

test("what has no room is left out, for all rows alike, and no row is too wide", () => {
  for (let columns = 20; columns < 200; columns++) {
    for (const text of rowLines(rows, start, columns, ascii)) expect(cells(text)).toBeLessThan(columns);
  }
  expect(rowLines(rows, start, 60, ascii).slice(0, 2)).toEqual([
    "staging        running     214/441    1 failed  ~11m",
    "production-eu  passed      441/441    0 failed  27m02s",
  ]);
});

test("a long name keeps its end", () => {
  const name = "arn:aws:eks:eu-central-1:123456789012:cluster/production";
  expect(rowLines([row(name)], start, 80, style)[0]).toBe("…:cluster/production  preflight");
});

test("a cluster without contact is shown with how long that has been, and without a time left", () => {
  const lost = row("staging", started, progress({ noContactSince: start - 66_000 }));
  const [line = ""] = rowLines([lost], start, 80, style);
  expect(line).toMatch(/^staging {2}no contact {2}.* 1m06s$/);
  expect(line).not.toContain("~11m");
  expect(rowLines([lost], start, 24, style)[0]).toBe("staging  no contact");
});
