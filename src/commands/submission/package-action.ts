import { stat } from "node:fs/promises";
import path from "node:path";
import { InputError } from "../../errors.ts";
import type { Io } from "../../process/io.ts";
import { readResults } from "../../results/read/read.ts";
import type { Results } from "../../results/read/results.ts";
import { shellWords } from "../../results/words.ts";
import { type EarlierSubmission, readEarlier } from "../../submission/carry.ts";
import { packSubmission, productOf, writeSubmission } from "../../submission/package.ts";
import { safe } from "../../text/safe.ts";
import type { Context } from "../context.ts";
import type { PackageFlags } from "./package.ts";

/** Packs results into a submission and tells what is left to do. Throws InputError, and RunError where it cannot be written. */
export async function packageAction(
  { io, name }: Context,
  given: readonly string[],
  flags: PackageFlags,
): Promise<void> {
  const results = await readResults(given, { cwd: io.cwd, release: flags.release, signal: io.signal });
  if (results.altered.length > 0 && flags.force !== true) {
    throw new InputError(`changed since the run left it: ${results.altered.join(", ")}`, {
      fix: "fetch the results once more (retrieve), or pack them as they are with --force",
    });
  }
  const earlier = await productFor(flags.product, results, io);
  const submission = packSubmission(results, earlier);
  const folder = await writeSubmission(submission, path.resolve(io.cwd, flags.out), flags.force === true);
  const here = path.relative(io.cwd, folder) || ".";
  io.stdout.write(`${safe(here)}\n`);
  const tell = (title: string, lines: readonly string[]) => {
    if (lines.length > 0) io.stderr.write(`${title}\n${lines.map((line) => `  ${safe(line)}\n`).join("")}`);
  };
  tell("these results cannot certify:", submission.doubts);
  tell("before it is submitted:", submission.toCheck);
  io.stderr.write(`next: ${safe(`${name} submission check ${shellWords([here])}`)}\n`);
}

/** The product that the flag names, else the one beside the results, else a new one. */
async function productFor(
  given: string | undefined,
  results: Results,
  { cwd, signal }: Pick<Io, "cwd" | "signal">,
): Promise<EarlierSubmission> {
  const beside =
    results.submission === undefined ? undefined : await readEarlier(results.submission, "--product", signal);
  if (given === undefined) return productOf(undefined, results.server, beside);
  const file = path.resolve(cwd, given);
  const isThere = await stat(file).then(
    () => true,
    () => false,
  );
  if (isThere || /[/\\]|\.ya?ml$/i.test(given)) {
    const named = await readEarlier(file, "--product", signal);
    const readme = named.readme ?? beside?.readme;
    return { ...named, ...(readme === undefined ? {} : { readme }) };
  }
  return productOf(given, results.server, beside);
}
