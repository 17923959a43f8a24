import { expect, test } from "bun:test";
import fc from "fast-check";
import { AnswerError } from "../../src/kube/errors.ts";
import { tableCodec } from "../../src/kube/table.ts";

const columnDefinitions = [{ name: "Name" }, { name: "IP", priority: 1 }, { name: "Ready", priority: 0 }];
const table = (...rows: readonly unknown[]) => ({ kind: "Table", columnDefinitions, rows });

test("a row has the cells of its columns, and null for those that are missing", () => {
  const object = { metadata: { namespace: "a", name: "x", uid: "u", resourceVersion: "7" } };
  expect(tableCodec().items(table({ cells: ["x", "10.0.0.1"], object }))).toEqual([
    { namespace: "a", name: "x", uid: "u", version: "7", columns: ["Name", "Ready"], cells: ["x", null] },
  ]);
});

test("a cell that is longer than any is cut, and one that is an object is shown as one", () => {
  const [row] = tableCodec().items(table({ cells: ["x".repeat(1_000_000), null, { a: 1 }] }));
  expect(row?.cells[0]).toHaveLength(4097);
  expect(row?.cells[1]).toBe('{"a":1}');
});

test("columns without number are cut", () => {
  const many = Array.from({ length: 10_000 }, (_, index) => ({ name: `c${index}` }));
  const [row] = tableCodec().items({ kind: "Table", columnDefinitions: many, rows: [{ cells: [] }] });
  expect(row?.columns).toHaveLength(64);
});

test("what is not a table is an error; whatever is in one is not", () => {
  expect(() => tableCodec().items({ kind: "PodList", items: [] })).toThrow(AnswerError);
  expect(() => tableCodec().items("<html>")).toThrow(AnswerError);
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (rows, definitions) => {
      const codec = tableCodec();
      codec.items({ kind: "Table", columnDefinitions: definitions, rows });
      codec.item({ kind: "Table", columnDefinitions, rows: [rows] });
    }),
  );
});
