import type { Loaded } from "./load-grid.ts";

/** How a grid is printed. */
export interface GridPrinting {
  /** Whether tests that never failed are rows too. */
  readonly all: boolean;
}

/** The formats of `history grid`. */
export const formats: Readonly<
  Record<"table" | "html" | "markdown" | "json", (loaded: Loaded, printing: GridPrinting) => Promise<string>>
> = {
  table: async (loaded, { all }) => {
    const { fleetTable, gridTable } = await import("./grid-table.ts");
    return loaded.by === "jobs" ? fleetTable(loaded.fleet) : gridTable(loaded.grid, all);
  },
  html: async (loaded) => {
    const { fleetHtml, gridHtml } = await import("../../history/grid/html.ts");
    return loaded.by === "jobs" ? fleetHtml(loaded.fleet) : gridHtml(loaded.grid);
  },
  markdown: async (loaded, { all }) => {
    const { fleetMarkdown, gridMarkdown } = await import("../../history/grid/markdown.ts");
    return loaded.by === "jobs" ? fleetMarkdown(loaded.fleet) : gridMarkdown(loaded.grid, all);
  },
  json: async (loaded, { all }) => {
    const { jsonText } = await import("../../text/printed.ts");
    const { fleetDocument, gridDocument } = await import("../../history/grid/document.ts");
    return jsonText(loaded.by === "jobs" ? fleetDocument(loaded.fleet) : gridDocument(loaded.grid, all));
  },
};
