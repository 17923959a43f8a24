import { stat } from "node:fs/promises";
import path from "node:path";
import { InputError } from "../errors.ts";
import type { Io } from "../process/io.ts";
import { writeWhole } from "../results/files.ts";
import { type EarlierSubmission, readEarlier } from "./carry.ts";
import { writingTo } from "./write.ts";

interface Beginning {
  readonly from?: string;
  readonly product?: string;
}

/** The starting point: the product that `--product` names, otherwise that of `--from`, with the README of either. */
export async function readBeginning(
  flags: Beginning,
  io: Pick<Io, "cwd" | "signal">,
): Promise<EarlierSubmission | undefined> {
  const read = async (given: string | undefined, flag: string) =>
    given === undefined ? undefined : readEarlier(path.resolve(io.cwd, given), flag, io.signal);
  const from = await read(flags.from, "--from");
  const product = await read(flags.product, "--product");
  const readme = from?.readme ?? product?.readme;
  const first = product ?? from;
  return first === undefined ? undefined : { ...first, ...(readme === undefined ? {} : { readme }) };
}

/**
 * The files of a new submission to write into a folder: not a README that already exists, if there is no earlier one to
 * carry over. `shown` is the user's name for the folder.
 * @throws InputError if one of them exists and `force` is not given
 */
export async function filesToWrite(
  folder: string,
  shown: string,
  earlier: EarlierSubmission | undefined,
  force: boolean,
): Promise<readonly ("PRODUCT.yaml" | "README.md")[]> {
  const keepsReadme = earlier?.readme === undefined && (await isThere(path.join(folder, "README.md")));
  const files = keepsReadme ? (["PRODUCT.yaml"] as const) : (["PRODUCT.yaml", "README.md"] as const);
  for (const file of force ? [] : files) {
    if (!(await isThere(path.join(folder, file)))) continue;
    throw new InputError(`${path.join(shown, file)} already exists, and is not overwritten`, {
      fix: "name another --out, or use --force",
    });
  }
  return files;
}

/** Writes a file of the submission. Throws RunError if it cannot be written. */
export async function writeDraft(folder: string, file: string, text: string): Promise<void> {
  await writingTo(folder, () => writeWhole(path.join(folder, file), text, { overwrite: true }));
}

/**
 * Writes the answers so far if that overwrites no other file. `begun` is the file that the answers started from.
 * @returns the path of what was written
 */
export async function keepAnswers(folder: string, text: string, begun: string | undefined): Promise<string> {
  const whole = path.join(folder, "PRODUCT.yaml");
  const isOther = begun !== whole && (await isThere(whole));
  const name = isOther ? "PRODUCT.unfinished.yaml" : "PRODUCT.yaml";
  await writeDraft(folder, name, text);
  return path.join(folder, name);
}

async function isThere(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
