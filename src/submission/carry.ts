import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { InputError } from "../errors.ts";
import { systemWords } from "../results/files.ts";
import { type Product, parseProduct } from "./product.ts";

/** What `--product` names: a product file, and the README beside it where it is that of an earlier submission. */
export interface EarlierSubmission {
  readonly product: Product;
  readonly readme?: string;
}

/**
 * Reads a product file, or the folder of an earlier submission. Of a file, the README beside it is not taken. `flag` is
 * who named it.
 * @throws InputError where there is no such file, or it cannot be used.
 */
export async function readEarlier(given: string, flag = "--product"): Promise<EarlierSubmission> {
  const fix = "name a PRODUCT.yaml, or the folder of an earlier submission that holds one";
  try {
    if (!(await stat(given)).isDirectory()) return { product: await product(given) };
    const names = await readdir(given);
    const find = (name: string) => names.find((entry) => entry.toLowerCase() === name);
    const file = find("product.yaml") ?? find("product.yml");
    if (file === undefined) throw new InputError(`${given} holds no PRODUCT.yaml`, { fix });
    const readme = find("readme.md");
    return {
      product: await product(path.join(given, file)),
      ...(readme === undefined ? {} : { readme: await readFile(path.join(given, readme), "utf8") }),
    };
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    throw new InputError(`${flag} ${given}: ${systemWords(cause)}`, { fix, cause });
  }
}

async function product(file: string): Promise<Product> {
  return parseProduct(await readFile(file, "utf8"), file);
}
