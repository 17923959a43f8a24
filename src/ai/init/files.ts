import { copyFile, mkdir, stat } from "node:fs/promises";
import path from "node:path";
import { InputError } from "../../errors.ts";
import type { Io } from "../../process/io.ts";
import { readFileWithin } from "../../process/read-file.ts";
import { productDirectory } from "../../results/layout.ts";
import { unreadable } from "../../results/read/limits.ts";
import { type EarlierSubmission, readEarlier } from "../../submission/carry.ts";
import { writingTo } from "../../submission/write.ts";
import type { Checklist } from "../checklist/checklist.ts";
import { mostOfProduct } from "../open/open.ts";
import { type Product, readProduct } from "../product/product.ts";
import { isArtifact } from "../validator/artifact/read.ts";
import { readLink } from "../validator/links.ts";
import { answersOf } from "../validator/requirements.ts";

/** The last release's submission to this program. */
export interface Earlier {
  readonly text: string;
  readonly product: Product;
  readonly folder: string;
  /** `v1.36/acme`, if it is in the folder of a release. */
  readonly place: string | undefined;
  readonly name: string;
}

/** Reads `--from`: a folder with a PRODUCT.yaml, or the file. Throws InputError if it cannot be read. */
export async function readFrom(given: string, { cwd, signal }: Pick<Io, "cwd" | "signal">): Promise<Earlier> {
  const full = path.resolve(cwd, given);
  const isFolder = await stat(full).then(
    (found) => found.isDirectory(),
    () => false,
  );
  const file = isFolder ? path.join(full, "PRODUCT.yaml") : full;
  const found = await readFileWithin(file, { most: mostOfProduct, signal });
  if (found.kind !== "read") throw unreadable(file, found);
  const reading = readProduct(found.bytes);
  if (reading.kind === "unreadable") {
    throw new InputError(`--from ${given}: ${reading.why.replace(/\s+/g, " ")}`, {
      fix: "correct it, or start without --from",
    });
  }
  const folder = path.dirname(file);
  const [release = "", name = ""] = folder.split(path.sep).slice(-2);
  const place = /^v\d+\.\d+$/.test(release) ? `${release}/${name}` : undefined;
  return { text: new TextDecoder().decode(found.bytes), product: reading.product, folder, place, name };
}

/** Reads `--submission`: the folder, or the PRODUCT.yaml, of the Kubernetes conformance. Throws InputError if it cannot be read. */
export async function readCertified(
  given: string,
  { cwd, signal }: Pick<Io, "cwd" | "signal">,
): Promise<EarlierSubmission> {
  const full = path.resolve(cwd, given);
  const found = await readEarlier(full, "--submission", signal);
  if (found.folder !== undefined) return found;
  // the file's folder names the product as well
  const [above = "", folder = ""] = path.dirname(full).split(path.sep).slice(-2);
  return /^v\d+\.\d+$/.test(above) ? { ...found, folder, release: above } : found;
}

/** The product's folder: the one of the last release or of the Kubernetes conformance, otherwise made from the platform's name. */
export function folderName(
  earlier: Earlier | undefined,
  certified: EarlierSubmission | undefined,
  platform: string | undefined,
): string {
  const own = earlier?.place === undefined ? undefined : earlier.name;
  const other = certified?.release === undefined ? undefined : certified.folder;
  return productDirectory(own ?? other ?? platform);
}

/** The documents that the last release's evidence names: its files other than test artifacts, as far as they are there. */
export async function documentsOf(
  { product, folder, place, name }: Earlier,
  checklist: Checklist,
): Promise<string[]> {
  const links = answersOf(product, checklist).flatMap(({ given }) => given?.evidence ?? []);
  const files = links.flatMap((text) => {
    const link = readLink(text, place ?? `v0.0/${name}`);
    return link.kind === "file" && !isArtifact(path.posix.basename(link.file)) ? [link.file] : [];
  });
  const there: string[] = [];
  for (const file of new Set(files)) {
    const isFile = await stat(path.join(folder, file)).then(
      (found) => found.isFile(),
      () => false,
    );
    if (isFile) there.push(file);
  }
  return there;
}

/** Copies documents into another folder, unless they are there. Returns the copied ones. Throws RunError if they cannot be written. */
export async function copyDocuments(files: readonly string[], from: string, to: string): Promise<string[]> {
  const copied: string[] = [];
  for (const file of files) {
    const target = path.join(to, file);
    const isThere = await stat(target).then(
      () => true,
      () => false,
    );
    if (isThere) continue;
    await writingTo(to, async () => {
      await mkdir(path.dirname(target), { recursive: true });
      await copyFile(path.join(from, file), target);
    });
    copied.push(file);
  }
  return copied;
}
