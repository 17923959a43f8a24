import { stat } from "node:fs/promises";
import path from "node:path";
import { type ExitCode, exitCode, InputError } from "../../errors.ts";
import type { Snapshot } from "../../plugins/snapshot/open.ts";
import type { Item } from "../../plugins/tree/item.ts";
import type { Io } from "../../process/io.ts";
import { safe } from "../../text/safe.ts";
import type { Context } from "../context.ts";

export const modes = ["report", "detailed", "dump", "readable"] as const;
export type Mode = (typeof modes)[number];

/** The flags of `results` that show the results of plugins, as those of `sonobuoy results`. */
export interface PluginFlags {
  readonly mode?: Mode | undefined;
  readonly plugin?: string | undefined;
  readonly node?: string | undefined;
  readonly skipPrefix?: true | undefined;
}

/** Whether one of these flags was given, so that the results are those of plugins. */
export function isOfPlugins({ mode, plugin, node, skipPrefix }: PluginFlags): boolean {
  return [mode, plugin, node, skipPrefix].some((flag) => flag !== undefined);
}

// the name under which Sonobuoy shows the state of the cluster
const healthPlugin = "sonobuoy";

/** Whether this is a folder with results of plugins, and not of the suite. */
export async function isPluginRun(places: readonly string[], { cwd }: Pick<Io, "cwd">): Promise<boolean> {
  const [place = "", ...others] = places;
  if (place === "" || others.length > 0) return false;
  const isThere = (name: string) =>
    stat(path.resolve(cwd, place, name)).then(
      () => true,
      () => false,
    );
  return (await isThere("plugins")) && !(await isThere("plugins/e2e")) && !(await isThere("run.json"));
}

/**
 * Prints the results of plugins as `sonobuoy results` does, for its snapshots, for folders of `plugin run`, and for those of the suite, which
 * are shown as its plugin e2e.
 * @throws InputError if there are none, or no such plugin or item
 */
export async function showPlugins(
  { io, exit }: Context,
  given: readonly string[],
  flags: PluginFlags,
): Promise<void> {
  const { mode = "report", plugin } = flags;
  const snapshot = await openAny(given, io);
  const chosen = plugin === undefined ? [...snapshot.plugins, healthPlugin] : [plugin];
  const codes: ExitCode[] = [];
  for (const name of chosen) {
    if (name === healthPlugin) {
      await printHealth(snapshot, mode, io);
      continue;
    }
    const text = snapshot.trees.get(name);
    if (text === undefined)
      throw new InputError(`${snapshot.origin} has no results of the plugin ${safe(name)}`, {
        fix: `name one of: ${snapshot.plugins.map(safe).join(", ")}`,
      });
    const code = await printPlugin(snapshot, name, text, { ...flags, mode }, io);
    if (code === undefined) continue;
    codes.push(code);
    if (plugin === undefined) io.stdout.write("\n");
  }
  if (codes.length === 0 && flags.node !== undefined)
    throw new InputError(`${snapshot.origin} has no item ${safe(flags.node)}`, {
      fix: "--node takes the name of a node, a file or a test, as --mode dump shows it",
    });
  const isFailed = codes.includes(exitCode.testsFailed);
  exit(isFailed ? exitCode.testsFailed : (codes.find((code) => code !== exitCode.passed) ?? exitCode.passed));
}

/** Undefined if it has no item of the name that was asked for. */
async function printPlugin(
  snapshot: Snapshot,
  name: string,
  text: string,
  { mode, node, skipPrefix }: PluginFlags & { readonly mode: Mode },
  io: Io,
): Promise<ExitCode | undefined> {
  const { readTree } = await import("../../plugins/tree/yaml.ts");
  const { findItem } = await import("../../plugins/tree/item.ts");
  const reading = readTree(text);
  if (reading.kind === "unreadable")
    throw new InputError(`${snapshot.origin}: the results of ${safe(name)} cannot be read: ${reading.why}`);
  if (mode === "dump" || mode === "readable") {
    printText(mode === "dump" ? text : text.replaceAll("\\n", "\n").replaceAll("\\t", "\t"), io);
    return codeOf(reading.item);
  }
  const item = node === undefined ? reading.item : findItem(reading.item, node);
  if (item === undefined) return undefined;
  if (mode === "report") {
    const { reportText } = await import("../../plugins/show/report.ts");
    io.stdout.write(reportText(item));
  } else await printDetails(snapshot, name, item, skipPrefix === true, io);
  return codeOf(item);
}

async function printDetails(
  snapshot: Snapshot,
  name: string,
  item: Item,
  skipPrefix: boolean,
  io: Io,
): Promise<void> {
  const { details } = await import("../../plugins/show/detailed.ts");
  const { pluginFolder } = await import("../../plugins/snapshot/layout.ts");
  const all = [...details(item)];
  const place = (file: string) => path.posix.join(pluginFolder(name), file);
  const wanted = all.flatMap((detail) => (detail.kind === "file" ? [place(detail.path)] : []));
  // a tarball is read once for all of them, a folder as it goes
  const files = wanted.length === 0 ? new Map<string, Uint8Array>() : await snapshot.read(wanted);
  for (const detail of all) {
    io.signal.throwIfAborted();
    if (detail.kind === "json") {
      io.stdout.write(`${detail.line}\n`);
      continue;
    }
    const bytes = files.get(place(detail.path));
    if (bytes === undefined)
      throw new InputError(`${snapshot.origin} has no file ${safe(place(detail.path))}`);
    if (!skipPrefix) io.stdout.write(`${safe(detail.prefix)} `);
    printBytes(bytes, io);
  }
}

async function printHealth({ health }: Snapshot, mode: Mode, io: Io): Promise<void> {
  const { healthText, healthYaml, readHealth } = await import("../../plugins/show/health.ts");
  if (mode === "detailed") {
    printText(health ?? "", io);
    return;
  }
  const value = readHealth(health);
  if (mode === "report") io.stdout.write(healthText(value));
  else printText(`${healthYaml(value)}\n`, io);
}

/** Unchanged, as a program expects it; on a terminal with nothing in it that moves the cursor. */
function printBytes(bytes: Uint8Array, io: Io): void {
  if (!io.stdout.isTTY) io.stdout.write(bytes);
  else printText(new TextDecoder().decode(bytes), io);
}

function printText(text: string, { stdout }: Pick<Io, "stdout">): void {
  if (!stdout.isTTY) stdout.write(new TextEncoder().encode(text));
  else
    stdout.write(
      text
        .split("\n")
        .map((line) => safe(line.replaceAll("\t", "    ")))
        .join("\n"),
    );
}

function codeOf({ status }: Item): ExitCode {
  const words = status.split(", ").map((part) => part.replace(/: \d+$/, ""));
  if (words.some((word) => word === "failed" || word === "timeout")) return exitCode.testsFailed;
  return words.includes("unknown") ? exitCode.noVerdict : exitCode.passed;
}

/** The results of plugins, or those of the suite as a plugin's. */
async function openAny(given: readonly string[], io: Io): Promise<Snapshot> {
  const { openSnapshot } = await import("../../plugins/snapshot/open.ts");
  const { newestResults } = await import("../../results/read/newest.ts");
  const places = given.length === 0 ? [await newestResults(io.cwd)] : given;
  const [first = ""] = places;
  if (places.length === 1 && (await isSnapshot(path.resolve(io.cwd, first)))) return openSnapshot(first, io);
  const files = await suiteFiles(places, io);
  const { treeFile } = await import("../../plugins/snapshot/layout.ts");
  const decode = (file: string) => {
    const bytes = files.get(file);
    return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
  };
  return {
    origin: first,
    plugins: ["e2e"],
    trees: new Map([["e2e", decode(treeFile("e2e")) ?? ""]]),
    health: decode("meta/clusterhealth.json"),
    read: async (paths) => new Map([...files].filter(([file]) => paths.includes(file))),
  };
}

async function suiteFiles(places: readonly string[], io: Io): Promise<ReadonlyMap<string, Uint8Array>> {
  const { findResults } = await import("../../results/read/find.ts");
  const { defaultLimits } = await import("../../results/read/limits.ts");
  const { suiteSnapshot } = await import("../../plugins/snapshot/of-suite.ts");
  const files = places.map((place) => path.resolve(io.cwd, place));
  return suiteSnapshot(await findResults(files, defaultLimits, io.signal, true));
}

/** Whether this is read as a snapshot of plugins: a file that is neither a log nor a junit, or a folder with `plugins/`. */
async function isSnapshot(file: string): Promise<boolean> {
  const entry = await stat(file).catch(() => undefined);
  if (entry === undefined || !entry.isDirectory()) return !/\.(?:log|txt|xml)$/i.test(file);
  return stat(path.join(file, "plugins")).then(
    (plugins) => plugins.isDirectory(),
    () => false,
  );
}

/**
 * Writes results as a tarball that `sonobuoy results` reads.
 * @throws InputError if there are none, or the file exists; RunError if it cannot be written
 */
export async function writeTarball({ io }: Context, given: readonly string[], target: string): Promise<void> {
  const { packFiles } = await import("../../plugins/snapshot/pack.ts");
  const { newestResults } = await import("../../results/read/newest.ts");
  const file = path.resolve(io.cwd, target);
  if ((await stat(file).catch(() => undefined)) !== undefined)
    throw new InputError(`--tarball ${target}: already exists`, { fix: "name a new file" });
  const places = given.length === 0 ? [await newestResults(io.cwd)] : given;
  const [first = ""] = places;
  const folder = path.resolve(io.cwd, first);
  if (places.length === 1 && (await isSnapshot(folder))) {
    if (!(await stat(folder)).isDirectory())
      throw new InputError(`${first} is a tarball already`, { fix: "name a folder" });
    const { filesOfFolder } = await import("../../plugins/snapshot/folder.ts");
    await packFiles(file, await filesOfFolder(folder), io.signal);
    return;
  }
  const files = [...(await suiteFiles(places, io))].map(([name, bytes]) => ({
    path: name,
    size: bytes.length,
    content: async function* () {
      yield bytes;
    },
  }));
  await packFiles(file, files, io.signal);
}
