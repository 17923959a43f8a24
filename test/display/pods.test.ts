import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { createPodsDisplay, PodTable } from "../../src/display/pods.ts";
import { FakeSink, pod, progress, start } from "./fakes.ts";

function shown() {
  const sink = new FakeSink();
  return { sink, display: createPodsDisplay(sink) };
}

const short = pod(["a", "1/1", "Running", "0", "1s"]);
const long = pod(["a-longer-name", "1/1", "Running", "0", "1s"]);

test("the rows of the first list align, later ones come by themselves", () => {
  const { sink, display } = shown();
  display.show(short);
  display.show(progress());
  display.show(long);
  display.show({ ...pod(["the-longest-name-of-all", "1/1", "Running", "0", "1s"]), at: start + 5 });
  expect(sink.text.split("\n")).toEqual([
    "NAMESPACE   NAME            READY   STATUS    RESTARTS   AGE",
    "default     a               1/1     Running   0          1s",
    "default     a-longer-name   1/1     Running   0          1s",
    "default     the-longest-name-of-all   1/1     Running   0          1s",
    "",
  ]);
});

test("close writes a first list still held back, once", () => {
  const { sink, display } = shown();
  display.show(short);
  display.close();
  display.close();
  expect(sink.text.match(/default/g)).toHaveLength(1);
});

test("nothing is written for a run without pods", () => {
  const { sink, display } = shown();
  display.show(progress());
  display.close();
  expect(sink.writes).toEqual([]);
});

interface RecordedRow {
  readonly type: string;
  readonly cells: readonly string[];
  readonly ns: string;
}

function recorded(file: string): string[] {
  const url = new URL(`../fixtures/recording/${file}`, import.meta.url);
  return gunzipSync(readFileSync(url)).toString().trimEnd().split("\n");
}

const withoutAge = (line: string) => line.replace(/\S+$/, "");

test("a whole recorded run prints as kubectl printed it, AGE aside", () => {
  const rows = recorded("pods.jsonl.gz").map((line): RecordedRow => JSON.parse(line));
  const watched = rows
    .filter((row) => row.type !== "LIST")
    .map((row) => pod(row.cells.slice(0, 5), { namespace: row.ns }));
  // kubectl was begun a moment before the recording: it saw these.
  const coredns = pod(["coredns-778b9d9889-l6bbh", "1/1", "Running", "0", "15s"], {
    namespace: "kube-system",
  });
  const before = ["Pending", "Pending", "ContainerCreating"].map((status) =>
    pod(["e2e-conformance-test", "0/2", status, "0", "0s"], { namespace: "conformance" }),
  );

  const table = new PodTable();
  const lines = [coredns, ...before, ...watched].flatMap((event) => table.block([event]));

  expect(lines.map(withoutAge)).toEqual(recorded("kubectl-get-pod-A-w.txt.gz").map(withoutAge));
});

test("columns only grow, and lines already printed keep theirs", () => {
  const table = new PodTable();
  const lines = [
    ...table.block([
      pod(["coredns-abc", "1/1", "Running", "0", "3d4h"], { namespace: "kube-system" }),
      pod(["y", "1/1", "Running", "0", "5h59m"], { namespace: "x" }),
    ]),
    ...table.block([pod(["b", "1/1", "Pending", "0", "1s"])]),
    ...table.block([pod(["a-very-long-pod-name-here", "1/1", "ContainerCreating", "0", "1s"])]),
    ...table.block([pod(["b", "1/1", "Running", "0", "1s"])]),
  ];
  // Printed by kubectl 1.32.4.
  expect(lines).toEqual([
    "NAMESPACE     NAME          READY   STATUS    RESTARTS   AGE",
    "kube-system   coredns-abc   1/1     Running   0          3d4h",
    "x             y             1/1     Running   0          5h59m",
    "default       b             1/1     Pending   0          1s",
    "default       a-very-long-pod-name-here   1/1     ContainerCreating   0          1s",
    "default       b                           1/1     Running             0          1s",
  ]);
});

test("the header comes again only when the columns change", () => {
  const table = new PodTable();
  const wide = pod(["a", "10.0.0.1"], { columns: ["Name", "IP"] });
  const lines = [pod(["a", "1"], { columns: ["Name", "Age"] }), wide, wide].flatMap((event) =>
    table.block([event]),
  );
  expect(lines.filter((line) => line.startsWith("NAMESPACE"))).toEqual([
    "NAMESPACE   NAME   AGE",
    "NAMESPACE   NAME   IP",
  ]);
});

test("a cell is one line without control characters, and nothing where the server has nothing", () => {
  const [, row] = new PodTable().block([
    pod(["a\x1b[2J", "first\nsecond", null, 3, "1s"], { columns: ["A", "B", "C", "D", "E"] }),
  ]);
  expect(row).toBe("default     a^[[2J   first...         3     1s");
});

describe("on a terminal", () => {
  const rows = [
    ["var-expansion-f0768eff-aab8-4c6b-abcb-48ce72e0afc9", "0/1", "ContainerCreating", "0", "5m30s"],
    ["p", "10/10", "Init:CreateContainerConfigError", "12 (4m ago)", "0s"],
  ].map((cells) => pod(cells, { namespace: "emptydir-wrapper-8131" }));
  const at = (columns: number | undefined) => new PodTable({ columns: () => columns, ellipsis: "…" });

  test.each([80, 81, 100, 120])(
    "of %d columns each row is one line, what matters least shortened",
    (columns) => {
      const lines = at(columns).block(rows);
      for (const line of lines) expect(Bun.stringWidth(line)).toBeLessThan(columns);
      expect(lines[1]).toContain(" ContainerCreating ");
      expect(lines[1]).toMatch(/var-expansio.*… +0\/1/);
      expect(lines[2]).toMatch(/12 \(4m ago\) +0s$/);
    },
  );

  test("that is narrower than that rows are cut, and none takes a second line", () => {
    for (let columns = 1; columns < 80; columns++) {
      for (const line of at(columns).block(rows)) expect(Bun.stringWidth(line)).toBeLessThanOrEqual(columns);
    }
    expect(at(60).block(rows)).toEqual([
      "NAMESPACE  NAME       READY  STATUS      RESTARTS     AGE",
      "emptydir…  var-expa…  0/1    Container…  0            5m30s",
      "emptydir…  p          10/10  Init:Crea…  12 (4m ago)  0s",
    ]);
    expect(at(40).block(rows)).toEqual([
      "NAMESPACE  NAME       READY  STATUS",
      "emptydir…  var-expa…  0/1    Containe…",
      "emptydir…  p          10/10  Init:Cre…",
    ]);
    expect(at(21).block(rows)[1]).toBe("emptydir…  var-expa…");
    expect(at(8).block(rows)[1]).toBe("emptyd…");
  });

  test("an age that is no age does not make a row too long", () => {
    const odd = pod(["p".repeat(60), "0/1", "ContainerCreating", "0", "<unknown>"]);
    for (const line of at(80).block([odd])) expect(Bun.stringWidth(line)).toBeLessThan(80);
  });

  test("that is wide enough, or does not say how wide, rows are kubectl's", () => {
    const kubectl = new PodTable().block(rows);
    expect(at(200).block(rows)).toEqual(kubectl);
    expect(at(undefined).block(rows)).toEqual(kubectl);
  });

  test("whose window is made wider, the next rows are whole", () => {
    let columns = 80;
    const table = new PodTable({ columns: () => columns, ellipsis: "…" });
    expect(table.block(rows).join()).toContain("…");
    columns = 160;
    expect(table.block(rows).join()).not.toContain("…");
  });

  test("whose window is made narrower, the next rows fit it", () => {
    let columns = 160;
    const table = new PodTable({ columns: () => columns, ellipsis: "…" });
    table.block(rows);
    columns = 50;
    for (const line of table.block(rows)) expect(Bun.stringWidth(line)).toBeLessThan(50);
  });
});
