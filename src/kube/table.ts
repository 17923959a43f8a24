import type { Codec } from "./codec.ts";
import { AnswerError } from "./errors.ts";
import { record, text } from "./json.ts";

/** A cell as the server prints it, usually text. */
export type Cell = string | number | boolean | null;

/** One object as a row of the server's own table. */
export interface Row {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly version: string;
  readonly columns: readonly string[];
  readonly cells: readonly Cell[];
  /** The value of the column that was asked for in addition, as the server prints it. */
  readonly extra?: string;
}

// characters; the longest in practice, an event's message, has a quarter of this
const longestCell = 4096;
const mostColumns = 64;

/**
 * Requests objects as the server prints them, as kubectl does for its default output; only the columns of priority 0. Keeps the
 * column definitions, which a watch sends only with its first event, so each watch needs its own codec. A cell is cut at 4096
 * characters, a row at 64 columns. `extra` names a column of a lower priority to read as well.
 */
export function tableCodec(extra?: string): Codec<Row> {
  let shown: readonly number[] = [];
  let extraAt = -1;
  let columns: readonly string[] = [];
  const rows = (value: unknown): Row[] => {
    const table = record(value);
    const definitions = listOf(table.columnDefinitions).map(record);
    if (definitions.length > 0) {
      shown = definitions
        .flatMap(({ priority }, index) => ((priority ?? 0) === 0 ? [index] : []))
        .slice(0, mostColumns);
      columns = shown.map((index) => clip(text(definitions[index]?.name) ?? ""));
      extraAt = extra === undefined ? -1 : definitions.findIndex(({ name }) => name === extra);
    }
    return listOf(table.rows).map((one) => {
      const { cells, object } = record(one);
      const { namespace, name, uid, resourceVersion } = record(record(object).metadata);
      const values = listOf(cells);
      return {
        namespace: clip(text(namespace) ?? ""),
        name: clip(text(name) ?? ""),
        uid: clip(text(uid) ?? ""),
        version: clip(text(resourceVersion) ?? ""),
        columns,
        cells: shown.map((index) => cellOf(values[index])),
        ...(extraAt < 0 ? {} : { extra: clip(String(values[extraAt] ?? "")) }),
      };
    });
  };
  return {
    accept:
      "application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json",
    items: (list) => {
      // without rows the server may leave the columns out, but it must be a table
      const { kind, rows: some } = record(list);
      if (kind !== "Table" && !Array.isArray(some))
        throw new AnswerError("a call for a table", "is not a table");
      return rows(list);
    },
    item: (object) => rows(object)[0],
    uid: (row) => row.uid,
    version: (row) => row.version,
  };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function cellOf(value: unknown): Cell {
  if (value === undefined || value === null) return null;
  if (typeof value === "number" || typeof value === "boolean") return value;
  return clip(typeof value === "string" ? value : JSON.stringify(value));
}

function clip(words: string): string {
  return words.length > longestCell ? `${words.slice(0, longestCell)}…` : words;
}
