import type { Format } from "./printed.ts";

// by the values of -o, in the order of the help; each is loaded on demand
export const formats = {
  table: async () => (await import("./table.ts")).asTable,
  wide: async () => (await import("./wide.ts")).asWide,
  json: async () => (await import("./json.ts")).asJson,
  yaml: async () => (await import("./yaml.ts")).asYaml,
  markdown: async () => (await import("./markdown.ts")).asMarkdown,
  html: async () => (await import("./html.ts")).asHtml,
  junit: async () => (await import("./junit.ts")).asJunit,
  ctrf: async () => (await import("./ctrf.ts")).asCtrf,
  github: async () => (await import("./github.ts")).asGithub,
  jsonl: async () => (await import("./jsonl.ts")).asJsonl,
  name: async () => (await import("./name.ts")).asNames,
} as const satisfies Readonly<Record<string, () => Promise<Format>>>;

export type FormatName = keyof typeof formats;

/** The values of -o, in the order of the help. */
export const formatNames = Object.keys(formats).filter(isFormat);

function isFormat(word: string): word is FormatName {
  return Object.hasOwn(formats, word);
}
