import { lstat, readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { InputError } from "../../../errors.ts";
import { systemWords } from "../../../text/system-words.ts";
import { submissionFiles } from "../../four-files.ts";
import type { SubmittedFile } from "../submission.ts";

/** What GitHub takes of one file. */
const mostBytes = 100_000_000;
/** A folder of more is no submission, and may be anything: a home folder, a checkout. */
const mostFiles = 1000;

const read = new Set(submissionFiles.map((name) => name.toLowerCase()));

/**
 * Every file beneath a folder, the bytes of those that go by the four names; their paths begin with `prefix`.
 * @throws InputError where it is no folder, cannot be read, or holds more than a thousand files
 */
export async function readFolder(folder: string, prefix: string): Promise<SubmittedFile[]> {
  const fix = "name the folder of a submission: v1.35/<product> with its four files";
  const found: SubmittedFile[] = [];
  const walk = async (beneath: string): Promise<void> => {
    const entries = await readdir(path.join(folder, beneath), { withFileTypes: true });
    for (const entry of entries) {
      const name = path.join(beneath, entry.name);
      if (entry.name === ".git") continue;
      if (entry.isDirectory()) await walk(name);
      else found.push(await readOne(path.join(folder, name), `${prefix}/${name.split(path.sep).join("/")}`));
      if (found.length > mostFiles)
        throw new InputError(`${folder} holds more than ${mostFiles} files`, { fix });
    }
  };
  try {
    await walk("");
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    throw new InputError(`${folder}: ${systemWords(cause)}`, { fix, cause });
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function readOne(file: string, name: string): Promise<SubmittedFile> {
  const { size, isLink, isFile } = await lstat(file).then((stat) => ({
    size: stat.size,
    isLink: stat.isSymbolicLink(),
    isFile: stat.isFile(),
  }));
  if (isLink) return { path: name, size, oddity: "link" };
  if (!isFile) return { path: name, size, oddity: "special" };
  if (!read.has(path.basename(file).toLowerCase())) return { path: name, size };
  if (size > mostBytes) return { path: name, size, oddity: "too-large" };
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new InputError(`${file}: ${systemWords(cause)}`, { fix: "let it be read", cause });
  });
  return { path: name, size, bytes };
}
