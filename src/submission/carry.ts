import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { InputError } from "../errors.ts";
import { readFileWithin } from "../process/read-file.ts";
import { productDirectory } from "../results/layout.ts";
import { unreadable } from "../results/read/limits.ts";
import { charactersOf } from "../text/go-yaml/characters.ts";
import { systemWords } from "../text/system-words.ts";
import { mostOfText } from "./four-files.ts";
import { type Product, parseProduct, productGaps } from "./product.ts";

/** What `--product` names: a product file, and the README next to it if it belongs to an earlier submission. */
export interface EarlierSubmission {
  readonly product: Product;
  readonly readme?: string;
  /** The name of their folder, which a product keeps from release to release. */
  readonly folder?: string;
  /** The release they were submitted for, if their folder is in one with such a name: `v1.34`. */
  readonly release?: string;
}

/**
 * Reads a product file, or the folder of an earlier submission. For a file, the README next to it is not used. `flag` is
 * the flag that named it.
 * @throws InputError if there is no such file, or it cannot be used.
 */
export async function readEarlier(
  given: string,
  flag = "--product",
  signal?: AbortSignal,
): Promise<EarlierSubmission> {
  const fix = "name a PRODUCT.yaml, or the folder of an earlier submission that contains one";
  try {
    if (!(await stat(given)).isDirectory()) return { product: await product(given, signal) };
    const names = await readdir(given);
    const find = (name: string) => names.find((entry) => entry.toLowerCase() === name);
    const file = find("product.yaml") ?? find("product.yml");
    if (file === undefined) throw new InputError(`${given} contains no PRODUCT.yaml`, { fix });
    const readme = find("readme.md");
    const [above = "", folder = ""] = path.resolve(given).split(path.sep).slice(-2);
    return {
      folder,
      ...(/^v\d+\.\d+$/.test(above) ? { release: above } : {}),
      product: await product(path.join(given, file), signal),
      ...(readme === undefined ? {} : { readme: await textOf(path.join(given, readme), signal) }),
    };
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof InputError) throw cause;
    throw new InputError(`${flag} ${given}: ${systemWords(cause)}`, { fix, cause });
  }
}

/** The product's folder within a release: its previous name, otherwise one made from the product's name. */
export function folderFor({ folder, product }: EarlierSubmission): string {
  const unnamed = productDirectory(undefined);
  return [folder, product.fields.name].map(productDirectory).find((name) => name !== unnamed) ?? unnamed;
}

/** What the user must fill in or check in the product file before it is submitted for a minor (`v1.35`). */
export function productToCheck({ product, release }: EarlierSubmission, minor: string): string[] {
  const gaps = productGaps(product).map(({ field, why }) => `PRODUCT.yaml: ${field} ${why}`);
  if (release === undefined || release === minor) return gaps;
  return [...gaps, `PRODUCT.yaml: version is ${product.fields.version}, as it was submitted for ${release}`];
}

async function product(file: string, signal: AbortSignal | undefined): Promise<Product> {
  const { text, bad } = charactersOf(await bytesOf(file, signal));
  if (bad !== undefined) throw new InputError(`${file}:${bad.fault.line}: ${bad.fault.message}`);
  return parseProduct(text, file);
}

/** A text that the user wrote; a link to one is the user's as well. */
async function textOf(file: string, signal: AbortSignal | undefined): Promise<string> {
  return new TextDecoder().decode(await bytesOf(file, signal));
}

async function bytesOf(file: string, signal: AbortSignal | undefined): Promise<Uint8Array> {
  const reading = await readFileWithin(file, { most: mostOfText, ...(signal && { signal }) });
  if (reading.kind !== "read") throw unreadable(file, reading);
  return reading.bytes;
}
