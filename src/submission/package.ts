import { stat } from "node:fs/promises";
import path from "node:path";
import { InputError } from "../errors.ts";
import type { Io } from "../process/io.ts";
import { minorOf } from "../results/layout.ts";
import type { Results } from "../results/results.ts";
import { type EarlierSubmission, folderFor, productToCheck, readEarlier } from "./carry.ts";
import { carryReadme } from "./carry-readme.ts";
import { submissionFiles } from "./four-files.ts";
import { factsOfResults } from "./package-readme.ts";
import { newProduct } from "./product.ts";
import { setFields } from "./product-edit.ts";
import { factsOf, newReadme } from "./readme.ts";
import { writeFolder } from "./write-folder.ts";

export { submissionFiles };

/** A submission, ready to be written. */
export interface Submission {
  /** `v1.35` */
  readonly minor: string;
  /** The product's folder name. */
  readonly product: string;
  readonly files: Readonly<Record<(typeof submissionFiles)[number], Uint8Array | string>>;
  /** What the user must fill in or check before it is submitted. */
  readonly toCheck: readonly string[];
  /** Why these results cannot certify. */
  readonly doubts: readonly string[];
}

/**
 * Makes the submission from a run's results. `given` is the product that `--product` names, or the one next to the results.
 * @throws InputError if a file or the server's version is missing
 */
export function packSubmission(results: Results, given: EarlierSubmission): Submission {
  const { runner } = results;
  const { log, junit } = results.files;
  const { server } = results.versions;
  if (log === undefined || junit === undefined) {
    const missing = [
      ...(log === undefined ? ["e2e.log"] : []),
      ...(junit === undefined ? ["junit_01.xml"] : []),
    ];
    throw new InputError(`${results.origin} has no ${missing.join(" and no ")}`, {
      fix: "a submission needs both: name the results of a run that finished",
    });
  }
  if (server === undefined) {
    throw new InputError(`${results.origin} does not contain the server's version`, {
      fix: "name the release of Kubernetes that was tested, e.g. --release v1.35",
    });
  }
  const { product } = given;
  const facts =
    runner.name === "kubectl conformance"
      ? factsOf(runner.record, product.fields)
      : factsOfResults(results, server, product.fields);
  const readme = given.readme === undefined ? newReadme(facts) : carryReadme(given.readme, facts);
  const minor = minorOf(server);
  return {
    minor,
    product: folderFor(given),
    files: {
      "PRODUCT.yaml": product.text,
      "README.md": readme.text,
      "e2e.log": log.bytes,
      "junit_01.xml": junit.bytes,
    },
    toCheck: [...productToCheck(given, minor), ...readme.toCheck],
    doubts: results.deviations,
  };
}

/** The product file next to the results, under another product's name, or a new one with what is known. */
export function productOf(
  name: string | undefined,
  server: string | undefined,
  found: EarlierSubmission | undefined,
): EarlierSubmission {
  if (found === undefined) return { product: newProduct(server ?? "", name) };
  if (name === undefined) return found;
  const { folder: _other, ...kept } = found;
  return { ...kept, product: setFields(found.product, { name }) };
}

/** The product that `--product` names, otherwise the one next to the results, otherwise a new one. Throws InputError if it cannot be read. */
export async function productFor(
  given: string | undefined,
  results: Results,
  { cwd, signal }: Pick<Io, "cwd" | "signal">,
): Promise<EarlierSubmission> {
  const found =
    results.submission === undefined ? undefined : await readEarlier(results.submission, "--product", signal);
  if (given === undefined) return productOf(undefined, results.versions.server, found);
  const file = path.resolve(cwd, given);
  const isThere = await stat(file).then(
    () => true,
    () => false,
  );
  if (isThere || /[/\\]|\.ya?ml$/i.test(given)) {
    const named = await readEarlier(file, "--product", signal);
    const readme = named.readme ?? found?.readme;
    return { ...named, ...(readme === undefined ? {} : { readme }) };
  }
  return productOf(given, results.versions.server, found);
}

/**
 * Writes `<out>/<minor>/<product>` completely or not at all: first to a temporary name, then renames it.
 * @returns the folder
 * @throws InputError if it exists and `force` is not given, RunError if it cannot be written
 */
export async function writeSubmission(submission: Submission, out: string, force: boolean): Promise<string> {
  const folder = path.join(out, submission.minor, submission.product);
  const files = submissionFiles.map((name): [string, Uint8Array | string] => [name, submission.files[name]]);
  await writeFolder(folder, new Map(files), force);
  return folder;
}
