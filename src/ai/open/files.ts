import { stat } from "node:fs/promises";
import path from "node:path";
import { readFileWithin } from "../../process/read-file.ts";
import { type Artifact, isArtifact, readArtifact } from "../validator/artifact/read.ts";

/** The files of a product's folder that its evidence names, as far as they are there. */
export interface LinkedFiles {
  readonly there: ReadonlySet<string>;
  readonly artifacts: ReadonlyMap<string, Artifact>;
  /** Texts among them, by which their content is checked. */
  readonly texts: ReadonlyMap<string, Uint8Array>;
}

/** GitHub's limit for one file. */
const mostOfArtifact = 100_000_000;
const mostOfText = 2 ** 20;
const mostFiles = 1000;

/** Looks for files below a folder, and reads those that are test artifacts or texts. Throws the signal's reason. */
export async function readLinked(
  folder: string,
  files: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<LinkedFiles> {
  const there = new Set<string>();
  const artifacts = new Map<string, Artifact>();
  const texts = new Map<string, Uint8Array>();
  for (const file of [...files].slice(0, mostFiles)) {
    signal.throwIfAborted();
    const full = path.join(folder, file);
    if (await isAbsent(full)) continue;
    there.add(file);
    const name = path.posix.basename(file);
    if (isArtifact(name)) artifacts.set(file, await artifactOf(full, name, signal));
    else if (/\.(?:md|txt|log|ya?ml|json|csv|html?)$/i.test(name)) {
      const reading = await readFileWithin(full, { most: mostOfText, signal });
      if (reading.kind === "read") texts.set(file, reading.bytes);
    }
  }
  return { there, artifacts, texts };
}

/** The validator takes everything for there that the system does not call absent. */
async function isAbsent(file: string): Promise<boolean> {
  return stat(file).then(
    () => false,
    (cause: unknown) => cause instanceof Error && "code" in cause && cause.code === "ENOENT",
  );
}

async function artifactOf(file: string, name: string, signal: AbortSignal): Promise<Artifact> {
  const reading = await readFileWithin(file, { most: mostOfArtifact, signal });
  if (reading.kind === "read") return readArtifact(name, reading.bytes, signal);
  if (reading.kind === "absent") return { kind: "unreadable", why: `open ${name}: not a directory` };
  return { kind: "unreadable", why: reading.why };
}
