import path from "node:path";
import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { InputError } from "../../errors.ts";
import { safe } from "../../text/safe.ts";
import type { Context } from "../context.ts";
import { checkRelease } from "../release-flag.ts";
import type { FlagsOf } from "../with-flags.ts";

/** `submission package`: the folder of a submission, made from any runner's results. */
export function packageCommand(context: Context): CommandUnknownOpts {
  return declared(context).action((results, flags) => pack(context, results, flags));
}

function declared({ name }: Context) {
  return new Command("package")
    .summary("create the folder of a submission from any runner's results")
    .description(
      "Creates <out>/v1.35/<product> with the four files of a submission and nothing else. e2e.log and junit_01.xml are those of the results, byte for byte; PRODUCT.yaml and README.md are those next to the results, those that --product names, or new ones to fill in. Takes a results folder of this program, the tarball of sonobuoy retrieve or its unpacked contents, a folder with e2e.log and junit_01.xml as hydrophone leaves it, or these two files.",
    )
    .argument("<results...>", "a results folder, a tarball of Sonobuoy, or e2e.log and junit_01.xml")
    .option(
      "--product <name|file|folder>",
      "the product's name, its PRODUCT.yaml, or the folder of an earlier submission or of submission init",
    )
    .option("--out <folder>", "where to create v1.35/<product>", ".")
    .option("--release <version>", "the release of Kubernetes, if the results do not say it; e.g. v1.35")
    .option("--force", "replace an existing submission; pack files that were changed since the run")
    .addHelpText(
      "after",
      `
Examples:
  # what run left, with the product's own description
  ${name} submission package conformance-results/20261120-2215-k3x9 --product acme/
  # what sonobuoy retrieve gave, into a clone of cncf/k8s-conformance
  ${name} submission package 202611202215_sonobuoy_3f1c.tar.gz --product v1.34/acme --out k8s-conformance
  # what hydrophone left; a log without -v does not name the release
  ${name} submission package . --product Acme --release v1.35`,
    );
}

type PackageFlags = FlagsOf<typeof declared>;

/** Packs results into a submission and prints what is left to do. Throws InputError, and RunError if it cannot be written. */
async function pack({ io, name }: Context, given: readonly string[], flags: PackageFlags): Promise<void> {
  const { readResults } = await import("../../results/read/read.ts");
  const { shellWords } = await import("../../results/words.ts");
  const { packSubmission, productFor, writeSubmission } = await import("../../submission/package.ts");
  checkRelease(flags.release, "--release");
  const results = await readResults(given, { cwd: io.cwd, release: flags.release, signal: io.signal });
  if (results.files.altered.length > 0 && flags.force !== true) {
    throw new InputError(`changed since the run left it: ${results.files.altered.join(", ")}`, {
      fix: "fetch the results again (retrieve), or pack them as they are with --force",
    });
  }
  const earlier = await productFor(flags.product, results, io);
  const submission = packSubmission(results, earlier);
  const folder = await writeSubmission(submission, path.resolve(io.cwd, flags.out), flags.force === true);
  const here = path.relative(io.cwd, folder) || ".";
  io.stdout.write(`${safe(here)}\n`);
  const list = (title: string, lines: readonly string[]) => {
    if (lines.length > 0) io.stderr.write(`${title}\n${lines.map((line) => `  ${safe(line)}\n`).join("")}`);
  };
  list("these results cannot certify:", submission.doubts);
  list("before it is submitted:", submission.toCheck);
  io.stderr.write(`next: ${safe(`${name} submission check ${shellWords([here])}`)}\n`);
}
