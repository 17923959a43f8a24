import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { InputError } from "../../errors.ts";
import { readFileWithin } from "../../process/read-file.ts";
import { inside } from "../../results/read/find.ts";
import { defaultLimits, unreadable } from "../../results/read/limits.ts";
import { readTarball } from "../../results/read/tarball.ts";
import { systemWords } from "../../text/system-words.ts";
import { healthFile, infoFile, isTreeFile, pluginOf, treeFile } from "./layout.ts";

/** The results of plugins: a snapshot of Sonobuoy, as a tarball or unpacked, or the folder of this program. */
export interface Snapshot {
  readonly origin: string;
  /** The names of its plugins, in the order in which it lists them. */
  readonly plugins: readonly string[];
  /** The texts of their trees, by plugin. */
  readonly trees: ReadonlyMap<string, string>;
  /** meta/clusterhealth.json; undefined if there is none. */
  readonly health: string | undefined;
  /** Reads files by their paths in it; a missing one is left out. */
  read(paths: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>;
}

interface Options {
  readonly cwd: string;
  readonly signal: AbortSignal;
}

/**
 * Opens a snapshot.
 * @throws InputError if it cannot be read, or has no plugins
 */
export async function openSnapshot(given: string, options: Options): Promise<Snapshot> {
  const file = path.resolve(options.cwd, given);
  const entry = await stat(file).catch((cause: unknown) => {
    throw new InputError(`${given}: ${systemWords(cause)}`, { fix, cause });
  });
  const files = entry.isDirectory()
    ? await treesOfFolder(file, options)
    : await readTarball(file, (name) => isHead(name), defaultLimits, options.signal);
  const read = async (paths: readonly string[]) =>
    entry.isDirectory()
      ? readFolder(file, paths, options)
      : readTarball(file, (name) => paths.includes(name), defaultLimits, options.signal);
  const text = (name: string) => {
    const bytes = files.get(name);
    return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
  };
  const trees = new Map<string, string>();
  for (const name of files.keys()) if (isTreeFile(name)) trees.set(pluginOf(name), text(name) ?? "");
  const plugins = listed(text(infoFile), given) ?? [...trees.keys()].sort();
  if (plugins.length === 0) throw new InputError(`${given} has no results of plugins`, { fix });
  return { origin: given, plugins, trees, health: text(healthFile), read };
}

const fix = "name the tarball of sonobuoy retrieve, what it unpacks to, or a folder of plugin run";

function isHead(name: string): boolean {
  return name === infoFile || name === healthFile || isTreeFile(name);
}

async function treesOfFolder(folder: string, options: Options): Promise<ReadonlyMap<string, Uint8Array>> {
  const names = await readdir(path.join(folder, "plugins")).catch(() => []);
  return readFolder(folder, [infoFile, healthFile, ...names.map(treeFile)], options);
}

async function readFolder(
  folder: string,
  paths: readonly string[],
  { signal }: Options,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>();
  for (const name of paths) {
    const file = await inside(folder, name);
    const reading = await readFileWithin(file, { most: defaultLimits.file, refuseLinks: true, signal });
    if (reading.kind === "absent") continue;
    if (reading.kind !== "read") throw unreadable(file, reading);
    found.set(name, reading.bytes);
  }
  return found;
}

/** Since Sonobuoy 0.16 a file lists them. */
function listed(json: string | undefined, origin: string): readonly string[] | undefined {
  if (json === undefined) return undefined;
  try {
    const { plugins } = JSON.parse(json);
    return Array.isArray(plugins) ? plugins.filter((name) => typeof name === "string") : undefined;
  } catch (cause) {
    throw new InputError(`${origin}: ${infoFile} is not JSON`, { cause });
  }
}
