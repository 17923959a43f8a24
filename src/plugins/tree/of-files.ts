import type { Definition } from "../definition/definition.ts";
import { errorItem } from "./error-file.ts";
import { gojsonItem } from "./gojson.ts";
import type { FileItem, Item } from "./item.ts";
import { junitItem } from "./junit.ts";
import { byBytes, withStatus } from "./status.ts";
import { readTree } from "./yaml.ts";

/** A file of a plugin: its path below the plugin's folder, `results/global/junit.xml`, and its content if the format needs it. */
export interface PluginFile {
  readonly path: string;
  readonly read: () => Promise<Uint8Array>;
}

type Processed = Pick<Definition, "name" | "driver" | "resultFormat" | "resultFiles">;

const suffixes = {
  junit: [".xml"],
  e2e: [".xml"],
  gojson: [".json"],
  raw: [""],
  manual: [".yaml", ".yml"],
} as const satisfies Record<Definition["resultFormat"], readonly string[]>;

/**
 * The tree of a plugin's results, from the files below `results/` and `errors/` of its folder, as Sonobuoy makes it (v0.57,
 * pkg/client/results/processing.go). A file that cannot be read is an unknown item with its reason.
 */
export async function processPlugin(plugin: Processed, files: readonly PluginFile[]): Promise<Item> {
  const sorted = files.toSorted((one, other) => byPath(one.path, other.path));
  const under = (folder: string) => sorted.filter(({ path }) => path.startsWith(`${folder}/`));
  const results = under("results").filter(({ path }) => isWanted(plugin, path));
  const errors = under("errors").filter(({ path }) => baseName(path) === "error.json");
  const items = [
    ...(await grouped(plugin, under("results"), results, (file) => fileItem(plugin, file))),
    ...(await grouped(plugin, under("errors"), errors, errorLeaf)),
  ];
  return withStatus({ name: plugin.name, status: "", meta: { type: "summary" }, items });
}

/** For a DaemonSet, an item for each node that has a folder, with or without items of its own. */
async function grouped(
  { driver }: Processed,
  all: readonly PluginFile[],
  wanted: readonly PluginFile[],
  item: (file: PluginFile) => Promise<Item>,
): Promise<Item[]> {
  if (driver === "Job") return inTurn(wanted, item);
  const nodes = [
    ...new Set(all.filter(({ path }) => path.split("/").length > 2).map(({ path }) => nodeOf(path))),
  ];
  return inTurn(nodes, async (node) => ({
    name: node,
    status: "",
    meta: { type: "node" },
    items: await inTurn(
      wanted.filter(({ path }) => nodeOf(path) === node && path.split("/").length > 2),
      item,
    ),
  }));
}

function isWanted({ resultFormat, resultFiles }: Processed, path: string): boolean {
  if (resultFiles.length > 0) return resultFiles.includes(baseName(path));
  return suffixes[resultFormat].some((suffix) => path.endsWith(suffix));
}

async function fileItem({ resultFormat }: Processed, { path, read }: PluginFile): Promise<Item> {
  const name = baseName(path);
  if (resultFormat === "raw") return { name, status: "passed", meta: { file: path } };
  const meta = { file: path, type: "file" };
  let bytes: Uint8Array;
  try {
    bytes = await read();
  } catch (error) {
    return {
      name,
      status: "unknown",
      meta: { ...meta, error: error instanceof Error ? error.message : String(error) },
    };
  }
  switch (resultFormat) {
    case "junit":
    case "e2e":
      return junitItem({ name, meta, bytes });
    case "gojson":
      return gojsonItem({ name, meta, bytes });
    case "manual":
      return manualItem({ name, meta, bytes });
  }
}

/** The plugin's own tree, except for its name. */
function manualItem({ name, meta, bytes }: FileItem): Item {
  const reading = readTree(new TextDecoder().decode(bytes));
  if (reading.kind === "unreadable") return { name, status: "unknown", meta };
  const { status, details, items } = reading.item;
  return {
    name,
    status,
    meta,
    ...(details === undefined ? {} : { details }),
    ...(items === undefined ? {} : { items }),
  };
}

async function errorLeaf({ path, read }: PluginFile): Promise<Item> {
  const name = baseName(path);
  return errorItem({ name, meta: { file: path }, bytes: await read() });
}

async function inTurn<T, Made>(all: readonly T[], make: (one: T) => Promise<Made>): Promise<Made[]> {
  const made: Made[] = [];
  for (const one of all) made.push(await make(one));
  return made;
}

/** The order in which Go walks a folder: by name, one level after another. */
function byPath(one: string, other: string): number {
  const [first, second] = [one.split("/"), other.split("/")];
  for (let level = 0; ; level++) {
    const [a, b] = [first[level], second[level]];
    if (a === undefined || b === undefined) return first.length - second.length;
    if (a !== b) return byBytes(a, b);
  }
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function nodeOf(path: string): string {
  return path.split("/")[1] ?? "";
}
