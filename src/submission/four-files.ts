import { readdir } from "node:fs/promises";
import path from "node:path";
import { InputError } from "../errors.ts";
import { readFileWithin } from "../process/read-file.ts";
import { quoted, unreadable } from "../results/read/limits.ts";
import { systemWords } from "../text/system-words.ts";

/** The names of a submission's files, in exactly this case; it must not contain any other file. */
export const submissionFiles = ["PRODUCT.yaml", "README.md", "e2e.log", "junit_01.xml"] as const;

/** GitHub's limit for one file. */
export const mostBytes = 100_000_000;

/** Bytes of PRODUCT.yaml and README.md that are read: what people write by hand is far shorter. */
export const mostOfText = 2 ** 20;

/** The files of a submission, read. */
export type FourFiles = ReadonlyMap<string, Uint8Array>;

/**
 * Reads a folder of exactly the four files.
 * @throws InputError naming what is missing, empty, not a file, or an extra file
 */
export async function readFour(folder: string, signal: AbortSignal): Promise<FourFiles> {
  const fix = "create the folder with submission package";
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new InputError(`${folder}: ${systemWords(cause)}`, { fix, cause });
  });
  const missing = submissionFiles.filter((name) => !names.includes(name));
  const others = names.filter((name) => !submissionFiles.some((file) => file === name));
  if (missing.length > 0 || others.length > 0) {
    const words = [
      ...(missing.length > 0 ? [`lacks ${missing.join(", ")}`] : []),
      ...(others.length > 0 ? [`contains ${others.toSorted().slice(0, 5).map(quoted).join(", ")}`] : []),
    ];
    throw new InputError(
      `${folder} ${words.join(" and ")}: a submission is ${submissionFiles.join(", ")} and nothing else`,
      { fix },
    );
  }
  const files = new Map<string, Uint8Array>();
  for (const name of submissionFiles) {
    const file = path.join(folder, name);
    const reading = await readFileWithin(file, { most: mostBytes, refuseLinks: true, signal });
    if (reading.kind !== "read") throw unreadable(file, reading);
    if (reading.bytes.length === 0) throw new InputError(`${file} is empty`, { fix });
    files.set(name, reading.bytes);
  }
  return files;
}
