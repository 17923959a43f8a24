import path from "node:path";
import { writeRunFolder } from "../results/folder.ts";
import { type Layout, layoutOf, minorOf, productDirectory } from "../results/layout.ts";
import type { RunRecord } from "../results/run-record.ts";
import { type EarlierSubmission, folderFor, productToCheck, readEarlier } from "../submission/carry.ts";
import { carryReadme } from "../submission/carry-readme.ts";
import { newProduct } from "../submission/product.ts";
import { newReadme, toldBy } from "../submission/readme.ts";
import type { SpecResult } from "../suite/spec.ts";

/** What `--product` names, read before anything is made in the cluster. Throws InputError. */
export async function readGivenProduct(
  given: string | undefined,
  cwd: string,
): Promise<EarlierSubmission | undefined> {
  return given === undefined ? undefined : readEarlier(path.resolve(cwd, given));
}

/** Where each file of a run's folder is. */
export function runLayout(dir: string, server: string, earlier: EarlierSubmission | undefined): Layout {
  return layoutOf(
    dir,
    minorOf(server),
    earlier === undefined ? productDirectory(undefined) : folderFor(earlier),
  );
}

/**
 * Completes the folder with what is made of the record.
 * @returns what a person must still fill in or look at before it is submitted
 */
export async function completeFolder(
  layout: Layout,
  record: RunRecord,
  specs: readonly SpecResult[],
  earlier: EarlierSubmission | undefined,
): Promise<string[]> {
  const { server } = record.kubernetes;
  const given: EarlierSubmission = earlier ?? { product: newProduct(server) };
  const { product } = given;
  const told = toldBy(record, product.fields);
  const readme = given.readme === undefined ? newReadme(told) : carryReadme(given.readme, told);
  await writeRunFolder({ layout, record, specs, product: product.text, readme: readme.text });
  return [...productToCheck(given, minorOf(server)), ...readme.toCheck];
}
