import type { Codec } from "./watch.ts";

/** A cell as the server prints it: text, as a rule. */
export type Cell = string | number | boolean | null;

/** One object as a row of the server's own table. */
export interface Row {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly version: string;
  readonly columns: readonly string[];
  readonly cells: readonly Cell[];
}

interface Table {
  readonly columnDefinitions?: ReadonlyArray<{ readonly name: string; readonly priority?: number }> | null;
  readonly rows?: ReadonlyArray<{
    readonly cells: readonly Cell[];
    readonly object?: {
      readonly metadata?: {
        readonly namespace?: string;
        readonly name?: string;
        readonly uid?: string;
        readonly resourceVersion?: string;
      };
    };
  }> | null;
}

/**
 * Asks for objects as the server prints them, as kubectl does for its default output; only the columns of priority 0. Holds the
 * column definitions, which a watch sends with its first event alone, so each watch needs a codec of its own.
 */
export function tableCodec(): Codec<Row> {
  let shown: readonly number[] = [];
  let columns: readonly string[] = [];
  const rows = (value: unknown): Row[] => {
    const table: Table = typeof value === "object" && value !== null ? value : {};
    if (table.columnDefinitions && table.columnDefinitions.length > 0) {
      const definitions = table.columnDefinitions;
      shown = definitions.flatMap((column, index) => ((column.priority ?? 0) === 0 ? [index] : []));
      columns = shown.map((index) => definitions[index]?.name ?? "");
    }
    return (table.rows ?? []).map((row) => ({
      namespace: row.object?.metadata?.namespace ?? "",
      name: row.object?.metadata?.name ?? "",
      uid: row.object?.metadata?.uid ?? "",
      version: row.object?.metadata?.resourceVersion ?? "",
      columns,
      cells: shown.map((index) => row.cells[index] ?? null),
    }));
  };
  return {
    accept:
      "application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json",
    items: rows,
    item: (object) => rows(object)[0],
    uid: (row) => row.uid,
    version: (row) => row.version,
  };
}
