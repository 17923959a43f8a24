import { createHash } from "node:crypto";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { Parser, type ReadEntry } from "tar";
import { RunError } from "../../errors.ts";
import { exec } from "../../kube/exec.ts";
import { copyVerified } from "../../run/pod-files.ts";
import { safe } from "../../text/safe.ts";
import { collectorName, pluginResults } from "../definition/hints.ts";
import { type Collector, type Given, type Listed, listFiles } from "./in-pod.ts";
import { insideOf, unpack } from "./unpack.ts";

/** What was fetched from a pod. */
export interface Stored {
  readonly files: number;
  readonly bytes: number;
  /** What is missing, and why. */
  readonly problems: readonly string[];
}

// bytes: smaller files come together in one stream
const smallFile = 4 * 2 ** 20;
// in one stream, of which each is kept in memory until it is compared
const mostBytes = 16 * 2 ** 30;

/**
 * Fetches what a plugin gave away into a folder, each file compared with the pod's own sha256. As Sonobuoy does, a folder is taken with all its
 * files, a `.gz` is unpacked, and any other file is kept as it is.
 * @throws RunError if it cannot be fetched, or is larger than anything that a plugin leaves; the signal's reason
 */
export async function storeGiven(
  collector: Collector,
  given: Exclude<Given, { kind: "nothing" }>,
  target: string,
): Promise<Stored> {
  await emptied(target);
  if (given.kind === "folder") return storeFolder(collector, given.folder, target, "results.tar.gz");
  const { files, problems } = await listFiles(collector, given.folder, given.name);
  const [file] = files;
  if (file === undefined) throw new RunError(problems[0] ?? `${safe(given.name)} cannot be read`);
  checkSize(files);
  const place = path.join(target, given.name);
  if (insideOf(given.name) !== given.name)
    throw new RunError(`${safe(given.name)} is not the name of a file`);
  await copyVerified(placed(collector, given.folder), file.path, file.sha256, place);
  if (!given.name.endsWith(".gz")) return { files: 1, bytes: file.size, problems: [] };
  // beside the folder, which has only what is in the archive
  const archive = `${target}.${given.name}`;
  await rename(place, archive);
  try {
    return await unpack(archive, target, { name: given.name, signal: collector.signal });
  } finally {
    await rm(archive, { force: true });
  }
}

/** Fetches the whole results folder, as Sonobuoy does if all containers end well without a `done` file. */
export async function storeEverything(collector: Collector, target: string): Promise<Stored> {
  await emptied(target);
  return storeFolder(collector, pluginResults, target, "out.tar.gz");
}

/** An earlier attempt may have left a part of it. */
async function emptied(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
}

/** `archive`: the name of the archive that Sonobuoy would make of it there, and leave out of itself. */
async function storeFolder(
  collector: Collector,
  folder: string,
  target: string,
  archive: string,
): Promise<Stored> {
  const { files: all, problems } = await listFiles(collector, folder);
  const odd = all.filter((file) => insideOf(file.path) !== file.path);
  const files = all.filter((file) => !odd.includes(file) && path.posix.basename(file.path) !== archive);
  checkSize(files);
  const small = files.filter(({ size }) => size < smallFile);
  const missing = new Set(small);
  if (small.length > 1)
    for await (const file of smallFiles(collector, folder, small, target)) missing.delete(file);
  let bytes = 0;
  for (const file of files) {
    bytes += file.size;
    if (file.size < smallFile && !missing.has(file)) continue;
    const place = path.join(target, file.path);
    await mkdir(path.dirname(place), { recursive: true });
    await copyVerified(placed(collector, folder), file.path, file.sha256, place);
  }
  return {
    files: files.length,
    bytes,
    problems: [...problems, ...odd.map((file) => `${safe(file.path)} is not a path here`)],
  };
}

function checkSize(files: readonly Listed[]): void {
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  if (bytes > mostBytes) throw new RunError(`the plugin left more than ${mostBytes / 2 ** 30} GiB`);
}

function placed({ pod, ...files }: Collector, folder: string) {
  return { ...files, place: { pod, container: collectorName, folder } };
}

/**
 * The small files of a folder in one stream, each yielded once it is here and compared. It is only faster: whatever does not come this way is
 * fetched by itself.
 */
async function* smallFiles(
  { cluster, namespace, pod, signal }: Collector,
  folder: string,
  wanted: readonly Listed[],
  target: string,
): AsyncGenerator<Listed> {
  const byPath = new Map(wanted.map((file) => [file.path, file]));
  const script = `cd "$1" && find . -type f -size -${smallFile / 1024 + 1}k | tar -cf - -T - 2>/dev/null | gzip -c`;
  const packed = exec(cluster, {
    namespace,
    pod,
    container: collectorName,
    command: ["sh", "-c", script, "sh", folder],
    signal,
  });
  const came: { readonly file: Listed; readonly bytes: Buffer }[] = [];
  const parser = new Parser({
    brotli: false,
    zstd: false,
    onReadEntry: (entry: ReadEntry) => {
      const file = byPath.get(entry.path.replace(/^\.\//, ""));
      if (file === undefined || entry.type !== "File" || entry.size !== file.size) {
        entry.resume();
        return;
      }
      const chunks: Buffer[] = [];
      entry.on("data", (chunk) => chunks.push(chunk));
      entry.on("end", () => came.push({ file, bytes: Buffer.concat(chunks) }));
    },
  });
  const source = Readable.from(packed);
  const plain = source.pipe(createGunzip());
  source.on("error", (error) => plain.destroy(error));
  try {
    for await (const chunk of plain) {
      parser.write(Buffer.from(chunk));
      for (const { file, bytes } of came.splice(0)) {
        if (createHash("sha256").update(bytes).digest("hex") !== file.sha256) continue;
        const place = path.join(target, file.path);
        await mkdir(path.dirname(place), { recursive: true });
        await writeFile(place, bytes);
        yield file;
      }
    }
  } catch {
    signal.throwIfAborted();
  } finally {
    source.destroy();
  }
}
