import type { Format } from "./printed.ts";

// by the values of -o, in the order of the help; each is loaded on demand
export const formats = {
  table: async () => (await import("./table.ts")).asTable,
  wide: async () => (await import("./table.ts")).asWide,
  json: async () => (await import("./documents.ts")).asJson,
  yaml: async () => (await import("./documents.ts")).asYaml,
  markdown: async () => (await import("./markdown.ts")).asMarkdown,
  html: async () => (await import("./html.ts")).asHtml,
  csv: async () => (await import("./documents.ts")).asCsv,
  name: async () => (await import("./documents.ts")).asNames,
} as const satisfies Readonly<Record<string, () => Promise<Format>>>;

export type FormatName = keyof typeof formats;

/** The values of -o, in the order of the help. */
export const formatNames = Object.keys(formats).filter(isFormat);

function isFormat(word: string): word is FormatName {
  return Object.hasOwn(formats, word);
}
