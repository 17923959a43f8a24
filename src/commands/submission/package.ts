import { Command } from "commander";
import type { Context } from "../context.ts";

export interface PackageFlags {
  readonly product?: string;
  readonly out: string;
  readonly release?: string;
  readonly force?: boolean;
}

/** `submission package`: the folder of a submission, made of any runner's results. */
export function packageCommand(context: Context): Command {
  const { name } = context;
  return new Command("package")
    .summary("make the folder of a submission from any runner's results")
    .description(
      "Makes <out>/v1.35/<product> with the four files of a submission and nothing else. e2e.log and junit_01.xml are those of the results, byte for byte; PRODUCT.yaml and README.md are those beside the results, those that --product names, or new ones to be filled in. Takes a results folder of this program, the tarball of sonobuoy retrieve or what was unpacked of it, a folder with e2e.log and junit_01.xml as hydrophone leaves it, or these two files.",
    )
    .argument("<results...>", "a results folder, a tarball of Sonobuoy, or e2e.log and junit_01.xml")
    .option(
      "--product <name|file|folder>",
      "the product's name, its PRODUCT.yaml, or the folder of an earlier submission or of submission init",
    )
    .option("--out <folder>", "where v1.35/<product> is made", ".")
    .option("--release <version>", "the release of Kubernetes, where the results do not tell it; e.g. v1.35")
    .option(
      "--force",
      "replace a submission that is there already; pack files that were changed since the run",
    )
    .addHelpText(
      "after",
      `
Examples:
  # what run left, with the product's own description
  ${name} submission package conformance-results/20261120-2215-k3x9 --product acme/
  # what sonobuoy retrieve gave, into a clone of cncf/k8s-conformance
  ${name} submission package 202611202215_sonobuoy_3f1c.tar.gz --product v1.34/acme --out k8s-conformance
  # what hydrophone left; a log without -v does not tell the release
  ${name} submission package . --product Acme --release v1.35`,
    )
    .action(async (results: string[], flags: PackageFlags) => {
      const { packageAction } = await import("./package-action.ts");
      await packageAction(context, results, flags);
    });
}
