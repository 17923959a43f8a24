import path from "node:path";
import type { Io } from "../process/io.ts";
import { clearHalfMade, prepareResultsDir } from "../results/files.ts";
import { writeRunFolder } from "../results/folder.ts";
import { type Layout, layoutOf, minorOf, productDirectory } from "../results/layout.ts";
import type { RunRecord } from "../results/run-record.ts";
import { type EarlierSubmission, folderFor, productToCheck, readEarlier } from "../submission/carry.ts";
import { carryReadme } from "../submission/carry-readme.ts";
import { newProduct } from "../submission/product.ts";
import { factsOf, newReadme } from "../submission/readme.ts";
import type { SpecResult } from "../suite/spec.ts";
import { type Claim, claimFolder } from "./claim.ts";

/** What `--product` names, read before anything is created in the cluster. Throws InputError. */
export async function readGivenProduct(
  given: string | undefined,
  cwd: string,
): Promise<EarlierSubmission | undefined> {
  return given === undefined ? undefined : readEarlier(path.resolve(cwd, given));
}

/**
 * Prepares a run's folder, new or unfinished, and claims it before anything in it is touched.
 * @throws InputError if it cannot be used, or somebody already follows the run into it
 */
export async function openRunFolder(
  dir: string,
  runId: string,
  io: Pick<Io, "pid" | "now" | "sleep">,
): Promise<Claim> {
  await prepareResultsDir(dir, runId);
  const claim = await claimFolder(dir, io);
  try {
    await clearHalfMade(dir);
    return claim;
  } catch (error) {
    await claim.release();
    throw error;
  }
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
 * Completes the folder with the files that are made from the record.
 * @returns what the user must still fill in or check before submitting
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
  const facts = factsOf(record, product.fields);
  const readme = given.readme === undefined ? newReadme(facts) : carryReadme(given.readme, facts);
  await writeRunFolder({ layout, record, specs, product: product.text, readme: readme.text });
  return [...productToCheck(given, minorOf(server)), ...readme.toCheck];
}
