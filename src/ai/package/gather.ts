import { lstat, opendir } from "node:fs/promises";
import path from "node:path";
import { InputError } from "../../errors.ts";
import { readFileWithin } from "../../process/read-file.ts";
import { unreadable } from "../../results/read/limits.ts";
import type { Opened } from "../open/open.ts";
import { placeWords } from "../place.ts";
import { readLink } from "../validator/links.ts";

/** The files of a submission, and what else its folder contains. */
export interface Gathered {
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly left: readonly string[];
}

/** GitHub's limit for one file. */
const most = 100_000_000;
const mostFiles = 1000;

/**
 * Reads PRODUCT.yaml, README.md, the files that the evidence names, and the pictures and files that these show. Anything else in the
 * folder is not part of the submission.
 * @throws InputError if a file cannot be read, is a link, or is too large for GitHub
 */
export async function gather(opened: Opened, signal: AbortSignal): Promise<Gathered> {
  const { folder, place, reading, bytes } = opened;
  const all = await filesIn(folder);
  const files = new Map<string, Uint8Array>([["PRODUCT.yaml", bytes]]);
  const named: string[] = ["README.md"];
  if (reading.kind === "read")
    for (const list of reading.product.spec?.values() ?? [])
      for (const { evidence } of list)
        for (const text of evidence) {
          const link = readLink(text, placeWords(place));
          if (link.kind === "file") named.push(link.file);
        }
  for (let name = named.shift(); name !== undefined; name = named.shift()) {
    // the folder's own file, with exactly this name
    if (files.has(name) || !all.includes(name)) continue;
    const found = await readFileWithin(path.join(folder, name), { most, refuseLinks: true, signal });
    if (found.kind !== "read") throw unreadable(path.join(folder, name), found);
    files.set(name, found.bytes);
    if (/\.md$/i.test(name)) named.push(...linkedBy(name, new TextDecoder().decode(found.bytes)));
  }
  const own = opened.file === "PRODUCT.yaml" ? [] : [opened.file];
  return { files, left: all.filter((name) => !files.has(name) && !own.includes(name)) };
}

/** What a Markdown file links to in the same folder. */
function linkedBy(file: string, text: string): string[] {
  const links = [
    ...text.matchAll(/\]\(<?([^)\s<>#?]+)/g),
    ...text.matchAll(/<img\b[^<>]*?\ssrc=["']([^"']+)/g),
  ];
  return links.flatMap(([, link = ""]) => {
    if (/^(?:[a-z][a-z0-9+.-]*:|\/|#)/i.test(link)) return [];
    const decoded = /%(?![0-9a-f]{2})/i.test(link) ? link : decodeURI(link);
    const name = path.posix.normalize(path.posix.join(path.posix.dirname(file), decoded));
    return name.startsWith("../") ? [] : [name];
  });
}

/** Every file below a folder, without those that begin with a dot. */
async function filesIn(folder: string): Promise<string[]> {
  const found: string[] = [];
  const walk = async (beneath: string): Promise<void> => {
    for await (const entry of await opendir(path.join(folder, beneath))) {
      if (entry.name.startsWith(".")) continue;
      const name = beneath === "" ? entry.name : `${beneath}/${entry.name}`;
      if (found.length >= mostFiles)
        throw new InputError(`${folder} contains more than ${mostFiles} files`, {
          fix: "name the folder of a submission",
        });
      if ((await lstat(path.join(folder, name))).isDirectory()) await walk(name);
      else found.push(name);
    }
  };
  await walk("");
  return found.sort();
}
